/**
 * Devices that somebody else made, driven by our adapter alone, as the mesh would: whoever they are, and whichever way
 * they are reached, the same calls have to lead to the same states and to the same news.
 */
import { isDeepStrictEqual } from "node:util"
import { UdpPort } from "../../../src/adapters/netns/udp_port.ts"
import type { DeviceControl } from "../../../src/adapters/uapi/device_control.ts"
import type { DeviceReport } from "../../../src/adapters/uapi/device_report.ts"
import { ChangeFailed } from "../../../src/adapters/uapi/driver/apply_change.ts"
import { ExternalDevice } from "../../../src/adapters/uapi/driver/external_device.ts"
import type { PeerNews } from "../../../src/adapters/uapi/driver/peer_news.ts"
import { nativeSuite } from "../../../src/adapters/crypto/native_suite.ts"
import { type Endpoint, endpoint, formatEndpoint } from "../../../src/domain/net/endpoint.ts"
import { seconds } from "../../../src/domain/net/instant.ts"
import { type Prefix, prefix } from "../../../src/domain/net/prefix.ts"
import { type PublicKey, publicKeyOf } from "../../../src/domain/public_key.ts"
import { SecretKey } from "../../../src/domain/wireguard/secret_key.ts"
import { OUTER, type Side, sleep, type TunnelPair } from "./tunnel_pair.ts"

export interface DrivenEnd {
  readonly side: Side
  readonly control: DeviceControl
  /** Somebody else has this port where the device is; the end's own namespace, if left out. */
  readonly take?: (port: number) => Disposable
}

/** undefined if all is well, else what is not. `one` speaks first, moves and is refused; `other` hears and follows. */
export async function drive(pair: TunnelPair, one: DrivenEnd, other: DrivenEnd): Promise<string | undefined> {
  const drive = new Drive(pair, one, other)
  for (const step of [configures, shakesHands, roams, isPlaced, changesKey, isRefused, isRemoved]) {
    const trouble = await step(drive)
    if (trouble !== undefined) return `${step.name}: ${trouble}`
  }
  return undefined
}

class Drive {
  readonly pair: TunnelPair
  readonly one: Driven
  readonly other: Driven

  constructor(pair: TunnelPair, one: DrivenEnd, other: DrivenEnd) {
    this.pair = pair
    this.one = new Driven(one)
    this.other = new Driven(other)
  }

  /** Whether data goes from one to the other. */
  carries(from: Driven, patienceMs?: number): Promise<boolean> {
    return this.pair.carries(from.side, 100, "v4", patienceMs)
  }
}

class Driven {
  readonly side: Side
  readonly control: DeviceControl
  readonly device: ExternalDevice
  readonly home: Endpoint
  readonly allowedIps: readonly Prefix[]
  readonly take: (port: number) => Disposable
  privateKey = newKey()

  constructor({ side, control, take }: DrivenEnd) {
    this.side = side
    this.take = take ?? ((port) => new UdpPort({ namespace: side, family: "v4", port }))
    this.control = control
    this.device = new ExternalDevice(control, { presharedKey: SHARED, keepalive: seconds(25) })
    this.home = endpoint(`${OUTER[side]}:51820`)
    this.allowedIps = side === "a"
      ? [prefix("10.80.0.1/32"), prefix("fd80::1/128")]
      : [prefix("10.80.0.2/32"), prefix("fd80::2/128")]
  }

  get publicKey(): PublicKey {
    return publicKeyOf(nativeSuite.keyPair(this.privateKey.bytes).publicKey)
  }

  /** Looks until such news came; all that came by then, without bytes. */
  async hears(tag: PeerNews["_tag"]): Promise<readonly PeerNews[]> {
    const heard: PeerNews[] = []
    for (let looks = 0; looks < MOST_LOOKS && !heard.some(({ _tag }) => _tag === tag); looks++) {
      if (looks > 0) await sleep(100)
      heard.push(...(await this.device.observe()).news.filter(({ _tag }) => _tag !== "Transferred"))
    }
    return heard
  }
}

/** From nothing, in three calls each; the second side is not told where the first one is. */
async function configures({ one, other }: Drive): Promise<string | undefined> {
  for (const [own, peer] of [[one, other], [other, one]] as const) {
    await own.control.set({ privateKey: "none", fwmark: 0, replacePeers: true, peers: [] })
    await own.device.configure({ privateKey: own.privateKey, listenPort: 51820, fwmark: 0x20 })
    await own.device.observe()
    const at = own === one ? peer.home : undefined
    await own.device.perform([
      { _tag: "ConfigurePeer", peer: peer.publicKey, allowedIps: peer.allowedIps, endpoint: at },
    ])
  }
  const wanted = (own: Driven, peer: Driven, at: Endpoint | undefined) => ({
    privateKey: own.privateKey.bytes,
    listenPort: 51820,
    fwmark: 0x20,
    peers: [{
      publicKey: peer.publicKey,
      presharedKey: SHARED.bytes,
      endpoint: at,
      keepalive: seconds(25),
      allowedIps: peer.allowedIps,
    }],
  })
  const isOne = isDeepStrictEqual(stateOf(await one.control.get()), wanted(one, other, other.home))
  // It may have been called already, as a keepalive that is switched on calls.
  const others = stateOf(await other.control.get())
  const isOther = [undefined, one.home].some((at) => isDeepStrictEqual(others, wanted(other, one, at)))
  return isOne && isOther ? undefined : `it says something else of itself: ${isOne ? other.side : one.side}`
}

