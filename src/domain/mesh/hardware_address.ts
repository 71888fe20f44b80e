/**
 * The hardware address that a node's mesh address is derived from: that of the first physical link by name
 * (spec/kubespan.md 1.3). Bonds, bridges, VLANs and tunnels come and go and are passed over.
 */
import * as Result from "effect/Result"

export interface Link {
  readonly name: string
  /** `ether`, `loopback`, … */
  readonly type: string
  /** `bond`, `vlan`, `wireguard`, …; empty for hardware. */
  readonly kind: string
  readonly hardwareAddress: Uint8Array
}

/** Undefined while there is no physical link. Names are compared by code unit: `eth10` comes before `eth2`. */
export function firstPhysicalLink(links: readonly Link[]): Link | undefined {
  let first: Link | undefined
  for (const link of links) {
    if (isPhysical(link) && (first === undefined || link.name < first.name)) first = link
  }
  return first
}

const isPhysical = ({ type, kind, hardwareAddress: { length } }: Link): boolean =>
  type === "ether" && kind === "" && (length === 6 || length === 8)

/** Reads `2e:1a:b6:53:81:69`, of 6 or 8 bytes. */
export function parseHardwareAddress(text: string): Result.Result<Uint8Array, string> {
  const isRight = /^[0-9a-f]{2}(:[0-9a-f]{2}){5}(:[0-9a-f]{2}:[0-9a-f]{2})?$/i.test(text)
  if (!isRight) return Result.fail("expected 6 or 8 bytes in hexadecimal with colons between them")
  return Result.succeed(Uint8Array.from(text.split(":"), (byte) => Number.parseInt(byte, 16)))
}

export const formatHardwareAddress = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(":")
