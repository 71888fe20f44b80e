import assert from "node:assert/strict"
import { test } from "node:test"
import * as Result from "effect/Result"
import { runWg, wgReason } from "./run_wg.ts"

/** A shell in the place of wg: what it is given comes back. */
const run = (script: string, call = {}, timeoutMs = 10_000) =>
  runWg({ command: ["sh", "-c", script, "wg"], timeoutMs }, { args: ["a", "b c"], ...call })

test("arguments arrive as they are, and what is printed comes back", async () => {
  assert.deepEqual(await run('printf "%s|" "$@"'), Result.succeed("a|b c|"))
})

test("what is secret can be opened as /dev/stdin", async () => {
  assert.deepEqual(await run("cat /dev/stdin", { input: "secret" }), Result.succeed("secret"))
  const much = "x".repeat(1_000_000)
  assert.deepEqual(await run("cat /dev/stdin", { input: much }), Result.succeed(much))
})

test("who never ends is not waited for, and ends", async () => {
  const told = await run("sleep 60", {}, 50)
  assert.deepEqual(told, Result.fail("wg did not end within 50 ms"))
  assert.deepEqual(await run("sleep 60", { input: "secret" }, 50), told)
})

test("a wg that is not there is told with the package that brings it", async () => {
  const command = { command: ["/nowhere/wg"], timeoutMs: 10_000 }
  const missing = Result.fail("there is no wg in PATH: install the package wireguard-tools")
  assert.deepEqual(await runWg(command, { args: [] }), missing)
  assert.deepEqual(await runWg(command, { args: [], input: "" }), missing)
})

test("what wg complains of is told, and what it read is not", async () => {
  const refused = await run('cat > /dev/null; echo "Unable to modify interface: Address already in use" >&2; exit 1', {
    input: "x",
  })
  assert.deepEqual(refused, Result.fail("the port is in use"))
  const repeated = await run('echo "Key is not the correct length or format: `secret\'" >&2; exit 1')
  assert.match(Result.isFailure(repeated) ? repeated.failure : "", /^wg failed, and what it said is left out/)
})

test("what keeps wg from a device is told with what to do", () => {
  assert.match(wgReason("Unable to access interface: No such device\n"), /no such WireGuard interface in this network/)
  assert.match(wgReason("Unable to access interface: Operation not permitted\n"), /it takes root/)
  assert.match(wgReason("Unable to access interface: Protocol not supported\n"), /modprobe wireguard/)
  assert.equal(wgReason("Unable to access interface: No anode\n"), "No anode")
})
