/**
 * A peer that says exactly what it is told to say, right or wrong, and tells what it hears: with its own key, its own
 * address inside and outside, and as many UDP ports there as it likes.
 */
import { libc, must } from "../../../src/adapters/linux/libc.ts"
import { UdpPort } from "../../../src/adapters/netns/udp_port.ts"
import { concatBytes } from "../../../src/domain/bytes.ts"
import { endpoint } from "../../../src/domain/net/endpoint.ts"
import type { IpAddress } from "../../../src/domain/net/ip_address.ts"
import { echoOf, echoReplied } from "./probe_packets.ts"
import { type Begun, type Initiation, newKeys, opened, readResponse, sealed, writeInitiation } from "./probe_noise.ts"
import { OUTER, sleep } from "./tunnel_pair.ts"

export interface ProbePlan {
  /** The device's public key. */
  readonly device: Uint8Array
  /** Its own outside the tunnel. */
  readonly outer: IpAddress
  /** Inside the tunnel: its own, and the device's. */
  readonly address: string
  readonly far: string
  readonly presharedKey: Uint8Array | undefined
}

export interface Heard {
  /** Ours, at which it came. */
  readonly port: number
  readonly message: Uint8Array
}

export interface ProbeSession {
  /** Ours, and the device's. */
  readonly index: number
  readonly remoteIndex: number
  readonly sendKey: Uint8Array
  readonly receiveKey: Uint8Array
  /** The next to be used. */
  counter: bigint
}

/** An initiation of ours, and what reads its response. */
export interface Sent {
  readonly message: Uint8Array
  readonly index: number
  readonly begun: Begun
}

export class Probe {
  readonly keys = newKeys()
  readonly plan: ProbePlan
  /** Where it speaks from. */
  port = 0
  readonly #ports = new Map<number, UdpPort>()
  #inbox: Heard[] = []

  constructor(plan: ProbePlan) {
    this.plan = plan
    this.move()
  }

  /** From now on it speaks from another port, and still listens at all it had. */
  move(): number {
    this.port = ++lastPort
    this.#ports.set(this.port, new UdpPort({ namespace: "a", family: "v4", port: this.port, address: this.plan.outer }))
    return this.port
  }

  send(message: Uint8Array, port = this.port): void {
    this.#ports.get(port)?.send(message, DEVICE)
  }

  /** Several of one length at the same time: one run, as UDP_SEGMENT sends it. */
  sendRun(...messages: readonly Uint8Array[]): void {
    const [first] = messages
    const port = this.#ports.get(this.port)
    if (first === undefined || port === undefined) return
    const length = new Uint8Array(Int32Array.of(first.length).buffer)
    must(libc().setsockopt(port.descriptor, SOL_UDP, UDP_SEGMENT, length, length.length), "setsockopt", "send a run")
    this.send(concatBytes(...messages))
  }

  /** Not sent yet. Later than all before, unless `ahead` milliseconds change that. */
  initiation(change: Partial<Initiation> & { readonly aheadMs?: number } = {}): Sent {
    const { aheadMs = 0, ...rest } = change
    const index = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0
    const given = { us: this.keys, them: this.plan.device, ephemeral: newKeys(), index, stamp: stampOf(aheadMs) }
    return { ...writeInitiation({ ...given, ...rest }), index }
  }

  /** The session of a response to this, or undefined if none comes. */
  async response(sent: Sent): Promise<ProbeSession | undefined> {
    const heard = await this.next(({ message }) => message[0] === 2 && word(message, 8) === sent.index)
    return heard && this.sessionOf(sent, heard.message, this.plan.presharedKey ?? new Uint8Array(32))
  }

  /** What follows from a response with this preshared key; undefined if its tag does not fit. */
  sessionOf({ index, begun }: Sent, message: Uint8Array, presharedKey: Uint8Array): ProbeSession | undefined {
    const split = readResponse(this.keys, begun, message, presharedKey)
    const keys = split && { sendKey: split.fromInitiator, receiveKey: split.fromResponder }
    return keys && { index, remoteIndex: word(message, 4), ...keys, counter: 0n }
  }

