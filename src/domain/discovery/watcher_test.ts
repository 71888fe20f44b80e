import assert from "node:assert/strict"
import { test } from "node:test"
import type { AffiliateRecord } from "./registered_affiliate.ts"
import { type Change, Watcher } from "./watcher.ts"

/** A cluster that is nothing but its records, with one watcher. */
function setUp(...ids: readonly string[]) {
  const records = new Map<string, AffiliateRecord>()
  const heard = { news: 0, left: 0 }
  const source = {
    ids: () => records.keys(),
    recordOf: (id: string) => records.get(id),
    leave: () => void heard.left++,
  }
  const put = (id: string, version = 0) => void records.set(id, { id, data: Uint8Array.of(version), endpoints: [] })
  for (const id of ids) put(id)
  const watcher = new Watcher(source, { messageBytes: 100_000, onNews: () => void heard.news++ })
  const change = (change: Change, id: string, version = 0) => {
    if (change === "removed") records.delete(id)
    else put(id, version)
    watcher.note(change, id)
    watcher.ring()
  }
  return { watcher, heard, change }
}

/** `+a1 b0` for affiliates that are there in these versions, `-a b` for those that are gone, `=` before a snapshot. */
function taken(watcher: Watcher, most?: number): string | undefined {
  const message = watcher.take(most)
  if (message === undefined) return undefined
  const names = message.affiliates.map(({ id, data }) => `${id}${data.join("")}`).join(" ")
  return `${message.isSnapshot ? "=" : ""}${message.deleted ? "-" : "+"}${names}`
}

// spec/discovery.md 1.1: the first message is always sent, even when empty.
test("the first message is the snapshot, also if it is empty, and there is no second one", () => {
  const { watcher, heard } = setUp()
  assert.equal(taken(watcher), "=+")
  assert.equal(taken(watcher), undefined)
  assert.equal(heard.news, 0, "the snapshot is there at once and not called news")
})

test("what changes before the snapshot is taken is in the snapshot", () => {
  const { watcher, heard, change } = setUp("a", "b")
  change("changed", "a", 1)
  change("removed", "b")
  change("added", "c")
  assert.equal(taken(watcher), "=+a1 c0")
  assert.equal(taken(watcher), undefined)
  assert.equal(heard.news, 0)
})

test("of many changes of one affiliate the latest is told, once", () => {
  const { watcher, change } = setUp("a")
  taken(watcher)
  for (const version of [1, 2, 3]) change("changed", "a", version)
  assert.equal(watcher.pending, 1)
  assert.equal(taken(watcher), "+a3")
  assert.equal(taken(watcher), undefined)
})

test("an affiliate that went and came back is told as it is now", () => {
  const { watcher, change } = setUp("a")
  taken(watcher)
  change("removed", "a")
  change("added", "a", 7)
  assert.equal(taken(watcher), "+a7")
  assert.equal(taken(watcher), undefined)
})

test("an affiliate that went, came back and went again is gone", () => {
  const { watcher, change } = setUp("a")
  taken(watcher)
  change("removed", "a")
  change("added", "a")
  change("removed", "a")
  assert.equal(taken(watcher), "-a")
  assert.equal(taken(watcher), undefined)
})

test("an affiliate that came and went untold is never told of", () => {
  const { watcher, change } = setUp()
  taken(watcher)
  change("added", "a")
  change("changed", "a", 1)
  change("removed", "a")
  assert.equal(watcher.pending, 0)
  assert.equal(taken(watcher), undefined)
})

test("those that are gone are told first, and never with others in one message", () => {
  const { watcher, change } = setUp("a", "b", "c")
  taken(watcher)
  change("changed", "a", 1)
  change("removed", "b")
  change("added", "d")
  change("removed", "c")
  assert.equal(taken(watcher), "-b c")
  assert.equal(taken(watcher), "+a1 d0")
})

test("a snapshot may come in parts, of which only the first is called one", () => {
  const { watcher } = setUp("a", "b", "c")
  assert.equal(taken(watcher, 2), "=+a0 b0")
  assert.equal(taken(watcher, 2), "+c0")
  assert.equal(taken(watcher), undefined)
})

test("what changes between two parts of a snapshot comes out right", () => {
  const { watcher, change } = setUp("a", "b", "c", "d")
  assert.equal(taken(watcher, 1), "=+a0")
  change("removed", "a")
  change("removed", "b")
  change("changed", "c", 1)
  assert.equal(taken(watcher), "-a", "b was never told of")
  assert.equal(taken(watcher), "+c1 d0")
  assert.equal(taken(watcher), undefined)
})

test("news is called once, until everything is taken", () => {
  const { watcher, heard, change } = setUp("a", "b")
  taken(watcher)
  change("changed", "a")
  change("changed", "b")
  assert.equal(heard.news, 1)
  taken(watcher, 1)
  change("changed", "a")
  assert.equal(heard.news, 1, "b is still there to be taken")
  taken(watcher)
  change("changed", "a")
  assert.equal(heard.news, 2)
})

test("news that came to nothing is called again when there is some", () => {
  const { watcher, heard, change } = setUp()
  taken(watcher)
  change("added", "a")
  change("removed", "a")
  assert.equal(heard.news, 1)
  assert.equal(taken(watcher), undefined)
  change("added", "b")
  assert.equal(heard.news, 2)
})

test("a closed watcher has nothing more to tell", () => {
  const { watcher, heard, change } = setUp("a")
  change("changed", "a")
  watcher.close()
  watcher.ring()
  assert.equal(watcher.pending, 0)
  assert.equal(taken(watcher), undefined)
  assert.deepEqual(heard, { news: 0, left: 1 })
})
