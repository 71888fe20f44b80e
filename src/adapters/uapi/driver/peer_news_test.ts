import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { keyOf } from "../../../../tests/harness/mesh_facts.ts"
import { removePeer, setPeer } from "../../../../tests/harness/uapi_changes.ts"
import { anyReport, peerReport } from "../../../../tests/harness/uapi_arbitraries.ts"
import { endpoint } from "../../../domain/net/endpoint.ts"
import type { PublicKey } from "../../../domain/public_key.ts"
import type { DeviceReport, PeerReport, WallTime } from "../device_report.ts"
import { afterChanges, firstKnown, type Known, look, type PeerNews } from "./peer_news.ts"

const [A, B] = [keyOf("A"), keyOf("B")]
const [HOME, AWAY] = [endpoint("192.0.2.1:51820"), endpoint("192.0.2.2:1024")]
const at = (seconds: number, nanoseconds = 0): WallTime => ({ seconds, nanoseconds })
const NOON = 1_750_000_000

const report = (...peers: readonly PeerReport[]): DeviceReport => ({
  privateKey: undefined,
  listenPort: 51820,
  fwmark: 0,
  peers,
})

const peer = (publicKey: PublicKey, rest: Partial<PeerReport> = {}): PeerReport => peerReport({ publicKey, ...rest })

/** What is told at each look but the first. */
function told(...reports: readonly DeviceReport[]): readonly (readonly PeerNews[])[] {
  let known: Known | undefined
  return reports.flatMap((report) => {
    const { known: next, news } = known === undefined ? { known: firstKnown(report), news: undefined } : look(
      known,
      report,
    )
    known = next
    return news === undefined ? [] : [news]
  })
}

const tags = (news: readonly PeerNews[] | undefined): readonly string[] => news?.map(({ _tag }) => _tag) ?? []

test("at first sight nothing is new, nor is it when nothing changed", () => {
  fc.assert(fc.property(anyReport, (report) => assert.deepEqual(told(report, report), [[]])))
})

/** Reports of the same two peers, or of one or none of them, as no device would make them up, too. */
const anyReports = fc.array(
  fc.subarray([A, B]).chain((keys) =>
    fc.tuple(...keys.map((publicKey) =>
      fc.record({
        publicKey: fc.constant(publicKey),
        endpoint: fc.constantFrom(undefined, HOME, AWAY),
        lastHandshake: fc.constantFrom(undefined, at(NOON), at(NOON, 1), at(NOON + 120)),
        rxBytes: fc.nat(4),
        txBytes: fc.nat(4),
      })
    ))
  ).map((peers) => report(...peers.map((one) => peer(one.publicKey, one)))),
  { minLength: 2, maxLength: 8 },
)

test("what is told of bytes adds up to the counters, from the last time that they began anew", () => {
  fc.assert(fc.property(anyReports, ([first = report(), ...reports]) => {
    const sums = new Map(first.peers.map(({ publicKey, rxBytes, txBytes }) => [publicKey, [rxBytes, txBytes]]))
    for (const one of told(first, ...reports).flat()) {
      const [received = 0, sent = 0] = sums.get(one.peer) ?? []
      if (one._tag === "PeerAdded" || one._tag === "PeerRestarted") sums.set(one.peer, [0, 0])
      if (one._tag === "PeerRemoved") sums.delete(one.peer)
      if (one._tag === "Transferred") {
        assert.ok(one.received >= 0 && one.sent >= 0 && one.received + one.sent > 0)
        sums.set(one.peer, [received + one.received, sent + one.sent])
      }
    }
    const last = reports.at(-1) ?? first
    assert.deepEqual(sums, new Map(last.peers.map((one) => [one.publicKey, [one.rxBytes, one.txBytes]])))
  }))
})

test("an endpoint is learned when something came, and is then the device's", () => {
  fc.assert(fc.property(anyReports, (reports) => {
    for (const [i, news] of told(...reports).entries()) {
      const came = new Set(news.flatMap((one) => one._tag === "Transferred" && one.received > 0 ? [one.peer] : []))
      for (const one of news) {
        if (one._tag !== "EndpointLearned") continue
        assert.ok(came.has(one.peer))
        assert.notDeepEqual(one.endpoint, one.before)
        assert.deepEqual(one.endpoint, reports[i + 1]?.peers.find((peer) => peer.publicKey === one.peer)?.endpoint)
      }
    }
  }))
})

test("a handshake is told where its time is another, once for each peer and look", () => {
  fc.assert(fc.property(anyReports, (reports) => {
    for (const [i, news] of told(...reports).entries()) {
      const before = new Map(reports[i]?.peers.map((one) => [one.publicKey, one]))
      const expected = reports[i + 1]?.peers.filter(({ publicKey, lastHandshake, endpoint, rxBytes, txBytes }) => {
        const old = before.get(publicKey)
        const isAgain = old !== undefined && (rxBytes < old.rxBytes || txBytes < old.txBytes)
        if (lastHandshake === undefined || endpoint === undefined) return false
        const { seconds, nanoseconds } = (isAgain ? undefined : old?.lastHandshake) ?? at(0)
        return seconds !== lastHandshake.seconds || nanoseconds !== lastHandshake.nanoseconds
      }).map(({ publicKey }) => publicKey)
      const handshakes = news.flatMap((one) => (one._tag === "HandshakeCompleted" ? [one.peer] : []))
      assert.deepEqual(handshakes.toSorted(), expected?.toSorted())
    }
  }))
})

