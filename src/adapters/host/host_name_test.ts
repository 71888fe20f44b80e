import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { test } from "node:test"
import { hostName } from "./host_name.ts"

test("a host is called what the kernel calls it", () => {
  assert.equal(hostName(), execFileSync("uname", ["-n"], { encoding: "utf8" }).trim())
})
