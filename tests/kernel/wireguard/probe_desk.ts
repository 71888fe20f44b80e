/**
 * A device among probes: it is in one namespace, they are all in the other. Silence is never waited for: a witness sends
 * something good behind what is to stay without an answer, and when that was answered, all before it had its chance.
 */
import { writeFileSync } from "node:fs"
import { performSteps } from "../../../src/adapters/netns/perform.ts"
import { UdpPort } from "../../../src/adapters/netns/udp_port.ts"
import { innerSource } from "../../../src/domain/net/inner_packet.ts"
import { endpointOf } from "../../../src/domain/net/endpoint.ts"
import { ipAddress } from "../../../src/domain/net/ip_address.ts"
import { type Heard, Probe, type ProbeSession } from "./probe.ts"
import { Tap } from "./tap.ts"
import { type Implementation, TunnelEnd } from "./tunnel_end.ts"
import { sleep, UNDERLAY, wg } from "./tunnel_pair.ts"

interface Witness {
  readonly probe: Probe
  readonly session: ProbeSession
}

export class ProbeDesk {
  readonly end: TunnelEnd
  readonly #key: Uint8Array
  readonly #tap: Tap
  readonly #host = new UdpPort({ namespace: "b", family: "v4", port: HOST_PORT })
  readonly #probes: Probe[] = []
  #witness: Witness | undefined

  private constructor(end: TunnelEnd, key: string) {
    this.end = end
    this.#key = fromBase64(key)
    this.#tap = new Tap("b", end.device)
  }

  static async open(implementation: Implementation): Promise<ProbeDesk> {
    performSteps([...UNDERLAY, { tool: "ip", namespace: "b", line: "addr add 10.9.1.254/16 dev eth0" }])
    const secret = wg("genkey")
    const config = `[Interface]\nPrivateKey = ${secret}\nListenPort = 51820\n`
    const end = await TunnelEnd.start({ name: "b", implementation, addresses: [`${FAR}/16`], config })
    return new ProbeDesk(end, wg("pubkey", secret))
  }

  /**
   * A peer that the device knows, unless it is told nothing. Each has an address of its own: none sends so many handshakes
   * that a device would take it for a flood.
   */
  probe(presharedKey?: Uint8Array, isKnown = true): Probe {
    const number = this.#probes.length + 1
    const [address, outer] = [`10.80.1.${number}`, ipAddress(`10.9.1.${number}`)]
    performSteps([{ tool: "ip", namespace: "a", line: `addr add ${outer}/16 dev eth0` }])
    const probe = new Probe({ device: this.#key, outer, address, far: FAR, presharedKey })
    this.#probes.push(probe)
    if (isKnown) this.introduce(probe)
    return probe
  }

  introduce(probe: Probe, ...more: readonly string[]): void {
    const { address, presharedKey } = probe.plan
    this.#set(probe, "allowed-ips", `${address}/32`, ...more)
    if (presharedKey === undefined) return
    writeFileSync("/run/psk", toBase64(presharedKey), { mode: 0o600 })
    this.#set(probe, "preshared-key", "/run/psk")
  }

  remove(probe: Probe): void {
    this.#set(probe, "remove")
  }

  /** undefined if nothing of this is answered, by the device or its host, and the host does not even get it. */
  async silent(probe: Probe, ...messages: readonly Uint8Array[]): Promise<string | undefined> {
    probe.forget()
    this.#tap.take()
    for (const message of messages) probe.send(message)
    return await this.quiet(probe)
  }

  /** The same of what was sent already. */
  async quiet(probe: Probe): Promise<string | undefined> {
    await this.#settled()
    const [heard] = probe.heard()
    if (heard !== undefined) return `a message of type ${heard.message[0]} came`
    const got = this.#tap.take().filter((one) => !one.isOutgoing && innerSource(one.frame) !== this.#witnessAddress)
    return got.length === 0 ? undefined : "the host got it"
  }

  /** The port at which the device's host reaches this probe, after all that was sent so far. */
  async reaches(probe: Probe): Promise<number | undefined> {
    await this.#settled()
    probe.forget()
    return (await this.speaks(probe))?.port
  }

  /** The host sends to this probe; the message that comes of it. */
  async speaks(probe: Probe): Promise<Heard | undefined> {
    this.hostSends(probe)
    return await probe.next(({ message }) => message[0] === 4 || message[0] === 1)
  }

  hostSends(probe: Probe): void {
    this.#host.send(new Uint8Array(10), endpointOf(ipAddress(probe.plan.address), HOST_PORT))
  }

  close(): Promise<void> {
    for (const probe of this.#probes) probe.close()
    this.#host.close()
    this.#tap.close()
    return closed(this.end)
  }

  get #witnessAddress() {
    return this.#witness && ipAddress(this.#witness.probe.plan.address)
  }

  /** The little wait is for implementations with many threads, which might be late with one thing and not with another. */
  async #settled(): Promise<void> {
    const probe = this.#witness?.probe ?? this.probe()
    const witness = this.#witness ??= { probe, session: await probe.open() }
    if (!await witness.probe.echoes(witness.session)) throw new Error("the device does not answer the witness any more")
    await sleep(LATENESS_MS)
  }

  #set(probe: Probe, ...words: readonly string[]): void {
    this.end.wg("set", this.end.device, "peer", toBase64(probe.keys.public), ...words)
  }
}

async function closed(end: TunnelEnd): Promise<void> {
  if (end.process !== undefined) await end.stop("SIGTERM")
  else end.run("ip", "link", "del", end.device)
  performSteps(["a", "b"].map((name) => ({ tool: "ip", line: `netns del ${name}` })))
}

const toBase64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes))
const fromBase64 = (text: string): Uint8Array => Uint8Array.from(atob(text), (character) => character.charCodeAt(0))

/** Of the device's host, inside. */
const FAR = "10.80.0.1"
const HOST_PORT = 4_000
const LATENESS_MS = 30
