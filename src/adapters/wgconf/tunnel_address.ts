/** `Address = 10.0.0.2/24`: an address with the length of its network's prefix; without one it is alone in its network. */
import * as Result from "effect/Result"
import { parseIpAddress } from "../../domain/net/ip_address.ts"
import { parsePrefix } from "../../domain/net/prefix.ts"
import type { Reader } from "./field_values.ts"
import type { TunnelAddress } from "./wg_config.ts"

export const readTunnelAddress: Reader<TunnelAddress> = (text) => {
  const [written = ""] = text.split("/", 1)
  return Result.flatMap(
    parseIpAddress(written),
    (address) => Result.map(parsePrefix(text), (network) => ({ address, network })),
  )
}
