import assert from "node:assert/strict"
import { test } from "node:test"
import { endpoint } from "../../domain/net/endpoint.ts"
import { ipAddress } from "../../domain/net/ip_address.ts"
import { prefix } from "../../domain/net/prefix.ts"
import { LINUX, STRICT_FIREWALL } from "../scenario/presets.ts"
import { hostScript, routerScript } from "./nftables.ts"

const place = { external: ipAddress("203.0.113.1"), inside: [prefix("10.0.0.0/24")] }
const rules = (script: string): readonly string[] => script.split("\n").map((line) => line.trim())
const has = (script: string, ...expected: readonly string[]): void => {
  for (const rule of expected) assert.ok(rules(script).includes(rule), `${rule}\nin\n${script}`)
}

// spec/lab.md 1.2: masquerade, and a filter that drops what comes uninvited.
test("masquerade that drops what comes uninvited", () => {
  assert.equal(
    routerScript(LINUX, place),
    `table ip nat {
 chain arriving {
  type nat hook prerouting priority dstnat; policy accept;
 }
 chain leaving {
  type nat hook postrouting priority srcnat; policy accept;
  oifname "wan" meta l4proto udp masquerade
 }
}
table inet filter {
 chain inward {
  type filter hook input priority filter; policy accept;
  ct state established,related accept
  iifname "wan" meta l4proto udp drop
 }
 chain across {
  type filter hook forward priority filter; policy accept;
  iifname "lan" accept
  ct state established,related accept
  ct status dnat accept
  drop
 }
}
`,
  )
})

test("an accepting INPUT has no rule, a rejecting one rejects", () => {
  assert.ok(!routerScript({ ...LINUX, input: "accept" }, place).includes("udp drop"))
  has(routerScript({ ...LINUX, input: "reject" }, place), 'iifname "wan" meta l4proto udp reject')
})

test("sources by range and by chance", () => {
  const source = { statement: "snat", ports: [20_000, 20_100], random: "random" } as const
  has(
    routerScript({ ...LINUX, source }, place),
    'oifname "wan" meta l4proto udp snat to 203.0.113.1:20000-20100 random',
  )
  const plain = { statement: "masquerade", ports: [1, 9], random: undefined } as const
  has(routerScript({ ...LINUX, source: plain }, place), 'oifname "wan" meta l4proto udp masquerade to :1-9')
})

test("port forwards, from outside or from both sides", () => {
  const portForwards = [{ port: 51820, to: endpoint("10.0.0.2:51820") }]
  has(
    routerScript({ ...LINUX, portForwards }, place),
    'iifname "wan" ip daddr 203.0.113.1 udp dport 51820 dnat to 10.0.0.2:51820',
  )
  has(
    routerScript({ ...LINUX, portForwards, hairpin: true }, place),
    "ip daddr 203.0.113.1 udp dport 51820 dnat to 10.0.0.2:51820",
    'oifname "lan" ip saddr 10.0.0.0/24 ct status dnat snat to 203.0.113.1',
  )
})

test("a host's filter lets in answers and open ports", () => {
  has(hostScript({ ...STRICT_FIREWALL, openPorts: [51820, 22] }), "udp dport { 51820, 22 } accept", "drop")
  has(hostScript({ ...STRICT_FIREWALL, udp: "blocked" }), "meta l4proto udp drop")
})
