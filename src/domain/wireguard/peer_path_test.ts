import assert from "node:assert/strict"
import { test } from "node:test"
import { endpoint } from "../net/endpoint.ts"
import { ipAddress } from "../net/ip_address.ts"
import { publicKeyOf } from "../public_key.ts"
import type { DeviceOutput } from "./device_output.ts"
import { PeerPath } from "./peer_path.ts"

const to = ipAddress("192.0.2.9")
const peer = publicKeyOf(new Uint8Array(32).fill(7))

function setUp() {
  const outputs: DeviceOutput[] = []
  return { path: new PeerPath(peer, (output) => void outputs.push(output)), outputs }
}

test("a path follows its peer and tells when that was a move", () => {
  const { path, outputs } = setUp()
  const [first, second] = [endpoint("203.0.113.1:51820"), endpoint("203.0.113.1:51821")]
  for (const from of [first, first, second]) path.follow({ from, to }, 32)
  const learned = { _tag: "EndpointLearned", peer } as const
  assert.deepEqual(outputs, [{ ...learned, endpoint: first }, { ...learned, endpoint: second }])
  assert.deepEqual(path.endpoint, second)
})

test("datagrams leave from where the peer last wrote to, until that is forgotten or the endpoint set by hand", () => {
  const { path, outputs } = setUp()
  const sourceOfNext = (): unknown => {
    path.transmit(Uint8Array.of(1))
    const last = outputs.at(-1)
    assert.ok(last?._tag === "Transmit")
    return last.source
  }
  path.follow({ from: endpoint("203.0.113.1:51820"), to }, 32)
  assert.equal(sourceOfNext(), to)
  path.forgetSource()
  assert.equal(sourceOfNext(), undefined)
  path.follow({ from: endpoint("203.0.113.1:51820"), to }, 32)
  path.set(endpoint("203.0.113.2:51820"))
  assert.equal(sourceOfNext(), undefined)
  assert.deepEqual(outputs.at(-1), {
    _tag: "Transmit",
    peer,
    to: endpoint("203.0.113.2:51820"),
    source: undefined,
    datagram: Uint8Array.of(1),
  })
})

test("without an endpoint nothing leaves", () => {
  const { path, outputs } = setUp()
  path.transmit(Uint8Array.of(1))
  assert.deepEqual(outputs, [])
})

test("bytes are counted both ways: what is followed, what is transmitted, and what others sent", () => {
  const { path } = setUp()
  path.transmit(new Uint8Array(9))
  assert.equal(path.sent, 0, "nothing left")
  path.follow({ from: endpoint("203.0.113.1:51820"), to }, 148)
  path.follow({ from: endpoint("203.0.113.1:51820"), to }, 32)
  path.transmit(new Uint8Array(92))
  path.count(1_000)
  assert.deepEqual([path.received, path.sent], [180, 1_092])
})
