import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { test } from "node:test"
import { hostName } from "./host_name.ts"

const KERNELS = "/proc/sys/kernel/hostname"

test("a host is called what the kernel calls it", { skip: process.platform !== "linux" }, () => {
  assert.equal(hostName(), readFileSync(KERNELS, "utf8").trim())
})