test("an endpoint that was set, and not heard from, is told when it is heard from", () => {
  const looks = told(
    report(peer(A, { endpoint: HOME, rxBytes: 10 })),
    report(peer(A, { endpoint: AWAY, rxBytes: 10 })),
    report(peer(A, { endpoint: AWAY, rxBytes: 42 })),
  )
  assert.deepEqual(looks[0], [])
  assert.deepEqual(looks[1]?.[0], { _tag: "EndpointLearned", peer: A, endpoint: AWAY, before: HOME })
})

test("an endpoint that we set ourselves is no news, and one that differs from it is", () => {
  const known = afterChanges(firstKnown(report(peer(A, { endpoint: HOME }))), [setPeer(A, { endpoint: AWAY })])
  assert.deepEqual(tags(look(known, report(peer(A, { endpoint: AWAY, rxBytes: 92 }))).news), ["Transferred"])
  assert.deepEqual(tags(look(known, report(peer(A, { endpoint: HOME, rxBytes: 92 }))).news), [
    "EndpointLearned",
    "Transferred",
  ])
})

test("peers that we made, took away, or made again ourselves are no news", () => {
  const shaken = { endpoint: HOME, lastHandshake: at(NOON), rxBytes: 92 }
  const known = firstKnown(report(peer(A, shaken)))
  assert.deepEqual(look(afterChanges(known, [setPeer(B)]), report(peer(A, shaken), peer(B))).news, [])
  assert.deepEqual(look(afterChanges(known, [setPeer(B, { updateOnly: true })]), report(peer(A, shaken))).news, [])
  assert.deepEqual(look(afterChanges(known, [removePeer(A)]), report()).news, [])
  assert.deepEqual(look(afterChanges(known, [removePeer(A), setPeer(A)]), report(peer(A))).news, [])
})

test("handshakes of one look are told in the order in which they came to their end, after the endpoints", () => {
  const before = report(peer(A, { endpoint: HOME }), peer(B, { endpoint: HOME }))
  const later = peer(A, { endpoint: AWAY, lastHandshake: at(NOON, 2), rxBytes: 92 })
  const earlier = peer(B, { endpoint: AWAY, lastHandshake: at(NOON, 1), rxBytes: 92 })
  const [news] = told(before, report(later, earlier))
  assert.deepEqual(news?.map(({ _tag, peer }) => [_tag, peer]), [
    ["EndpointLearned", A],
    ["EndpointLearned", B],
    ["HandshakeCompleted", B],
    ["HandshakeCompleted", A],
    ["Transferred", A],
    ["Transferred", B],
  ])
})

test("a clock that was set back does not hide a handshake", () => {
  const [news] = told(
    report(peer(A, { endpoint: HOME, lastHandshake: at(NOON) })),
    report(peer(A, { endpoint: HOME, lastHandshake: at(NOON - 86_400) })),
  )
  assert.deepEqual(tags(news), ["HandshakeCompleted"])
})

// spec/wireguard.md 2.1: "BT reports an *age* instead".
test("an age that grows is no handshake, and one that shrinks is", () => {
  const aged = (seconds: number) => report(peer(A, { endpoint: HOME, lastHandshake: at(seconds) }))
  assert.deepEqual(told(aged(118), aged(119), aged(120), aged(1), aged(2)).map(tags), [[], [], [
    "HandshakeCompleted",
  ], []])
  const [news] = told(
    report(peer(A, { endpoint: HOME, lastHandshake: at(119) }), peer(B, { endpoint: HOME, lastHandshake: at(118) })),
    report(peer(A, { endpoint: HOME, lastHandshake: at(1) }), peer(B, { endpoint: HOME, lastHandshake: at(2) })),
  )
  assert.deepEqual(news?.map((one) => one.peer), [B, A])
})

test("peers that come and go, and a device that was made again, are told", () => {
  const shaken = { endpoint: HOME, lastHandshake: at(NOON), rxBytes: 92, txBytes: 148 }
  const looks = told(
    report(peer(A, shaken)),
    report(peer(A, { endpoint: HOME }), peer(B)),
    report(peer(B)),
    report(peer(A, shaken), peer(B)),
  )
  assert.deepEqual(looks.map((news) => news.map(({ _tag, peer }) => [_tag, peer])), [
    [["PeerRestarted", A], ["PeerAdded", B]],
    [["PeerRemoved", A]],
    [["PeerAdded", A], ["EndpointLearned", A], ["HandshakeCompleted", A], ["Transferred", A]],
  ])
})

test("a handshake that came between a restart and the look is told, even with the time of the last one", () => {
  const [news] = told(
    report(peer(A, { endpoint: HOME, lastHandshake: at(NOON), rxBytes: 1_000 })),
    report(peer(A, { endpoint: HOME, lastHandshake: at(NOON), rxBytes: 92 })),
  )
  assert.deepEqual(tags(news), ["PeerRestarted", "HandshakeCompleted", "Transferred"])
})

test("a handshake that is forgotten is a restart, even where the counters have caught up", () => {
  const [news] = told(
    report(peer(A, { endpoint: HOME, lastHandshake: at(NOON), txBytes: 148 })),
    report(peer(A, { endpoint: HOME, txBytes: 148 })),
  )
  assert.deepEqual(news, [
    { _tag: "PeerRestarted", peer: A },
    { _tag: "Transferred", peer: A, received: 0, sent: 148 },
  ])
})
