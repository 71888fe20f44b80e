/**
 * A key log as Wireshark reads it (`wg.keylog_file`; spec/wireguard.md 4.3). Each handshake has all that it takes to
 * open it, so lines may be cut off at either end and keys may change. Whoever has the file reads what is sent: it is its
 * owner's alone, and one that somebody else may have a hand in is refused before anything is written.
 */
import { Buffer } from "node:buffer"
import { closeSync, constants, fstatSync, lstatSync, openSync, type Stats, writeSync } from "node:fs"
import process from "node:process"
import { messageOf } from "../../domain/message_of.ts"
import { isZero } from "../../domain/bytes.ts"
import type { HandshakeKeys } from "../../domain/wireguard/handshake_keys.ts"

export class KeyLog {
  readonly #path: string
  readonly #onTrouble: (trouble: string) => void
  readonly #descriptor: number
  #isTold = false

  /** Throws what is wrong with the file. `onTrouble` hears of the first handshake that cannot be written. */
  constructor(path: string, onTrouble: (trouble: string) => void) {
    this.#path = path
    this.#onTrouble = onTrouble
    this.#descriptor = openLog(path)
  }

  /** A handshake is worth more than its line: this never throws. */
  readonly tell = (keys: HandshakeKeys): void => {
    try {
      writeSync(this.#descriptor, textOf(keys))
    } catch (error) {
      if (!this.#isTold) this.#onTrouble(`${this.#path}: keys are missing there: ${reasonOf(error)}`)
      this.#isTold = true
    }
  }

  close(): void {
    closeSync(this.#descriptor)
  }
}

/**
 * The order matters: a preshared key belongs to the ephemeral key before it. The empty line comes first, so that a line
 * for which there was no room spoils no other.
 */
function textOf({ localPrivateKey, remotePublicKey, localEphemeralKey, presharedKey }: HandshakeKeys): string {
  return [
    "\n",
    `LOCAL_STATIC_PRIVATE_KEY = ${base64(localPrivateKey)}\n`,
    `REMOTE_STATIC_PUBLIC_KEY = ${base64(remotePublicKey)}\n`,
    `LOCAL_EPHEMERAL_PRIVATE_KEY = ${base64(localEphemeralKey)}\n`,
    ...(isZero(presharedKey) ? [] : [`PRESHARED_KEY = ${base64(presharedKey)}\n`]),
  ].join("")
}

function openLog(path: string): number {
  const descriptor = opened(path)
  const trouble = troubleWith(fstatSync(descriptor))
  if (trouble === undefined) return descriptor
  closeSync(descriptor)
  throw new Error(`${path}: no key log goes there: ${trouble}`)
}

function opened(path: string): number {
  try {
    if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) throw new Error(LINK)
    return openSync(path, TO_APPEND, OWNER_ALONE)
  } catch (error) {
    throw new Error(`${path}: no key log goes there: ${reasonOf(error)}`)
  }
}

/** Taking rights away would come too late: others may have opened it before. */
function troubleWith(stats: Stats): string | undefined {
  if (!stats.isFile()) return "it is no file"
  if (stats.uid !== process.geteuid?.()) return "it belongs to somebody else"
  if (stats.nlink !== 1) return "it has another name, too"
  return (stats.mode & OTHERS) === 0 ? undefined : "others have rights to it; delete it, or name another one"
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : undefined
  if (code === "ELOOP") return LINK
  return code ?? messageOf(error)
}

const base64 = (key: Uint8Array): string => Buffer.from(key.buffer, key.byteOffset, key.length).toString("base64")

const { O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_WRONLY } = constants
const LINK = "it is a symbolic link"
/** Nothing behind a symbolic link (Deno has looked behind it already where it may not do everything), and no waiting for somebody to read from a FIFO. */
const TO_APPEND = O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK
const OWNER_ALONE = 0o600
const OTHERS = 0o077
