import assert from "node:assert/strict"
import { test } from "node:test"
import { endpoint } from "../net/endpoint.ts"
import { ipAddress } from "../net/ip_address.ts"
import { PeerPath } from "./peer_path.ts"

const to = ipAddress("192.0.2.9")

test("a path follows its peer and says when that was a move", () => {
  const path = new PeerPath()
  assert.ok(path.follow({ from: endpoint("203.0.113.1:51820"), to }))
  assert.ok(!path.follow({ from: endpoint("203.0.113.1:51820"), to }))
  assert.ok(path.follow({ from: endpoint("203.0.113.1:51821"), to }))
  assert.deepEqual(path.endpoint, endpoint("203.0.113.1:51821"))
})

test("the source is where the peer last wrote to, until it is forgotten or the endpoint set by hand", () => {
  const path = new PeerPath()
  path.follow({ from: endpoint("203.0.113.1:51820"), to })
  assert.equal(path.source, to)
  path.forgetSource()
  assert.equal(path.source, undefined)
  path.follow({ from: endpoint("203.0.113.1:51820"), to })
  path.set(endpoint("203.0.113.2:51820"))
  assert.equal(path.source, undefined)
})
