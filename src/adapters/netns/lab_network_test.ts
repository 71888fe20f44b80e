import assert from "node:assert/strict"
import { test } from "node:test"
import { endpoint } from "../../domain/net/endpoint.ts"
import { LabNetwork, type LabPort } from "./lab_network.ts"
import { performSteps } from "./perform.ts"
import { isInSandbox } from "./sandbox.ts"

const skip = isInSandbox() ? false : "needs a sandbox: see test:kernel"

test("what a host sends comes out of its wire, and what it cannot send is told", { skip }, async () => {
  performSteps([
    { tool: "ip", line: "netns add net-hub" },
    { tool: "ip", line: "netns add net-a" },
    { tool: "ip", line: "link add eth0 netns net-a type veth peer name w0 netns net-hub" },
    { tool: "ip", namespace: "net-hub", line: "link set dev w0 up" },
    { tool: "ip", namespace: "net-a", line: "addr add 10.0.0.2/24 dev eth0" },
    { tool: "ip", namespace: "net-a", line: "link set dev eth0 up" },
    { tool: "ip", namespace: "net-a", line: "neigh add 10.0.0.1 lladdr 02:00:00:00:00:01 dev eth0 nud permanent" },
  ])
  const port: LabPort = { namespace: "net-a", family: "v4", port: 4000 }
  const frames: Uint8Array[] = []
  let end = Number.POSITIVE_INFINITY
  using lab = new LabNetwork({ hub: "net-hub", wires: ["w0"], ports: [port], tracking: [] }, {
    onFrame: (_wire, frame) => void frames.push(frame),
    onDatagram: () => assert.fail("nobody answers"),
    onError: () => assert.fail("nobody complains"),
    nextAt: () => 0,
    due: (now) => {
      if (end !== Number.POSITIVE_INFINITY) return
      end = now + 100_000
      assert.equal(lab.send(port, Uint8Array.of(1, 2, 3), endpoint("10.0.0.1:9"), 64), undefined)
      assert.equal(lab.send(port, Uint8Array.of(1), endpoint("[2001:db8::1]:9"), 64)?.code, "EAFNOSUPPORT")
    },
  })
  await LabNetwork.play([lab], (now) => now > end)
  assert.ok(frames.some((frame) => frame.length === 14 + 28 + 3 && frame.at(-1) === 3))
  performSteps(["net-hub", "net-a"].map((name) => ({ tool: "ip", line: `netns del ${name}` })))
})
