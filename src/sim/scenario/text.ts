/** Names and addresses in a scenario file. Addresses are kept as text that the domain's own readers accept. */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { parseEndpoint } from "../../domain/net/endpoint.ts"
import { parseIpAddress } from "../../domain/net/ip_address.ts"
import { parsePrefix, prefixAddress } from "../../domain/net/prefix.ts"

export const NAME_RULE = "Expected a name of up to 15 lower-case letters, digits and hyphens that starts with a letter"

/** What nodes, routers and interfaces may be called: short enough for a network namespace. */
export const Name = Schema.String.pipe(
  Schema.check(Schema.isPattern(/^[a-z][a-z0-9-]{0,14}$/u, { message: NAME_RULE })),
)

/** A check that JSON Schema has no words for; without this it would lose the description as well. */
export const told = { toJsonSchema: () => [{}, true] as const }

export const AddressText = Schema.String.pipe(
  Schema.check(
    Schema.makeFilter((text: string) => Result.isSuccess(parseIpAddress(text)) || "Expected an IP address", told),
  ),
).annotate({ description: "An IPv4 or IPv6 address." })

export const PrefixText = Schema.String.pipe(
  Schema.check(
    Schema.makeFilter((text: string) => {
      const parsed = parsePrefix(text)
      if (!text.includes("/") || Result.isFailure(parsed)) return "Expected an IP prefix such as 192.168.1.0/24"
      const address = parseIpAddress(text.slice(0, text.indexOf("/")))
      const isClean = Result.isSuccess(address) && address.success === prefixAddress(parsed.success)
      return isClean || `Expected ${parsed.success}, without anything behind the prefix`
    }, told),
  ),
).annotate({ description: "An IP prefix such as 192.168.1.0/24." })

export const EndpointText = Schema.String.pipe(
  Schema.check(
    Schema.makeFilter(
      (text: string) =>
        Result.isSuccess(parseEndpoint(text)) || "Expected ADDRESS:PORT, with an IPv6 address in brackets",
      told,
    ),
  ),
).annotate({ description: "ADDRESS:PORT, with an IPv6 address in brackets." })

/** What people write for people. Control characters in it would act on the terminal that shows it. */
export const PlainText = Schema.NonEmptyString.pipe(
  Schema.check(
    Schema.makeFilter(
      (text: string) => !/(?![\t\n])\p{Cc}/u.test(text) || "Expected text without control characters",
      told,
    ),
  ),
)

/** One, or a list of at least one. */
export const oneOrMore = <S extends Schema.Top>(item: S) => Schema.Union([item, Schema.NonEmptyArray(item)])

export const listOf = <T>(value: T | readonly T[]): readonly T[] => (isList(value) ? value : [value])

const isList = <T>(value: T | readonly T[]): value is readonly T[] => Array.isArray(value)
