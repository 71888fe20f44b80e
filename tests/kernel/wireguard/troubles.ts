/**
 * What happens to a host while our device, side a, runs on it. The tunnel goes on by itself once that is over; each kind
 * of trouble is told once, and so is its end.
 */
import type { Case } from "./cases.ts"
import { HOST_TROUBLES } from "./host_troubles.ts"
import { INTERFACE_TROUBLES } from "./interface_troubles.ts"
import { PATH_TROUBLES } from "./path_troubles.ts"
import { until } from "./recovery.ts"
import type { TunnelPair } from "./tunnel_pair.ts"

export const TROUBLES: readonly Case[] = [
  ...HOST_TROUBLES,
  ...INTERFACE_TROUBLES,
  ...PATH_TROUBLES,
  { title: "the end of each trouble is told", run: ended },
]

/** Ten quiet seconds after the last failure. */
async function ended({ a }: TunnelPair): Promise<string | undefined> {
  const count = (words: RegExp): number => a.said.split("\n").filter((line) => words.test(line)).length
  const begun = count(/; trying on$/)
  const isTold = await until(() => count(/^wa: .* again, after \d+ failures? \(E[A-Z]+\)$/) === begun)
  return isTold && begun > 0 ? undefined : `of ${begun} it told: ${a.said}`
}
