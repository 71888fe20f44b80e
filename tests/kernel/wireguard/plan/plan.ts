/** The interop plan, spec/wireguard.md 4.5, as far as cases.ts and endings.ts have not got it, but for what takes patience. */
import type { Ending } from "../endings.ts"
import { callersWithoutQuestion, killedOneIsFollowed, manyPrefixes } from "./control.ts"
import { ourCookiesAreUsed, theirCookiesAreUsed } from "./cookies.ts"
import { loadDoesNotStall } from "./load.ts"
import { oldAndDamagedAreIgnored } from "./replays.ts"
import { natForgets } from "./roaming.ts"
import { everySizeIsPadded } from "./sizes.ts"

export const PLAN: readonly Ending[] = [
  { title: "packets of every size with four MTUs are padded as told, and never in fragments", run: everySizeIsPadded },
  { title: "TCP and UDP both ways, 4 and 50 streams: nothing stalls, nothing is a replay", run: loadDoesNotStall },
  { title: "a NAT that forgets, and gives another port, costs one ping at most", run: natForgets },
  {
    title: "what was heard, said again in any order or damaged 100,000 times, does nothing",
    run: oldAndDamagedAreIgnored,
  },
  { title: "in a flood from 200 addresses wireguard-go completes by a cookie of ours", run: ourCookiesAreUsed },
  { title: "and we complete by one of wireguard-go's", run: theirCookiesAreUsed },
  { title: "wg sets 65,536 prefixes, and shows them", run: manyPrefixes },
  { title: "one that was killed leaves a socket behind, which the next takes over", run: killedOneIsFollowed },
  { title: "100 callers that ask nothing are no trouble", run: callersWithoutQuestion },
]
