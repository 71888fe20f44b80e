import assert from "node:assert/strict"
import { test } from "node:test"
import { scenario, small } from "../../tests/harness/scenario_data.ts"
import { isInSandbox } from "../adapters/netns/sandbox.ts"
import { endpoint } from "../domain/net/endpoint.ts"
import { instant } from "../domain/net/instant.ts"
import { outcomeText } from "../sim/lab/outcome.ts"
import { KernelLab } from "./lab_kernel.ts"

const skip = isInSandbox() ? false : "needs a sandbox: see test:kernel"

test("a kernel's NAT is seen from both of its sides, and its errors are heard", { skip }, async () => {
  const home = { preset: "linux-bare", outside: "203.0.113.1", inside: "192.168.1.0/24" }
  const probe = (ms: number, to: string, ttl = 64) => ({
    at: instant(ms * 1000),
    from: "a",
    port: 51820,
    to: endpoint(to),
    ttl,
  })
  const probes = [probe(50, "198.51.100.1:51820"), probe(150, "198.51.100.1:9"), probe(250, "198.51.100.1:51820", 1)]
  const schedule = { probes, flushes: [] }
  using lab = new KernelLab({ file: scenario(small({ routers: { home } })), schedule, seed: 1, name: "unit" })
  await KernelLab.play([lab], 200_000)
  const [delivered, closed, expired] = lab.outcomes.map(outcomeText)
  assert.equal(
    delivered,
    "home: 192.168.1.2:51820 > 198.51.100.1:51820; internet: 203.0.113.1:51820 > 198.51.100.1:51820; " +
      "s got 203.0.113.1:51820 > 198.51.100.1:51820",
  )
  assert.match(closed ?? "", /a told port-unreachable by 198\.51\.100\.1 of 198\.51\.100\.1:9$/)
  assert.match(expired ?? "", /lost; a told time-exceeded by 203\.0\.113\.1 of 198\.51\.100\.1:51820$/)
})
