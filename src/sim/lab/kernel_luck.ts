/**
 * Chance as a kernel had it: where the model's router draws a port, it draws the one that the kernel was seen to use for
 * the same probe, if it may have that. So the two can be compared to the last port, and a port that the model would not
 * have drawn, or not have been allowed to, shows as a difference.
 */
import type { ScenarioFile } from "../scenario/schema.ts"
import { ifAllowed } from "../netfilter/port_choice.ts"
import { addressesOf } from "../scenario/networks.ts"
import type { Luck } from "../world/boxes.ts"
import type { Outcome } from "./outcome.ts"

/** `probe` is the number of the one under way. */
export const kernelLuck =
  (file: ScenarioFile, outcomes: readonly Outcome[]) => (probe: () => number): Luck => (router) => (request) =>
    ifAllowed(portSeen(file, outcomes[probe()], router), request)

/** As which the router sent it on: from its own address, or towards its inside. */
function portSeen(file: ScenarioFile, outcome: Outcome | undefined, router: string): number | undefined {
  const own = addressesOf(file.routers?.[router]?.outside ?? [])
  const crossings = outcome?.crossings ?? []
  const outward = crossings.find(({ source }) => own.includes(source.address))
  return (outward ?? crossings.findLast(({ network }) => network === router))?.source.port
}
