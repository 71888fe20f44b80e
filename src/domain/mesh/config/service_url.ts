/**
 * URLs of discovery services, of which the host and the port count (spec/kubespan.md 3.3): 80 and no TLS for http, 443
 * and TLS for https and grpc, unless there is a port. A path and a query are allowed and dropped.
 */
import * as Result from "effect/Result"
import { parseIpAddress } from "../../net/ip_address.ts"

export interface ServiceAddress {
  /** A name or an address, without brackets. */
  readonly host: string
  readonly port: number
  /** TLS. */
  readonly isSecure: boolean
}

export type UrlTrouble =
  | "endpoint is required"
  | "endpoint scheme must be http://, https:// or grpc://"
  | "endpoint host is required"
  | "endpoint host must be a name, an IPv4 address, or an IPv6 address in brackets"
  | "endpoint port must be from 1 to 65535"

export function parseServiceUrl(text: string): Result.Result<ServiceAddress, UrlTrouble> {
  if (text === "") return Result.fail("endpoint is required")
  const [, scheme = "", authority = ""] = URL_PARTS.exec(text) ?? []
  const isSecure = SECURE.get(scheme.toLowerCase())
  if (isSecure === undefined) return Result.fail("endpoint scheme must be http://, https:// or grpc://")
  const [, written = "", digits = ""] = AUTHORITY.exec(authority) ?? [undefined, authority]
  if (written === "") return Result.fail("endpoint host is required")
  const host = hostOf(written)
  if (host === undefined) {
    return Result.fail("endpoint host must be a name, an IPv4 address, or an IPv6 address in brackets")
  }
  const port = digits === "" ? (isSecure ? 443 : 80) : Number(digits)
  if (port < 1 || port > 65535) return Result.fail("endpoint port must be from 1 to 65535")
  return Result.succeed({ host, port, isSecure })
}

/** Whether there is more behind the host than a slash, which the legacy form does not allow. */
export const hasPath = (text: string): boolean => (URL_PARTS.exec(text)?.[3] ?? "/") !== "/"

/** `discovery.example.com:443`, `[::1]:3000`. */
export const formatService = ({ host, port }: ServiceAddress): string =>
  host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`

/** Scheme, authority without user, path. */
const URL_PARTS = /^([A-Za-z][A-Za-z0-9+.-]*):\/\/(?:[^/?#]*@)?([^/?#]*)(\/[^?#]*)?/

/** Host and port. */
const AUTHORITY = /^(\[[^\]]*\]|[^:]*)(?::([0-9]*))?$/

const SECURE: ReadonlyMap<string, boolean> = new Map([["http", false], ["https", true], ["grpc", true]])

function hostOf(written: string): string | undefined {
  if (!written.startsWith("[")) return /^[A-Za-z0-9._-]+$/.test(written) ? written : undefined
  const address = parseIpAddress(written.replace(/^\[([^\]]*)\]$/, "$1"))
  return Result.isSuccess(address) && address.success.includes(":") ? address.success : undefined
}
