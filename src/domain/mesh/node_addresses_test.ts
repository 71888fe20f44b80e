import assert from "node:assert/strict"
import { test } from "node:test"
import { ipAddress } from "../net/ip_address.ts"
import { prefix } from "../net/prefix.ts"
import { nodeAddresses } from "./node_addresses.ts"

const of = (addresses: readonly string[], networks: readonly string[] = []) =>
  nodeAddresses(addresses.map(ipAddress), networks.map(prefix))

// Spec/kubespan.md 8.2: scope link or narrower, loopback, multicast and link-local are dropped.
test("addresses that mean nothing elsewhere are not announced", () => {
  const useless = ["127.0.0.1", "::1", "169.254.3.4", "fe80::1", "224.0.0.9", "ff02::1", "0.0.0.0", "::"]
  assert.deepEqual(of([...useless, "192.0.2.1"]), ["192.0.2.1"])
})

test("addresses of pods and services are Kubernetes' own affair", () => {
  assert.deepEqual(of(["10.244.1.1", "10.0.0.1", "fd00:10::1"], ["10.244.0.0/16", "fd00:10::/32"]), ["10.0.0.1"])
})

test("they come once each, IPv4 first, ascending by value and not by text", () => {
  assert.deepEqual(of(["2001:db8::1", "10.0.0.10", "9.9.9.9", "10.0.0.9", "9.9.9.9"]), [
    "9.9.9.9",
    "10.0.0.9",
    "10.0.0.10",
    "2001:db8::1",
  ])
})
