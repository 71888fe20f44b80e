import assert from "node:assert/strict"
import process from "node:process"
import { before, test } from "node:test"
import { endpoint } from "../../domain/net/endpoint.ts"
import { performSteps } from "./perform.ts"
import { Poller } from "./poller.ts"
import { isInSandbox } from "./sandbox.ts"
import { UdpPort } from "./udp_port.ts"

const skip = isInSandbox() ? false : "runs in the lab's sandbox alone"

before(() => {
  if (skip !== false) return
  performSteps([{ tool: "ip", line: "netns add po" }, { tool: "ip", namespace: "po", line: "link set lo up" }])
})

const open = (port: number): UdpPort => new UdpPort({ namespace: "po", family: "v4", port })
const to = (port: number) => endpoint(`127.0.0.1:${port}`)

test("what is readable is told from what has errors, in the order of adding", { skip }, () => {
  const ports = Array.from({ length: 200 }, (_, index) => open(1000 + index))
  const poller = new Poller<UdpPort>()
  ports.forEach((port) => poller.add(port))
  assert.deepEqual(poller.poll(0), [])
  const [first, second, third] = [ports[150], ports[20], ports[199]]
  assert.ok(first && second && third)
  third.send(Uint8Array.of(1), to(1150))
  third.send(Uint8Array.of(1), to(1020))
  third.send(Uint8Array.of(1), to(9))
  const ready = poller.poll(0)
  assert.deepEqual(ready.map(({ source }) => ports.indexOf(source)), [20, 150, 199])
  assert.deepEqual(ready.map(({ isReadable }) => isReadable), [true, true, ready[2]?.isReadable])
  assert.deepEqual(ready.map(({ hasErrors }) => hasErrors), [false, false, true])
  poller.remove(second)
  third.nextError()
  assert.deepEqual(poller.poll(0).map(({ source }) => source), [first])
  ports.forEach((port) => port.close())
})

test("it waits for the time given and no longer, a fraction of a millisecond too", { skip }, async () => {
  const poller = new Poller<UdpPort>()
  for (const ms of [0.5, 5, 65]) {
    const start = performance.now()
    assert.deepEqual(await poller.wait(ms), [])
    const took = performance.now() - start
    assert.ok(took >= ms - 0.1 && took < ms + 500, `${took} ms instead of ${ms}`)
  }
})

test("signals and timers have their turn, also when something is always ready", { skip }, async () => {
  using port = open(1000)
  const poller = new Poller<UdpPort>()
  poller.add(port)
  port.send(Uint8Array.of(1), to(1000))
  let [hasSignal, hasTimer] = [false, false]
  process.once("SIGUSR2", () => hasSignal = true)
  setTimeout(() => hasTimer = true, 1)
  process.kill(process.pid, "SIGUSR2")
  for (const until = performance.now() + 2000; performance.now() < until && !(hasSignal && hasTimer);) {
    assert.equal((await poller.wait(1000)).length, 1)
  }
  assert.deepEqual([hasSignal, hasTimer], [true, true])
})
