import assert from "node:assert/strict"
import { test } from "node:test"
import { keyOf } from "../../tests/harness/mesh_facts.ts"
import type { PeerNews } from "../adapters/uapi/driver/peer_news.ts"
import { endpoint } from "../domain/net/endpoint.ts"
import { peerNewsJson, peerNewsText } from "./peer_news_text.ts"

const peer = keyOf("A")
const [HOME, AWAY] = [endpoint("192.0.2.1:51820"), endpoint("[2001:db8::1]:7")]
const AT = Date.UTC(2026, 0, 2, 3, 4, 5, 6)

test("every kind of news is a line that says who and what", () => {
  const lines: readonly (readonly [news: PeerNews, what: string])[] = [
    [{ _tag: "PeerAdded", peer }, "is there"],
    [{ _tag: "PeerRemoved", peer }, "is gone"],
    [{ _tag: "PeerRestarted", peer }, "began anew"],
    [{ _tag: "HandshakeCompleted", peer, endpoint: HOME }, "handshake completed at 192.0.2.1:51820"],
    [
      { _tag: "EndpointLearned", peer, endpoint: AWAY, before: HOME },
      "endpoint 192.0.2.1:51820 -> [2001:db8::1]:7",
    ],
    [{ _tag: "EndpointLearned", peer, endpoint: HOME, before: undefined }, "endpoint unknown -> 192.0.2.1:51820"],
    [{ _tag: "Transferred", peer, received: 92, sent: 148 }, "received 92 bytes, sent 148"],
  ]
  for (const [news, what] of lines) assert.equal(peerNewsText(news, AT), `03:04:05.006  ${peer}  ${what}`)
})

test("to programs it is an object with the event's name, and endpoints are texts", () => {
  const learned: PeerNews = { _tag: "EndpointLearned", peer, endpoint: AWAY, before: HOME }
  assert.deepEqual(JSON.parse(peerNewsJson(learned, "wg0", AT)), {
    at: "2026-01-02T03:04:05.006Z",
    interface: "wg0",
    event: "EndpointLearned",
    peer,
    endpoint: "[2001:db8::1]:7",
    before: "192.0.2.1:51820",
  })
  const first = JSON.parse(peerNewsJson({ ...learned, before: undefined }, "wg0", AT))
  assert.ok(!("before" in first))
  const bytes = JSON.parse(peerNewsJson({ _tag: "Transferred", peer, received: 1, sent: 0 }, "wg0", AT))
  assert.deepEqual([bytes.event, bytes.received, bytes.sent], ["Transferred", 1, 0])
})
