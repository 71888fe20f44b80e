/** The pieces that are ours because they are hot, each against the plain way to do the same. */
import * as NetAddress from "effect/net/NetAddress"
import { addressOctets, addressValue, familyOf, ipAddress } from "../src/domain/net/ip_address.ts"
import { type Prefix, prefix, prefixAddress } from "../src/domain/net/prefix.ts"
import { AllowedIps } from "../src/domain/wireguard/allowed_ips.ts"
import { ReplayWindow } from "../src/domain/wireguard/replay_window.ts"
import { instant } from "../src/domain/net/instant.ts"
import { EndpointMap } from "../src/sim/endpoint_map.ts"
import { EventQueue } from "../src/sim/queue.ts"
import { nanosecondsOf, table } from "./measure.ts"

const rate = (call: (i: number) => unknown): number => 1e9 / nanosecondsOf(call)

export function benchStructures(): void {
  replay()
  allowedIps()
  queue()
  endpoints()
  addresses()
}

function replay(): void {
  const seen = new Set<number>()
  const baseline = rate((i) => {
    seen.add(i)
    seen.delete(i - 8128)
    return seen.has(i - 1)
  })
  const inOrder = new ReplayWindow()
  let next = 0
  const ordered = rate(() => inOrder.mark(0, next++))
  const shuffled = new ReplayWindow()
  let base = 0
  const disordered = rate((i) => shuffled.mark(0, base++ ^ (i & 1)))
  console.log(table("Replay window", "counters/s", [
    { what: "Set of the last 8128 (baseline)", perSecond: baseline, baseline },
    { what: "window, in order", perSecond: ordered, baseline },
    { what: "window, neighbours swapped", perSecond: disordered, baseline },
  ]))
}

function allowedIps(): void {
  const prefixes = Array.from({ length: 1000 }, (_, i) => prefix(`fd00::${(i + 1).toString(16)}/128`))
  const owners = new Map<Prefix, number>(prefixes.map((one, i) => [one, i]))
  const address = ipAddress("fd00::1f4")
  const ranges = prefixes.map((one, owner) => ({ first: addressValue(prefixAddress(one)), owner }))
  const wanted = addressValue(address)
  const baseline = rate(() => ranges.find(({ first }) => first === wanted)?.owner)
  const table1 = new AllowedIps<number>()
  for (const [one, owner] of owners) table1.insert(one, owner)
  table1.insert(prefix("fd00::/8"), -1)
  const octets = addressOctets(address)
  const found = rate(() => table1.lookup(familyOf(address), octets, 0))
  console.log(table("Allowed IPs, 1000 peers", "lookups/s", [
    { what: "search through all, as integers (baseline)", perSecond: baseline, baseline },
    { what: "table, two prefix lengths", perSecond: found, baseline },
  ]))
}

function queue(): void {
  const sorted = Array.from({ length: 1000 }, (_, i) => i * 7)
  const baseline = rate((i) => {
    sorted.shift()
    const at = (i * 7919) % 7000
    let place = sorted.findIndex((one) => one > at)
    if (place < 0) place = sorted.length
    sorted.splice(place, 0, at)
  })
  const heap = new EventQueue<object>()
  const item = {}
  for (let i = 0; i < 1000; i++) heap.push(instant(i * 7), item)
  const pushed = rate((i) => {
    heap.pop()
    heap.push(instant((i * 7919) % 7000), item)
  })
  console.log(table("Event queue, 1000 waiting", "pops and pushes/s", [
    { what: "sorted array (baseline)", perSecond: baseline, baseline },
    { what: "4-ary heap", perSecond: pushed, baseline },
  ]))
}

function endpoints(): void {
  const keys = Array.from(
    { length: 1000 },
    (_, i) => ({ address: ipAddress(`10.0.${i >> 8}.${i & 255}`), port: 51820 }),
  )
  const byText = new Map(keys.map((key, i) => [`${key.address}:${key.port}`, i]))
  const baseline = rate((i) => {
    const key = keys[i % 1000]
    return key && byText.get(`${key.address}:${key.port}`)
  })
  const byValue = new EndpointMap<number>()
  for (const [i, key] of keys.entries()) byValue.set(key, i)
  const found = rate((i) => {
    const key = keys[i % 1000]
    return key && byValue.get(key)
  })
  console.log(table("Tables by endpoint, 1000 entries", "lookups/s", [
    { what: "Map by text put together (baseline)", perSecond: baseline, baseline },
    { what: "map by address, then port", perSecond: found, baseline },
  ]))
}

function addresses(): void {
  const baseline = rate(() => NetAddress.ipFromStringUnsafe("2001:db8::1:0:0:1"))
  const parsed = rate(() => ipAddress("2001:db8::1:0:0:1"))
  const [a, b] = [NetAddress.ipFromStringUnsafe("10.0.0.1"), NetAddress.ipFromStringUnsafe("10.0.0.2")]
  const objects = new Map([[NetAddress.formatIp(a), 1]])
  const formatted = rate(() => objects.get(NetAddress.formatIp(b)))
  const [x] = [ipAddress("10.0.0.1")]
  const texts = new Map([[x, 1]])
  const plain = rate(() => texts.get(x))
  console.log(table("Addresses: effect/net parses, canonical text is kept", "operations/s", [
    { what: "parse IPv6, effect/net (baseline)", perSecond: baseline, baseline },
    { what: "parse IPv6 to canonical text", perSecond: parsed, baseline },
    { what: "look up by an effect/net address", perSecond: formatted, baseline },
    { what: "look up by canonical text", perSecond: plain, baseline },
  ]))
}
