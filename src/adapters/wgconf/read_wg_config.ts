/**
 * From the text of a wg-quick file to a configuration, or to everything that is wrong with it. The format is that of
 * wg(8) and wg-quick(8), read more strictly: what `wg` would take the last of may stand there once.
 */
import * as Result from "effect/Result"
import type { Prefix } from "../../domain/net/prefix.ts"
import { type PublicKey, publicKeyOf } from "../../domain/public_key.ts"
import type { Suite } from "../../domain/wireguard/suite.ts"
import { type Notes, readInterface } from "./interface_section.ts"
import { type PlacedPeer, readPeer } from "./peer_section.ts"
import type { Placed } from "./section_fields.ts"
import type { WgConfig, WgPeer } from "./wg_config.ts"
import { inOrder, type WgProblem } from "./wg_problem.ts"
import { type WgSection, wgSections } from "./wg_sections.ts"

export interface WgFile {
  readonly config: WgConfig
  /** What is accepted, but not performed, or hardly meant. */
  readonly warnings: readonly WgProblem[]
}

/** Characters of text; more is no file that a person wrote. */
const MAX_LENGTH = 16 * 1024 * 1024

/** `keyPair` tells which peers' key is our own. */
export function readWgConfig(
  text: string,
  { keyPair }: Pick<Suite, "keyPair">,
): Result.Result<WgFile, readonly WgProblem[]> {
  if (text.length > MAX_LENGTH) return Result.fail([atTop(`The file is larger than ${MAX_LENGTH} characters`)])
  const { sections, problems: found } = wgSections(text)
  const notes: Notes = { problems: [...found], warnings: [] }
  const ours = readOurs(sections.filter(({ name }) => name === "Interface"), notes)
  const peers = sections.filter(({ name }) => name === "Peer").flatMap((section) => readPeer(section, notes) ?? [])
  noteKeys(peers, ours && publicKeyOf(keyPair(ours.privateKey.bytes).publicKey), notes.problems)
  notePrefixes(peers, notes.warnings)
  if (ours === undefined || notes.problems.length > 0) return Result.fail(inOrder(notes.problems))
  return Result.succeed({ config: { ...ours, peers: peers.map(withoutPlaces) }, warnings: inOrder(notes.warnings) })
}

function readOurs([first, ...more]: readonly WgSection[], notes: Notes): Omit<WgConfig, "peers"> | undefined {
  if (first === undefined) {
    notes.problems.push(atTop("There is no [Interface]"))
    return undefined
  }
  for (const { line } of more) {
    notes.problems.push({ ...atTop(`There may be one [Interface], and it is in line ${first.line}`), line })
  }
  return readInterface(first, notes)
}

function noteKeys(peers: readonly PlacedPeer[], ownKey: PublicKey | undefined, problems: WgProblem[]): void {
  const lineByKey = new Map<PublicKey, number>()
  for (const { publicKey, keyAt } of peers) {
    const line = lineByKey.get(publicKey)
    if (publicKey === ownKey) problems.push({ ...keyAt, message: "This is our own key" })
    if (line !== undefined) problems.push({ ...keyAt, message: `The peer in line ${line} has the same key` })
    else lineByKey.set(publicKey, keyAt.line)
  }
}

function notePrefixes(peers: readonly PlacedPeer[], warnings: WgProblem[]): void {
  const seen = new Map<Prefix, { readonly peer: PlacedPeer; readonly at: Placed<unknown>["at"] }>()
  for (const peer of peers) {
    for (const { at, value } of peer.prefixes) {
      const earlier = seen.get(value)
      if (earlier !== undefined && earlier.peer !== peer) {
        warnings.push({ ...at, message: `The peer of line ${earlier.at.line} loses ${value} to this one` })
      }
      seen.set(value, { peer, at })
    }
  }
}

const withoutPlaces = ({ publicKey, presharedKey, allowedIps, endpoint, keepalive }: PlacedPeer): WgPeer => ({
  publicKey,
  presharedKey,
  allowedIps,
  endpoint,
  keepalive,
})

const atTop = (message: string): WgProblem => ({ line: 1, column: 1, path: "", message })