async function shakesHands(drive: Drive): Promise<string | undefined> {
  const { one, other } = drive
  if (!await drive.carries(one, LONG_MS)) return "nothing came through"
  if (!await drive.carries(other)) return "nothing came back"
  return different(await one.hears("HandshakeCompleted"), [
    { _tag: "HandshakeCompleted", peer: other.publicKey, endpoint: other.home },
  ]) ?? different(await other.hears("HandshakeCompleted"), [
    { _tag: "EndpointLearned", peer: one.publicKey, endpoint: one.home, before: undefined },
    { _tag: "HandshakeCompleted", peer: one.publicKey, endpoint: one.home },
  ])
}

async function roams(drive: Drive): Promise<string | undefined> {
  const { one, other } = drive
  const away = { ...one.home, port: 51999 }
  for (const [before, now] of [[one.home, away], [away, one.home]] as const) {
    await one.device.configure({ listenPort: now.port })
    if (!await drive.carries(one)) return `nothing came from ${formatEndpoint(now)}`
    const trouble = different(await other.hears("EndpointLearned"), [
      { _tag: "EndpointLearned", peer: one.publicKey, endpoint: now, before },
    ])
    if (trouble !== undefined) return trouble
  }
  return undefined
}

/** An endpoint that leads nowhere is no news while it is ours; the peer's next packet is, and sets it right. */
async function isPlaced(drive: Drive): Promise<string | undefined> {
  const { one, other } = drive
  const nowhere = endpoint("10.9.0.99:7")
  await one.device.perform([{ _tag: "SetEndpoint", peer: other.publicKey, endpoint: nowhere }])
  const trouble = different((await one.device.observe()).news.filter(({ _tag }) => _tag !== "Transferred"), [])
  if (trouble !== undefined) return trouble
  if (!await drive.carries(other)) return "nothing came from the other side"
  return different(await one.hears("EndpointLearned"), [
    { _tag: "EndpointLearned", peer: other.publicKey, endpoint: other.home, before: nowhere },
  ])
}

/** Another private key keeps the peers, and the other side has to be told of it. */
async function changesKey(drive: Drive): Promise<string | undefined> {
  const { one, other } = drive
  const old = one.publicKey
  one.privateKey = newKey()
  await one.device.configure({ privateKey: one.privateKey })
  await one.device.observe()
  await other.device.perform([
    { _tag: "RemovePeer", peer: old },
    { _tag: "ConfigurePeer", peer: one.publicKey, allowedIps: one.allowedIps, endpoint: undefined },
  ])
  const [kept, ...more] = (await one.control.get()).peers
  if (kept?.publicKey !== other.publicKey || more.length > 0) return "the peers are others"
  if (!isDeepStrictEqual(kept.allowedIps.toSorted(), other.allowedIps)) return "the allowed IPs are others"
  if (!await drive.carries(one, LONG_MS)) return "nothing came through with the new key"
  const told = await other.hears("HandshakeCompleted")
  return different(told, [
    { _tag: "EndpointLearned", peer: one.publicKey, endpoint: one.home, before: undefined },
    { _tag: "HandshakeCompleted", peer: one.publicKey, endpoint: one.home },
  ])
}

/** Implementations differ in what they do before they find a port taken; what is told must be what there is. */
async function isRefused(drive: Drive): Promise<string | undefined> {
  const { one, other } = drive
  using _ = one.take(TAKEN_PORT)
  const failure = await one.device.configure({ fwmark: 0x30, listenPort: TAKEN_PORT })
    .then(() => undefined, (error: unknown) => error)
  if (!(failure instanceof ChangeFailed)) return `a port that is taken: ${failure}`
  const { fwmark, listenPort } = await one.control.get()
  const stands = [...(listenPort === TAKEN_PORT ? ["port 7777"] : []), ...(fwmark === 0x30 ? ["mark 48"] : [])]
  const lacks = ["port 7777", "mark 48"].filter((part) => !stands.includes(part))
  if (!isDeepStrictEqual(failure.standing, { stands, lacks })) return `it told of something else: ${failure.message}`
  if (!lacks.includes("port 7777")) return "it says that it has a port that is taken"
  await one.device.configure({ fwmark: 0x20, listenPort: 51820 })
  return await drive.carries(one, LONG_MS) && await drive.carries(other) ? undefined : "it did not recover"
}

async function isRemoved(drive: Drive): Promise<string | undefined> {
  const { one, other } = drive
  await other.control.set({ replacePeers: false, peers: [{ _tag: "RemovePeer", publicKey: one.publicKey }] })
  if ((await other.control.get()).peers.length > 0) return "it is still there"
  if (await drive.carries(one, 1_000)) return "it is still heard"
  return different(await other.hears("PeerRemoved"), [{ _tag: "PeerRemoved", peer: one.publicKey }])
}

const stateOf = ({ privateKey, listenPort, fwmark, peers }: DeviceReport) => ({
  privateKey: privateKey?.bytes,
  listenPort,
  fwmark,
  peers: peers.map(({ publicKey, presharedKey, endpoint, keepalive, allowedIps }) => ({
    publicKey,
    presharedKey: presharedKey?.bytes,
    endpoint,
    keepalive,
    allowedIps: allowedIps.toSorted(),
  })),
})

const different = (news: readonly PeerNews[], expected: readonly PeerNews[]): string | undefined =>
  isDeepStrictEqual(news, expected) ? undefined : `told ${JSON.stringify(news)}, not ${JSON.stringify(expected)}`

const newKey = (): SecretKey => {
  const bytes = crypto.getRandomValues(new Uint8Array(32))
  return new SecretKey(bytes.with(0, (bytes[0] ?? 0) & 248).with(31, ((bytes[31] ?? 0) & 127) | 64))
}

const SHARED = newKey()
const TAKEN_PORT = 7_777
const MOST_LOOKS = 150
/** For a first handshake that may have to be tried again after five seconds. */
const LONG_MS = 12_000
