/**
 * Which of a host's addresses others may hear of (spec/kubespan.md 8.2): no loopback, link-local, multicast or unspecified
 * ones, and none from the networks of Kubernetes. Each once, IPv4 first, ascending.
 */
import { inOrder, type IpAddress } from "../net/ip_address.ts"
import { type Prefix, prefix, prefixContains } from "../net/prefix.ts"

export function nodeAddresses(
  addresses: readonly IpAddress[],
  kubernetesNetworks: readonly Prefix[],
): readonly IpAddress[] {
  const barred = [...NEVER_ANNOUNCED, ...kubernetesNetworks]
  const announced = addresses.filter((address) => !barred.some((block) => prefixContains(block, address)))
  return inOrder(new Set(announced))
}

const NEVER_ANNOUNCED: readonly Prefix[] = [
  "0.0.0.0/32",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "224.0.0.0/4",
  "255.255.255.255/32",
  "::/128",
  "::1/128",
  "fe80::/10",
  "ff00::/8",
].map(prefix)
