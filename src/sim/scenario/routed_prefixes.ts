/** What the network outside sends to a router for those inside: the prefixes by which they are known there. */
import { type Prefix, prefix, prefixAddress, prefixContains, prefixFamily } from "../../domain/net/prefix.ts"
import type { RouterSchema } from "./network_schema.ts"
import { isTranslating } from "./profiles.ts"
import { listOf } from "./text.ts"

/** Without those that are translated; instead of them what they are translated to, if that is a prefix of its own. */
export function routedPrefixes(router: RouterSchema): readonly Prefix[] {
  const { nptv6 } = router
  const own = listOf(router.inside).map(prefix).filter((block) =>
    prefixFamily(block) === "v4" ? !isTranslating(router) : !isRenumbered(block, nptv6)
  )
  return nptv6 === undefined ? own : [...own, prefix(nptv6.outside)]
}

const isRenumbered = (block: Prefix, nptv6: RouterSchema["nptv6"]): boolean =>
  nptv6 !== undefined && prefixContains(prefix(nptv6.inside), prefixAddress(block))
