import assert from "node:assert/strict"
import { test } from "node:test"
import { withoutCalls as skip } from "../../../tests/harness/native.ts"
import { packetPair } from "../../../tests/harness/test_calls.ts"
import { libc } from "../linux/libc.ts"
import { Arena } from "./arena.ts"
import { newBell } from "./bell.ts"
import { Poll } from "./poll.ts"

const ONE = Uint8Array.of(1)

test("it tells the bell from all others, and both from nothing", { skip }, () => {
  const [bell, [near, far]] = [newBell(), packetPair()]
  const poll = new Poll(new Arena(), bell.descriptor)
  poll.watch([near, undefined])
  assert.deepEqual(poll.wait(0), { bell: false, others: false })
  libc().write(far, ONE, 1)
  assert.deepEqual(poll.wait(0), { bell: false, others: true })
  bell.ring()
  assert.deepEqual(poll.wait(0), { bell: true, others: true })
  assert.deepEqual(poll.wait(0), { bell: false, others: true }, "what nobody reads stays")
  libc().recv(near, new Uint8Array(8), 8, 0)
  bell.ring()
  assert.deepEqual(poll.wait(0), { bell: true, others: false })
  for (const descriptor of [bell.descriptor, near, far]) libc().close(descriptor)
})

test("those that are watched take the place of those before, but not of the bell", { skip }, () => {
  const [bell, one, two] = [newBell(), packetPair(), packetPair()]
  const poll = new Poll(new Arena(), bell.descriptor)
  poll.watch([one[0], two[0]])
  libc().write(one[1], ONE, 1)
  assert.equal(poll.wait(0).others, true)
  poll.watch([undefined, two[0]])
  assert.equal(poll.wait(0).others, false)
  libc().write(two[1], ONE, 1)
  assert.equal(poll.wait(0).others, true)
  poll.watch([])
  bell.ring()
  assert.deepEqual(poll.wait(0), { bell: true, others: false })
  for (const descriptor of [bell.descriptor, ...one, ...two]) libc().close(descriptor)
})

test("it waits as long as it is told, and no longer", { skip }, () => {
  const bell = newBell()
  const poll = new Poll(new Arena(), bell.descriptor)
  const began = performance.now()
  assert.deepEqual(poll.wait(30), { bell: false, others: false })
  assert.ok(performance.now() - began >= 29)
  libc().close(bell.descriptor)
})
