import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { test } from "node:test"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { outsideSandbox as skip } from "../../../tests/harness/native.ts"
import { keyOf } from "../../../tests/harness/mesh_facts.ts"
import { HostNetwork } from "../../agent/ports.ts"
import { ipAddress } from "../../domain/net/ip_address.ts"
import { prefix } from "../../domain/net/prefix.ts"
import { performLines } from "../linux/ip_batch.ts"
import { hostNetwork } from "./host_network.ts"

const tunnel = { name: "host0", address: ipAddress("fd50::1"), mtu: 1420 }
const rules = (): string => execFileSync("nft", ["list", "ruleset"], { encoding: "utf8" })

async function withHost<A>(use: (host: HostNetwork["Service"]) => Effect.Effect<A>): Promise<A> {
  performLines(["link add host0 type veth peer name host1", "link set dev host1 up"])
  try {
    const layer = hostNetwork({ tunnel, keptEveryMs: 50, tell: assert.fail })
    return await Effect.runPromise(HostNetwork.use(use).pipe(Effect.provide(layer), Effect.orDie))
  } finally {
    performLines(["link del host0"])
  }
}

/** Until this is so. */
const settled = (isSo: () => boolean): Effect.Effect<void> =>
  Effect.suspend(() => (isSo() ? Effect.void : Effect.andThen(Effect.sleep(10), settled(isSo))))

test("the routes of all peers are one set, and those of one that has none any more are gone", { skip }, async () => {
  await withHost(({ route }) =>
    Effect.gen(function* () {
      yield* route({ _tag: "Route", peer: keyOf("b"), prefixes: [prefix("10.0.0.0/9")] })
      yield* route({ _tag: "Route", peer: keyOf("c"), prefixes: [prefix("10.128.0.0/9")] })
      yield* settled(() => rules().includes("ip daddr 10.0.0.0/8 "))
      yield* route({ _tag: "Route", peer: keyOf("b"), prefixes: [] })
      yield* settled(() => rules().includes("ip daddr 10.128.0.0/9 "))
    })
  )
  assert.equal(rules(), "")
})

test("what somebody takes away of it comes back", { skip }, async () => {
  const ip = (...words: string[]): string => execFileSync("ip", words, { encoding: "utf8" })
  await withHost(({ route }) =>
    Effect.gen(function* () {
      yield* route({ _tag: "Route", peer: keyOf("b"), prefixes: [prefix("10.0.0.0/9")] })
      yield* settled(() => rules().includes("ip daddr 10.0.0.0/9 "))
      execFileSync("nft", ["flush", "ruleset"])
      yield* settled(() => rules().includes("ip daddr 10.0.0.0/9 "))
      ip("rule", "del", "priority", "32500")
      ip("link", "set", "host0", "down")
      yield* settled(() => ip("rule").includes("lookup 180"))
      yield* settled(() => ip("address", "show", "dev", "host0").includes("fd50::1/64"))
      yield* settled(() => ip("route", "show", "table", "180").includes("default dev host0"))
    }).pipe(Effect.timeout("10 seconds"), Effect.orDie)
  )
  assert.equal(rules(), "")
})

test("the host's addresses are told at first, and again when they are others", { skip }, async () => {
  const [first, second] = await withHost(({ reports }) =>
    Stream.runCollect(Stream.take(
      Stream.tap(reports, () => Effect.sync(() => performLines(["address replace 192.0.2.9/24 dev host0"]))),
      2,
    )).pipe(Effect.orDie)
  )
  assert.ok(first?.addresses.includes(tunnel.address))
  assert.ok(!first?.addresses.includes(ipAddress("192.0.2.9")))
  assert.ok(second?.addresses.includes(ipAddress("192.0.2.9")))
})
