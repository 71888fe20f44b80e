import assert from "node:assert/strict"
import { constants } from "node:os"
import { test } from "node:test"
import { endpoint } from "../domain/net/endpoint.ts"
import { newsText } from "./wg_news.ts"

const { EPERM, EIO, ENETUNREACH, EXDEV } = constants.errno

const V4 = endpoint("192.0.2.1:51820")
const V6 = endpoint("[2001:db8::1]:51820")

const began = (to: typeof V4 | undefined, errno: number): string =>
  newsText({ _tag: "TroubleBegan", trouble: { to, errno } })

test("what cannot be sent is told with where to, why, and what may be behind it", () => {
  assert.equal(
    began(V4, EPERM),
    "cannot send to 192.0.2.1:51820: Operation not permitted (a firewall on this host?); trying on",
  )
  assert.match(
    began(V6, ENETUNREACH),
    /^cannot send to \[2001:db8::1\]:51820: Network is unreachable \(.*\); trying on$/,
  )
})

test("an errno that nobody thought of is told by its name", () => {
  assert.equal(began(V4, EXDEV), "cannot send to 192.0.2.1:51820: EXDEV; trying on")
})

test("an interface that is down is told with what helps", () => {
  assert.equal(
    began(undefined, EIO),
    "the host does not take what the tunnel brings: the interface is down (ip link set up); trying on",
  )
})

test("the end is told with how often it failed", () => {
  const over = (to: typeof V4 | undefined, failures: number): string =>
    newsText({ _tag: "TroubleOver", trouble: { to, errno: EPERM }, failures })
  assert.equal(over(V4, 17), "can send to 192.0.2.1:51820 again, after 17 failures (EPERM)")
  assert.equal(over(undefined, 1), "the host takes packets again, after 1 failure (EPERM)")
})

test("a new name and another namespace are told with what they mean", () => {
  assert.match(newsText({ _tag: "InterfaceRenamed", name: "wg9" }), /called "wg9" now; wg\(8\) still knows/)
  assert.match(newsText({ _tag: "InterfaceMoved", mtu: 1420 }), /another network namespace .* with 1420 for an MTU/)
})
