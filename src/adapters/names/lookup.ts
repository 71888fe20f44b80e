/** Names of hosts, as this host resolves them. */
import { lookup } from "node:dns/promises"
import { type IpAddress, ipAddress } from "../../domain/net/ip_address.ts"

/** The first address, by the host's own order of families. Rejects with why there is none: `ENOTFOUND`. */
export async function addressOfHost(name: string): Promise<IpAddress> {
  try {
    return ipAddress((await lookup(name)).address)
  } catch (error) {
    throw new Error(error instanceof Error && "code" in error ? String(error.code) : String(error), { cause: error })
  }
}
