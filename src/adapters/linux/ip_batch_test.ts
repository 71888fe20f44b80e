import assert from "node:assert/strict"
import { readdirSync } from "node:fs"
import { tmpdir } from "node:os"
import { test } from "node:test"
import { outsideSandbox as skip } from "../../../tests/harness/native.ts"
import { performLines } from "./ip_batch.ts"

const left = (): readonly string[] => readdirSync(tmpdir()).filter((name) => name.startsWith("meshfold-"))

test("lines are performed in order, and nothing is left behind", { skip }, () => {
  const before = left()
  performLines([
    "link add ipb0 type veth peer name ipb2",
    "address add 10.77.0.1/24 dev ipb0",
    "link set dev ipb0 mtu 1400 up",
  ])
  performLines(["link del ipb0"])
  performLines([])
  assert.deepEqual(left(), before)
})

test(
  "the first line that fails is told with what the tool said, and those after it are not performed",
  { skip },
  () => {
    const before = left()
    assert.throws(
      () =>
        performLines(["link add ipb1 type veth peer name ipb3", "route add 10.0.0.0/8 dev nowhere", "link del ipb1"]),
      /^Error: ip route add 10\.0\.0\.0\/8 dev nowhere: Cannot find device "nowhere"$/,
    )
    performLines(["link del ipb1"])
    assert.deepEqual(left(), before)
  },
)
