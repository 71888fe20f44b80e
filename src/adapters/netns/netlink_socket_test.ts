import assert from "node:assert/strict"
import { before, test } from "node:test"
import { decodeAttributes } from "./netlink_message.ts"
import { NetlinkSocket } from "./netlink_socket.ts"
import { performSteps } from "./perform.ts"
import { isInSandbox } from "./sandbox.ts"

const skip = isInSandbox() ? false : "runs in the lab's sandbox alone"

before(() => {
  if (skip === false) performSteps([{ tool: "ip", line: "netns add nl" }])
})

// linux/netfilter/nfnetlink_conntrack.h: IPCTNL_MSG_CT_GET 1, _DELETE 2, _GET_STATS 5, CTA_STATS_GLOBAL_ENTRIES 1.
const [GET, DELETE, GET_STATS] = [0x101, 0x102, 0x105]

test("a question has its answer: one message, a dump of none, or a plain yes", { skip }, () => {
  using socket = new NetlinkSocket("nl", "connection tracking")
  for (let i = 0; i < 3; i++) {
    const [stats, ...others] = socket.ask({ type: GET_STATS, flags: 0, family: 0 })
    assert.ok(stats !== undefined && others.length === 0)
    assert.deepEqual([...decodeAttributes(stats.body, 4).get(1) ?? []], [0, 0, 0, 0])
    assert.deepEqual(socket.ask({ type: GET, flags: 0x300, family: 0 }), [])
    assert.deepEqual(socket.ask({ type: DELETE, flags: 4, family: 0 }), [])
  }
  assert.equal(socket.receive(), undefined)
})

test("a question that the kernel does not take is an error that names it", { skip }, () => {
  using socket = new NetlinkSocket("nl", "connection tracking")
  assert.throws(() => socket.ask({ type: GET, flags: 0, family: 2 }), /cannot ask connection tracking in "nl".*EINVAL/)
  assert.throws(() => socket.ask({ type: 0x1ff, flags: 4, family: 0 }), /cannot ask connection tracking in "nl"/)
})
