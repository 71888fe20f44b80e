/** The addresses of a router that comes back with another one: it takes the place of the first of its family. */
import { familyOf, type IpAddress } from "../domain/net/ip_address.ts"

export function renumbered(addresses: readonly IpAddress[], address: IpAddress): readonly IpAddress[] {
  const given = addresses.find((one) => familyOf(one) === familyOf(address))
  return [address, ...addresses.filter((one) => one !== given && one !== address)]
}
