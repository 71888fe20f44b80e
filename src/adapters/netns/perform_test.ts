import assert from "node:assert/strict"
import { test } from "node:test"
import { performSteps, StepFailed } from "./perform.ts"
import { isInSandbox } from "./sandbox.ts"
import type { Step } from "./step.ts"

test("outside the sandbox nothing is touched", { skip: isInSandbox() ? "this is the sandbox" : false }, () => {
  assert.throws(() => performSteps([{ tool: "ip", line: "link show" }]), /only changed in the lab's sandbox/)
})

const skip = isInSandbox() ? false : "runs in the lab's sandbox alone"

const fails = (step: Step, said: RegExp, suspects: readonly Step[] = [step]): void => {
  const isTold = (error: unknown): boolean => {
    assert.ok(error instanceof StepFailed)
    assert.deepEqual(error.steps, suspects)
    assert.match(error.message, said)
    return true
  }
  assert.throws(() => performSteps([{ tool: "ip", line: "link show lo" }, step, step]), isTold)
}

test("a step that fails is told with what the tool said", { skip }, () => {
  performSteps([{ tool: "ip", line: "netns add pe-a" }])
  fails({ tool: "ip", line: "link set none up" }, /^ip link set none up: Cannot find device "none"/)
  fails({ tool: "ip", namespace: "pe-a", line: "link set none up" }, /^ip -n pe-a link set none up: Cannot find/)
  fails(
    { tool: "nft", namespace: "pe-a", script: "table ip x {\n nonsense\n}\n" },
    /^nft -f in "pe-a": .*syntax error/s,
  )
  fails(
    { tool: "sysctl", namespace: "pe-a", key: "net.none", value: "1" },
    /^sysctl net.none=1 in "pe-a": cannot write/,
  )
})

test("where nobody knows which step it was, all of them are named", { skip }, () => {
  const step: Step = { tool: "ip", namespace: "pe-none", line: "link show" }
  fails(step, /^one of 2 steps, from "ip -n pe-none link show" to .*: Cannot open network namespace/, [step, step])
})

test("a line that is none would make ip miscount, and is refused before anything is done", { skip }, () => {
  for (const line of ["", "# nothing", "link show\nlink show", "link \\"]) {
    fails({ tool: "ip", line }, /is not one line/)
  }
})

test("a namespace, its link and its rules are made by one list of steps", { skip }, () => {
  performSteps([
    { tool: "ip", line: "netns add pe-b" },
    { tool: "ip", line: "link add wan netns pe-b type veth peer name lan netns pe-b" },
    { tool: "ip", namespace: "pe-b", line: "link set wan up" },
    { tool: "sysctl", namespace: "pe-b", key: "net.ipv4.conf.wan.forwarding", value: "1" },
    { tool: "nft", namespace: "pe-b", script: "table ip nat {\n chain post {\n }\n}\n" },
    { tool: "nft", namespace: "pe-b", script: "delete table ip nat\n" },
  ])
})
