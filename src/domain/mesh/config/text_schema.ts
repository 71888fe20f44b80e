/** The little texts of a configuration: each is checked by the parser that will read it. */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { parseEndpoint } from "../../net/endpoint.ts"
import { parsePrefix } from "../../net/prefix.ts"
import { parseAddressFilter } from "../address_filter.ts"

/** A text that `parse` can read; why it cannot is not said, for that could repeat a secret. */
export const readableBy = (
  parse: (text: string) => Result.Result<unknown, unknown>,
  expected: string,
  description = "",
) =>
  Schema.String.annotate(description === "" ? {} : { description }).pipe(
    Schema.check(Schema.makeFilter((text) => Result.isSuccess(parse(text)) || `Expected ${expected}`)),
  )

/** With what editors show. */
export const described = <S extends Schema.Top>(schema: S, description: string): S["Rebuild"] =>
  schema.annotate({ description })

export const PREFIX_EXPECTED = "an IP prefix such as 10.0.0.0/8"

export const PrefixText = readableBy(parsePrefix, PREFIX_EXPECTED)

export const FilterText = readableBy(parseAddressFilter, "an IP prefix or address, negated by ! in front of it")

export const EndpointText = readableBy(parseEndpoint, "an endpoint such as 192.0.2.1:51820 or [2001:db8::1]:51820")

export const CLUSTER_ID_EXPECTED = "ASCII text without spaces"

/** Upstream takes any text, but makes base64, and what is hashed here is ASCII. */
export const parseClusterId = (text: string): Result.Result<string, string> =>
  /^[\x21-\x7e]+$/.test(text) ? Result.succeed(text) : Result.fail(`Expected ${CLUSTER_ID_EXPECTED}`)
