/** How times, addresses and blocks stand in data that is decoded: as what they are, and canonical. */
import * as Schema from "effect/Schema"
import { isIpAddress } from "./ip_address.ts"
import { isPrefix } from "./prefix.ts"

export const InstantSchema = Schema.Int.pipe(
  Schema.check(Schema.isGreaterThanOrEqualTo(0)),
  Schema.brand("Instant"),
)

export const IpAddressSchema = Schema.String.pipe(
  Schema.check(Schema.makeFilter((text) => isIpAddress(text) || "Expected an IP address in canonical form")),
  Schema.brand("IpAddress"),
)

export const PrefixSchema = Schema.String.pipe(
  Schema.check(Schema.makeFilter((text) => isPrefix(text) || "Expected an IP prefix such as 10.0.0.0/8")),
  Schema.brand("Prefix"),
)

export const PortSchema = Schema.Int.pipe(
  Schema.check(Schema.isBetween({ minimum: 1, maximum: 65535 }, { message: "Expected a port from 1 to 65535" })),
)

export const EndpointSchema = Schema.Struct({ address: IpAddressSchema, port: PortSchema })
