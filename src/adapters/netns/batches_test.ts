import assert from "node:assert/strict"
import { test } from "node:test"
import { batchesOf, describeSteps, invocationOf, suspects } from "./batches.ts"
import type { IpStep, Step } from "./step.ts"

const ip = (line: string, namespace?: string): IpStep =>
  namespace === undefined ? { tool: "ip", line } : { tool: "ip", line, namespace }

const SYSCTL: Step = { tool: "sysctl", namespace: "a", key: "net.ipv4.ip_forward", value: "1" }
const NFT: Step = { tool: "nft", namespace: "a", script: "table ip nat {\n}\n" }

test("consecutive lines for one namespace make one batch, and the order stays", () => {
  const steps = [ip("netns add a"), ip("netns add b"), ip("link set lo up", "a"), ip("link set x up", "a"), SYSCTL]
  assert.deepEqual(batchesOf([...steps, NFT, NFT, ip("addr", "a"), ip("addr", "b"), ip("addr", "b")]), [
    { tool: "ip", steps: [ip("netns add a"), ip("netns add b")] },
    { tool: "ip", steps: [ip("link set lo up", "a"), ip("link set x up", "a")] },
    SYSCTL,
    NFT,
    NFT,
    { tool: "ip", steps: [ip("addr", "a")] },
    { tool: "ip", steps: [ip("addr", "b"), ip("addr", "b")] },
  ])
  assert.deepEqual(batchesOf([]), [])
})

test("a batch is one process that reads its lines", () => {
  assert.deepEqual(invocationOf({ tool: "ip", steps: [ip("netns add a"), ip("netns add b")] }, "/run/x"), {
    command: "ip",
    args: ["-batch", "/run/x"],
    input: "netns add a\nnetns add b\n",
  })
  assert.deepEqual(invocationOf({ tool: "ip", steps: [ip("link set lo up", "a")] }, "/run/x"), {
    command: "ip",
    args: ["-n", "a", "-batch", "/run/x"],
    input: "link set lo up\n",
  })
})

test("rules are read by a process inside the namespace", () => {
  const args = ["netns", "exec", "a", "nft", "-f", "/run/x"]
  assert.deepEqual(invocationOf(NFT, "/run/x"), { command: "ip", args, input: "table ip nat {\n}\n" })
})

test("the line that ip gave up at is the step that failed; without one, nobody knows which", () => {
  const steps = [ip("one"), ip("two"), ip("three")]
  const said = 'Object "two" is unknown.\nCommand failed /run/x:2\n'
  assert.deepEqual(suspects({ tool: "ip", steps }, said), [steps[1]])
  assert.deepEqual(suspects({ tool: "ip", steps }, "Cannot open network namespace"), steps)
  assert.equal(describeSteps(steps), 'one of 3 steps, from "ip one" to "ip three"')
  assert.equal(describeSteps(steps.slice(1, 2)), "ip two")
})

test("a step is told in one line", () => {
  assert.deepEqual([ip("netns add a"), ip("link", "a"), SYSCTL, NFT].map((step) => describeSteps([step])), [
    "ip netns add a",
    "ip -n a link",
    'sysctl net.ipv4.ip_forward=1 in "a"',
    'nft -f in "a"',
  ])
})
