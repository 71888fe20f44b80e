/** Generated reports and changes of WireGuard devices. */
import fc from "fast-check"
import type { AllowedIpChange, DeviceChange, PeerChange } from "../../src/adapters/uapi/device_change.ts"
import type { DeviceReport, PeerReport } from "../../src/adapters/uapi/device_report.ts"
import { newPeer } from "../../src/adapters/uapi/report_reader.ts"
import { seconds } from "../../src/domain/net/instant.ts"
import { type PublicKey, publicKeyOf } from "../../src/domain/public_key.ts"
import { SecretKey } from "../../src/domain/wireguard/secret_key.ts"
import { anyEndpoint, anyPrefix } from "./mesh_arbitraries.ts"

/** Objects as literals make them. */
const PLAIN = { noNullPrototype: true } as const

const anyBytes = fc.uint8Array({ minLength: 32, maxLength: 32 })
const anyPublicKey = anyBytes.map(publicKeyOf)
const anySecretKey = anyBytes.filter((bytes) => bytes.some((byte) => byte !== 0)).map((bytes) => new SecretKey(bytes))
const anyPort = fc.integer({ min: 0, max: 65_535 })
const anyMark = fc.integer({ min: 0, max: 0xffff_ffff })
const anyKeepalive = fc.integer({ min: 0, max: 65_535 }).map(seconds)
const anyCount = fc.maxSafeNat()

const maybe = <A>(one: fc.Arbitrary<A>): fc.Arbitrary<A | undefined> => fc.option(one, { nil: undefined })

const anyWallTime = fc.record({ seconds: anyCount, nanoseconds: fc.integer({ min: 0, max: 999_999_999 }) }, PLAIN)
  .filter(({ seconds, nanoseconds }) => seconds + nanoseconds > 0)

const anyPeerReport: fc.Arbitrary<PeerReport> = fc.record({
  publicKey: anyPublicKey,
  presharedKey: maybe(anySecretKey),
  endpoint: maybe(anyEndpoint),
  lastHandshake: maybe(anyWallTime),
  txBytes: anyCount,
  rxBytes: anyCount,
  keepalive: anyKeepalive,
  allowedIps: fc.array(anyPrefix),
}, PLAIN)

export const anyReport: fc.Arbitrary<DeviceReport> = fc.record({
  privateKey: maybe(anySecretKey),
  listenPort: anyPort,
  fwmark: anyMark,
  peers: fc.array(anyPeerReport, { maxLength: 4 }),
}, PLAIN)

/** A peer of which nothing is known but this. */
export const peerReport = (known: Partial<PeerReport> & { readonly publicKey: PublicKey }): PeerReport => ({
  ...newPeer(known.publicKey),
  ...known,
})

const anyAllowedIpChange: fc.Arbitrary<AllowedIpChange> = fc.record({
  action: fc.constantFrom("add" as const, "remove" as const),
  prefix: anyPrefix,
}, PLAIN)

const anyKeyChange = fc.oneof(anySecretKey, fc.constant("none" as const))

const anyPeerChange: fc.Arbitrary<PeerChange> = fc.oneof(
  fc.record({ _tag: fc.constant("RemovePeer" as const), publicKey: anyPublicKey }, PLAIN),
  fc.record({
    _tag: fc.constant("SetPeer" as const),
    publicKey: anyPublicKey,
    updateOnly: fc.boolean(),
    presharedKey: anyKeyChange,
    endpoint: anyEndpoint,
    keepalive: anyKeepalive,
    replaceAllowedIps: fc.boolean(),
    allowedIps: fc.array(anyAllowedIpChange),
  }, { requiredKeys: ["_tag", "publicKey", "updateOnly", "replaceAllowedIps", "allowedIps"], noNullPrototype: true }),
)

export const anyChange: fc.Arbitrary<DeviceChange> = fc.record({
  privateKey: anyKeyChange,
  listenPort: anyPort,
  fwmark: anyMark,
  replacePeers: fc.boolean(),
  peers: fc.array(anyPeerChange, { maxLength: 4 }),
}, { requiredKeys: ["replacePeers", "peers"], noNullPrototype: true })