  /** A session that the device may send on, too. */
  async open(): Promise<ProbeSession> {
    // No device takes two initiations of a peer's within 20 ms.
    await sleep(25)
    const initiation = this.initiation()
    this.send(initiation.message)
    const session = await this.response(initiation)
    if (session === undefined || !await this.echoes(session)) throw new Error("no session could be had")
    return session
  }

  /** With the next counter, unless one is given. */
  transport(session: ProbeSession, plaintext: Uint8Array, counter = session.counter++): Uint8Array {
    const ciphertext = sealed(session.sendKey, counter, plaintext)
    const message = new Uint8Array(16 + ciphertext.length)
    const view = new DataView(message.buffer)
    message.set([4])
    view.setUint32(4, session.remoteIndex, true)
    view.setBigUint64(8, counter, true)
    message.set(ciphertext, 16)
    return message
  }

  /** An echo request to the device's host, padded as it should be. */
  echo(session: ProbeSession, counter?: bigint, length?: number): Uint8Array {
    return this.transport(session, echoOf(this.plan.address, this.plan.far, ++lastEcho, length), counter)
  }

  /** Sends an echo request, or this one, which was made last; whether its answer comes, on the same session. */
  async echoes(session: ProbeSession, message = this.echo(session)): Promise<boolean> {
    return await this.answered(message, session) !== undefined
  }

  /** Sends an echo request, the one that was made last; where its answer comes, on which of these sessions. */
  async answered(message: Uint8Array, ...sessions: readonly ProbeSession[]) {
    const sequence = lastEcho
    const sessionOf = (heard: Heard): ProbeSession | undefined =>
      sessions.find((session) => echoReplied(plaintextOf(session, heard.message), sequence))
    this.send(message)
    const heard = await this.next((heard) => sessionOf(heard) !== undefined)
    return heard && { port: heard.port, on: sessionOf(heard) }
  }

  /** What comes first of this kind, within a limit that nobody reaches; all before it is forgotten. */
  async next(isWanted: (heard: Heard) => boolean, patienceMs = PATIENCE_MS): Promise<Heard | undefined> {
    for (const until = performance.now() + patienceMs; performance.now() < until; await sleep(1)) {
      const all = this.heard()
      const at = all.findIndex(isWanted)
      if (at < 0) continue
      this.#inbox = all.slice(at + 1)
      return all[at]
    }
    return undefined
  }

  /** All that came and was not asked for. */
  heard(): Heard[] {
    for (const [port, socket] of this.#ports) {
      for (let got = socket.receive(); got !== undefined; got = socket.receive()) {
        this.#inbox.push({ port, message: got.payload })
      }
    }
    return this.#inbox
  }

  forget(): void {
    this.heard()
    this.#inbox = []
  }

  close(): void {
    for (const socket of this.#ports.values()) socket.close()
  }
}

/** What a message of the device's says on this session; undefined if it is none of it. */
export function plaintextOf({ index, receiveKey }: ProbeSession, message: Uint8Array): Uint8Array | undefined {
  if (message[0] !== 4 || message.length < 32 || word(message, 4) !== index) return undefined
  const counter = new DataView(message.buffer, message.byteOffset).getBigUint64(8, true)
  return opened(receiveKey, counter, message.slice(16))
}

const word = (message: Uint8Array, at: number): number =>
  new DataView(message.buffer, message.byteOffset).getUint32(at, true)

/** TAI64N (spec/wireguard.md 1.4). */
function stampOf(aheadMs: number): Uint8Array {
  lastMs = Math.max(Date.now(), lastMs + 1)
  const ms = lastMs + aheadMs
  const stamp = new Uint8Array(12)
  const view = new DataView(stamp.buffer)
  view.setBigUint64(0, 0x400000000000000an + BigInt(Math.floor(ms / 1_000)))
  view.setUint32(8, (ms % 1_000) * 1_000_000)
  return stamp
}

let lastMs = 0
let lastPort = 20_000
let lastEcho = 0

const DEVICE = endpoint(`${OUTER.b}:51820`)
const SOL_UDP = 17
const UDP_SEGMENT = 103
const PATIENCE_MS = 3_000
