/** How public keys stand in data that is decoded. */
import * as Schema from "effect/Schema"
import { PUBLIC_KEY_PATTERN } from "./public_key.ts"

export const PublicKeySchema = Schema.String.pipe(
  Schema.check(Schema.isPattern(PUBLIC_KEY_PATTERN, { message: "Expected a WireGuard public key in base64" })),
  Schema.brand("PublicKey"),
)
