import assert from "node:assert/strict"
import { test } from "node:test"
import { keyOf } from "../../../../tests/harness/mesh_facts.ts"
import type { PeerIntent } from "../../../domain/mesh/mesh_output.ts"
import { endpoint } from "../../../domain/net/endpoint.ts"
import { Backlog } from "./backlog.ts"

const configure = (letter: string): PeerIntent => ({
  _tag: "ConfigurePeer",
  peer: keyOf(letter),
  allowedIps: [],
  endpoint: undefined,
})
const remove = (letter: string): PeerIntent => ({ _tag: "RemovePeer", peer: keyOf(letter) })
const call = (letter: string, at: string): PeerIntent => ({
  _tag: "SetEndpoint",
  peer: keyOf(letter),
  endpoint: endpoint(at),
})

/** A device that refuses whatever names one of these peers, and what it did. */
function refusing(...letters: string[]) {
  const refused = new Set(letters.map(keyOf))
  const done: PeerIntent[][] = []
  const backlog = new Backlog((intents) => {
    if (intents.some(({ peer }) => refused.has(peer))) return Promise.reject(new Error("refused"))
    return Promise.resolve(void done.push([...intents]))
  })
  return { backlog, done, refused }
}

test("what nobody refuses is handed over at once, in order", async () => {
  const { backlog, done } = refusing()
  assert.deepEqual(await backlog.handOver([configure("b"), configure("c")]), [])
  assert.deepEqual(done, [[configure("b"), configure("c")]])
  assert.ok(backlog.isEmpty)
})

test("what is refused stands in nobody's way, and is handed over again", async () => {
  const { backlog, done, refused } = refusing("b")
  assert.deepEqual(await backlog.handOver([configure("b"), configure("c"), remove("d")]), ["refused"])
  assert.deepEqual(done, [[configure("c")], [remove("d")]])
  assert.ok(!backlog.isEmpty)
  refused.clear()
  assert.deepEqual(await backlog.handOver([]), [])
  assert.deepEqual(done.at(-1), [configure("b")])
  assert.ok(backlog.isEmpty)
})

test("what the mesh does not want any more is not handed over again", async () => {
  const { backlog, done, refused } = refusing("b")
  await backlog.handOver([configure("b"), call("b", "192.0.2.1:1")])
  await backlog.handOver([call("b", "192.0.2.2:2")])
  refused.clear()
  await backlog.handOver([])
  assert.deepEqual(done, [[configure("b"), call("b", "192.0.2.2:2")]])
  refused.add(keyOf("b"))
  await backlog.handOver([configure("b"), call("b", "192.0.2.3:3")])
  refused.clear()
  await backlog.handOver([remove("b")])
  assert.deepEqual(done.at(-1), [remove("b")])
})
