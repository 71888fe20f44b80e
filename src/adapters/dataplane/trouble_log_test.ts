import assert from "node:assert/strict"
import { test } from "node:test"
import { type Endpoint, endpoint } from "../../domain/net/endpoint.ts"
import { after, type Duration, instant, minutes, seconds } from "../../domain/net/instant.ts"
import type { LineNews } from "./line_news.ts"
import { MOST_TROUBLES, TroubleLog } from "./trouble_log.ts"

const [EPERM, EIO, ENETUNREACH] = [1, 5, 101]
const A = endpoint("192.0.2.1:51820")
const B = endpoint("[2001:db8::1]:51820")

function setUp() {
  let now = instant(0)
  const told: LineNews[] = []
  const log = new TroubleLog(() => now, (news) => told.push(news))
  const pass = (time: Duration): void => {
    now = after(now, time)
    log.look()
  }
  const news = (): readonly LineNews[] => told.splice(0)
  return { log, pass, news }
}

const began = (to: Endpoint | undefined, errno: number): LineNews => ({ _tag: "TroubleBegan", trouble: { to, errno } })

const over = (to: Endpoint | undefined, errno: number, failures: number): LineNews => ({
  _tag: "TroubleOver",
  trouble: { to, errno },
  failures,
})

test("what fails is told once, for each endpoint, each errno and the TUN", () => {
  const { log, news } = setUp()
  for (let i = 0; i < 100; i++) {
    log.failed(A, EPERM)
    log.failed(A, ENETUNREACH)
    log.failed(B, EPERM)
    log.failed(undefined, EIO)
  }
  assert.deepEqual(news(), [began(A, EPERM), began(A, ENETUNREACH), began(B, EPERM), began(undefined, EIO)])
})

test("it is over when the same works again and nothing of it has failed for ten seconds", () => {
  const { log, pass, news } = setUp()
  log.failed(A, EPERM)
  log.failed(A, EPERM)
  log.failed(B, EPERM)
  news()
  log.worked(A)
  pass(seconds(9))
  assert.deepEqual(news(), [])
  pass(seconds(1))
  assert.deepEqual(news(), [over(A, EPERM, 2)], "and not for the one that was not heard of")
  pass(seconds(60))
  assert.deepEqual(news(), [])
  log.failed(A, EPERM)
  assert.deepEqual(news(), [began(A, EPERM)], "then it is another one")
})

test("what works and fails in turns is one trouble, however long it lasts", () => {
  const { log, pass, news } = setUp()
  for (let i = 0; i < 100; i++) {
    log.failed(A, EPERM)
    log.worked(A)
    pass(seconds(9))
  }
  assert.deepEqual(news(), [began(A, EPERM)])
})

test("silence alone does not end it; one that nobody tries any more is forgotten without a word", () => {
  const { log, pass, news } = setUp()
  log.failed(A, EPERM)
  pass(minutes(9))
  log.failed(A, EPERM)
  assert.deepEqual(news(), [began(A, EPERM)])
  pass(minutes(10))
  assert.equal(log.isAny, false)
  assert.deepEqual(news(), [])
})

test("of what fails everywhere a few are told, and others when there is room again", () => {
  const { log, pass, news } = setUp()
  const to = (i: number): Endpoint => endpoint(`192.0.2.${i}:51820`)
  for (let i = 1; i <= 200; i++) log.failed(to(i), ENETUNREACH)
  assert.equal(news().length, MOST_TROUBLES)
  for (let i = 1; i <= 200; i++) log.worked(to(i))
  pass(seconds(10))
  assert.equal(news().length, MOST_TROUBLES)
  log.failed(to(100), ENETUNREACH)
  assert.deepEqual(news(), [began(to(100), ENETUNREACH)])
})

test("it knows whether there is anything that could end", () => {
  const { log, pass } = setUp()
  assert.equal(log.isAny, false)
  log.failed(undefined, EIO)
  assert.equal(log.isAny, true)
  log.worked(undefined)
  pass(seconds(10))
  assert.equal(log.isAny, false)
})
