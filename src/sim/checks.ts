/**
 * What must hold in every run, whatever its scenario: checked while it runs, by looking at results and never by doing
 * the work a second time.
 */
import type { Event } from "../domain/mesh/event.ts"
import { evolve, initial } from "../domain/mesh/evolve.ts"
import { find } from "../domain/mesh/sorted_list.ts"
import type { MeshState } from "../domain/mesh/state.ts"
import type { Deadline } from "../domain/net/deadline.ts"
import type { Instant } from "../domain/net/instant.ts"
import { innerFamily, innerSource, sourceOffset } from "../domain/net/inner_packet.ts"
import type { IpAddress } from "../domain/net/ip_address.ts"
import { prefixContains } from "../domain/net/prefix.ts"
import type { PublicKey } from "../domain/public_key.ts"
import { MARKER } from "./echo.ts"
import type { RunLog } from "./run_log.ts"

/** Comparing whole states costs time; beyond this many peers it is done for every so many events. */
const ALWAYS_COMPARED = 64
const SELDOM = 256

/** Folds a node's log on its own and holds it against the state that the node lives by. */
export class FoldCheck {
  #folded: MeshState = initial
  #events = 0
  #comparedAt = 0

  add(event: Event): void {
    this.#folded = evolve(this.#folded, event)
    this.#events++
  }

  verify(node: string, live: MeshState, log: RunLog, now: Instant): void {
    if (live.peers.length > ALWAYS_COMPARED && this.#events - this.#comparedAt < SELDOM) return
    this.#comparedAt = this.#events
    if (!equal(this.#folded, live)) log.violated("fold", `the log of ${node} does not fold to its state`, now)
  }
}

/** After every step the next deadline lies in the future. */
export function checkDeadline(node: string, deadline: Deadline, log: RunLog, now: Instant): void {
  if (deadline.at <= now) log.violated("deadline", `${node} wants to be woken in the past (${deadline.reason})`, now)
}

/** A node's name, and what it knows of its mesh. */
interface Knowing {
  readonly name: string
  readonly mesh: MeshState
}

/** Whose packet it is said to be, by key and by mesh address. */
interface Sender {
  readonly key: PublicKey
  readonly octets: Uint8Array | undefined
}

/** What is delivered as a peer's comes from its mesh address, or from an address that the mesh grants that peer. */
export function checkDelivery(
  packet: Uint8Array,
  to: Knowing & { readonly peer: Sender },
  log: RunLog,
  now: Instant,
): void {
  const { name, mesh, peer: { key, octets } } = to
  const start = sourceOffset("v6")
  if (innerFamily(packet) === "v6" && octets?.every((octet, i) => packet[start + i] === octet)) return
  const source = innerSource(packet)
  const allowed = find(mesh.peers, key)?.spec.allowedIps ?? []
  if (source !== undefined && allowed.some((block) => prefixContains(block, source))) return
  log.violated("allowed-ips", `${name} was delivered a packet from ${source ?? "nowhere"} that is not its peer's`, now)
}

/** For nodes that may not bypass the tunnel: nothing for an address of a peer leaves in the clear. */
export function checkCleartext({ name, mesh }: Knowing, to: IpAddress, log: RunLog, now: Instant): void {
  const peer = mesh.peers.find(({ spec }) => spec.allowedIps.some((block) => prefixContains(block, to)))
  if (peer !== undefined) {
    log.violated("cleartext", `${name} sent to ${to} in the clear, which is ${peer.spec.label}'s`, now)
  }
}

/** Nothing that the hosts said to each other can be read on the wire. */
export function checkCiphertext(node: string, datagram: Uint8Array, log: RunLog, now: Instant): void {
  const last = datagram.length - MARKER.length
  for (let start = datagram.indexOf(MARKER[0] ?? 0); start >= 0 && start <= last;) {
    if (MARKER.every((byte, i) => datagram[start + i] === byte)) {
      return log.violated("plaintext", `${node} sent what it was to seal`, now)
    }
    start = datagram.indexOf(MARKER[0] ?? 0, start + 1)
  }
}

interface Bounded {
  readonly name: string
  readonly size: number
  readonly capacity: number
}

/** Tables of routers and firewalls stay within their size. */
export function checkTables(tables: Iterable<Bounded>, log: RunLog, now: Instant): void {
  for (const { name, size, capacity } of tables) {
    if (size > capacity) log.violated("table", `${name} remembers ${size} conversations of at most ${capacity}`, now)
  }
}

/** Deep equality of plain values. */
function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (!isContainer(a) || !isContainer(b)) return false
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && equal(a[key], b[key]))
}

const isContainer = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null
