/** Names and addresses in a scenario file. Addresses are kept as text that the domain's own readers accept. */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { parseEndpoint } from "../../domain/net/endpoint.ts"
import { parseIpAddress } from "../../domain/net/ip_address.ts"
import { parsePrefix } from "../../domain/net/prefix.ts"

/** What nodes, routers and interfaces may be called: short enough for a network namespace. */
export const Name = Schema.String.pipe(
  Schema.check(Schema.isPattern(/^[a-z][a-z0-9-]{0,14}$/u, {
    message: "Expected a name of up to 15 lower-case letters, digits and hyphens that starts with a letter",
  })),
)

export const AddressText = Schema.String.pipe(
  Schema.check(Schema.makeFilter((text) => Result.isSuccess(parseIpAddress(text)) || "Expected an IP address")),
).annotate({ description: "An IPv4 or IPv6 address." })

export const PrefixText = Schema.String.pipe(
  Schema.check(
    Schema.makeFilter((text) =>
      (text.includes("/") && Result.isSuccess(parsePrefix(text))) || "Expected an IP prefix such as 192.168.1.0/24"
    ),
  ),
).annotate({ description: "An IP prefix such as 192.168.1.0/24." })

export const EndpointText = Schema.String.pipe(
  Schema.check(
    Schema.makeFilter((text) =>
      Result.isSuccess(parseEndpoint(text)) || "Expected ADDRESS:PORT, with an IPv6 address in brackets"
    ),
  ),
).annotate({ description: "ADDRESS:PORT, with an IPv6 address in brackets." })

/** One, or a list of at least one. */
export const oneOrMore = <S extends Schema.Top>(item: S) => Schema.Union([item, Schema.NonEmptyArray(item)])

export const listOf = <T>(value: T | readonly T[]): readonly T[] => (isList(value) ? value : [value])

const isList = <T>(value: T | readonly T[]): value is readonly T[] => Array.isArray(value)
