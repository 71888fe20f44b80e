/** What a schema cannot see in what is said of a Linux router: what means nothing beside it, and where its ports lead. */
import { familyOf } from "../../domain/net/ip_address.ts"
import type { Issue } from "./decode.ts"
import { isOfNobody } from "./networks.ts"
import type { RouterSchema } from "./network_schema.ts"
import { linuxProfile } from "./profiles.ts"

export function linuxIssues(router: RouterSchema, path: Issue["path"]): readonly Issue[] {
  const { linux, nat } = router
  if (linux === undefined) return []
  const message = 'A router has the axes of RFC 4787 ("nat") or is Linux ("linux"), not both'
  return [...(typeof nat === "object" ? [{ path: [...path, "nat"], message }] : []), ...forwardIssues(router, path)]
}

/** Somebody must get what is forwarded, and only IPv4 is rewritten. */
function forwardIssues(router: RouterSchema, path: Issue["path"]): readonly Issue[] {
  const { source, portForwards } = linuxProfile(router) ?? NOTHING
  const place = [...path, "linux", "port-forwards"]
  if (portForwards.length > 0 && source === undefined) {
    return [{ path: place, message: "Ports are forwarded by a router that translates; this one says that it does not" }]
  }
  return portForwards.flatMap(({ port, to: { address } }) => {
    const at = [...place, String(port)]
    if (familyOf(address) === "v6") return [{ path: at, message: "Expected an IPv4 address; IPv6 is not translated" }]
    return isOfNobody(address) ? [{ path: at, message: `No host can have the address ${address}` }] : []
  })
}

const NOTHING = { source: undefined, portForwards: [] }
