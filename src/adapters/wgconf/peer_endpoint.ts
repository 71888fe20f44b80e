/**
 * `Endpoint = HOST:PORT`. As for `wg`, the last colon begins the port, so that an IPv6 address may go without brackets.
 * A host that is no address is a name, and stays one.
 */
import * as Result from "effect/Result"
import { endpointOf } from "../../domain/net/endpoint.ts"
import { parseIpAddress } from "../../domain/net/ip_address.ts"
import { type Reader, wholeNumber } from "./field_values.ts"
import type { PeerEndpoint } from "./wg_config.ts"

export const readPeerEndpoint: Reader<PeerEndpoint> = (text) => {
  const [, bracketed, bare = "", digits = ""] = /^(?:\[([^[\]]*)\]|([^[\]]*)):([^:]*)$/.exec(text) ?? []
  const host = bracketed ?? bare
  if (host === "") return Result.fail("expected HOST:PORT, with brackets around an IPv6 address")
  const port = wholeNumber(digits, 65_535) ?? 0
  if (port === 0) return Result.fail("the port must be from 1 to 65535")
  const address = parseIpAddress(host)
  if (Result.isSuccess(address)) return Result.succeed({ _tag: "Known", endpoint: endpointOf(address.success, port) })
  if (host.includes("%")) return Result.fail("addresses with a zone are not supported")
  if (bracketed !== undefined || host.includes(":")) return Result.fail("expected an IPv6 address before the port")
  if (!isName(host)) return Result.fail("expected an address or a host name before the port")
  return Result.succeed({ _tag: "Named", host, port })
}

/** Digits and dots alone would be an address gone wrong. */
const isName = (host: string): boolean =>
  host.length <= 253 && /^[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_.])?$/.test(host) && !host.includes("..") &&
  !/^[0-9.]+$/.test(host)
