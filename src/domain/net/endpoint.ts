/** An IP address and a UDP port: where a packet comes from or goes to. */
import * as Result from "effect/Result"
import { assert } from "../assert.ts"
import { type IpAddress, parseIpAddress } from "./ip_address.ts"

export interface Endpoint {
  readonly address: IpAddress
  readonly port: number
}

export const endpointOf = (address: IpAddress, port: number): Endpoint => ({ address, port })

export const sameEndpoint = (a: Endpoint, b: Endpoint): boolean => a.port === b.port && a.address === b.address

/** `192.0.2.1:51820` or `[2001:db8::1]:51820`. */
export const formatEndpoint = (endpoint: Endpoint): string =>
  endpoint.address.includes(":") ? `[${endpoint.address}]:${endpoint.port}` : `${endpoint.address}:${endpoint.port}`

/** Reads what `formatEndpoint` writes. The failure says what is wrong with the text. */
export function parseEndpoint(text: string): Result.Result<Endpoint, string> {
  const match = /^(?:\[([^\]]+)\]|([^:]+)):([0-9]{1,5})$/.exec(text)
  if (match === null) return Result.fail("expected ADDRESS:PORT, with an IPv6 address in brackets")
  const [, bracketed, bare, digits] = match
  const port = Number(digits)
  if (port < 1 || port > 65535) return Result.fail("the port must be from 1 to 65535")
  return Result.flatMap(parseIpAddress(bracketed ?? bare ?? ""), (address) => {
    const wantsBrackets = address.includes(":")
    return wantsBrackets === (bracketed !== undefined)
      ? Result.succeed(endpointOf(address, port))
      : Result.fail("brackets go around IPv6 addresses, and around them alone")
  })
}

/** For literals that are known to be right. */
export function endpoint(text: string): Endpoint {
  const parsed = parseEndpoint(text)
  assert(Result.isSuccess(parsed), `"${text}" is an endpoint`)
  return parsed.success
}
