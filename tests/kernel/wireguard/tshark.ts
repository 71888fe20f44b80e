/** Wireshark's view of a recording: each WireGuard message, and what it opens with the keys that it is given. */
import { execFileSync } from "node:child_process"
import { writeFileSync } from "node:fs"

export interface Dissected {
  /** Of the outer packet. */
  readonly source: string
  /** Of the message: 1 to 4. */
  readonly type: number
  readonly receiver: string
  readonly counter: bigint | undefined
  /** The initiator's public key, where it could be opened. */
  readonly static: string
  /** A response that keys could be derived from. */
  readonly isHandshakeOk: boolean
  readonly isKeepalive: boolean
  readonly isDecryptionError: boolean
  /** With its padding, where it could be opened. */
  readonly plaintext: Uint8Array | undefined
}

/** Of ethernet frames, with the keys in a file. */
export function dissect(frames: readonly Uint8Array[], keyLog: string): readonly Dissected[] {
  writeFileSync(RECORDING, pcapOf(frames))
  const arguments_ = ["-r", RECORDING, "-o", `wg.keylog_file:${keyLog}`, "-Y", "wg"]
  const run = (...more: readonly string[]): string =>
    execFileSync("tshark", [...arguments_, ...more], {
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
      stdio: ["ignore", "pipe", "ignore"],
    })
  const rows = run("-T", "fields", "-E", "occurrence=f", ...FIELDS.flatMap((field) => ["-e", field]))
  const plaintexts = plaintextsOf(run("-x"))
  return rows.split("\n").filter((row) => row !== "").map((row, i) => dissectedOf(row.split("\t"), plaintexts[i]))
}

const RECORDING = "/run/recording.pcap"
const FIELDS = [
  "ip.src",
  "wg.type",
  "wg.receiver",
  "wg.counter",
  "wg.static",
  "wg.handshake_ok",
  "wg.keepalive",
  "wg.decryption_error",
]

function dissectedOf(columns: readonly string[], plaintext: Uint8Array | undefined): Dissected {
  const [source = "", type, receiver = "", counter, statik = "", handshakeOk, keepalive, error] = columns
  return {
    source,
    type: Number(type),
    receiver,
    counter: counter ? BigInt(counter) : undefined,
    static: statik,
    isHandshakeOk: handshakeOk === "1" || handshakeOk === "True",
    isKeepalive: Boolean(keepalive),
    isDecryptionError: Boolean(error),
    plaintext,
  }
}

/** `-x` prints a paragraph for each frame, and in it, under a title, the bytes of each thing that was opened. */
function plaintextsOf(text: string): readonly (Uint8Array | undefined)[] {
  return text.split(/\n\n/).filter((paragraph) => paragraph.trim() !== "").map((paragraph) => {
    const [, dump] = /^Decrypted Packet \(\d+ bytes\):\n((?:[0-9a-f]{4,} .*\n?)+)/m.exec(paragraph) ?? []
    return dump === undefined ? undefined : bytesOf(dump)
  })
}

/** Lines such as `0010  0a 50 00 02   .P..`. */
const bytesOf = (dump: string): Uint8Array =>
  Uint8Array.from(
    dump.split("\n").flatMap((line) => line.slice(6, 54).match(/[0-9a-f]{2}/g) ?? []),
    (hex) => parseInt(hex, 16),
  )

/** A file of frames as pcap-savefile(5) has it; the times say no more than the order. */
function pcapOf(frames: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(24 + frames.reduce((sum, frame) => sum + 16 + frame.length, 0))
  const view = new DataView(bytes.buffer)
  const words = (at: number, ...values: readonly number[]): void =>
    values.forEach((value, i) => view.setUint32(at + 4 * i, value, true))
  words(0, PCAP_MAGIC, PCAP_VERSION, 0, 0, LONGEST_FRAME, LINKTYPE_ETHERNET)
  let at = 24
  for (const [i, frame] of frames.entries()) {
    words(at, 1 + Math.floor(i / 1_000_000), i % 1_000_000, frame.length, frame.length)
    bytes.set(frame, at + 16)
    at += 16 + frame.length
  }
  return bytes
}

const PCAP_MAGIC = 0xa1b2c3d4
/** 2.4, two half words. */
const PCAP_VERSION = 0x00040002
const LONGEST_FRAME = 262_144
const LINKTYPE_ETHERNET = 1
