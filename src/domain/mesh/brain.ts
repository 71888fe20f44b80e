/**
 * The mesh's half of a node: what it knows of its peers, and the rules that it decides by. It is told of observations and
 * answers with what is to be recorded and done, in that order. Who carries the packets it does not know: a `Device` beside
 * it, one in another thread, or the kernel's.
 */
import type { Affiliate } from "../discovery/affiliate.ts"
import { after, type Instant } from "../net/instant.ts"
import { decide } from "./decide.ts"
import { evolve, initial } from "./evolve.ts"
import type { Intent } from "./intent.ts"
import { localAffiliate } from "./local_affiliate.ts"
import type { MeshOutput } from "./mesh_output.ts"
import type { Observation } from "./observation.ts"
import { react } from "./react.ts"
import type { Rules } from "./rules.ts"
import type { MeshState } from "./state.ts"

export interface Brain {
  /** Who we are; where we are is found out. */
  readonly self: Affiliate
  readonly rules: Rules
  mesh: MeshState
  lastPassAt: Instant
}

export const createBrain = (self: Affiliate, rules: Rules, now: Instant): Brain => ({
  self,
  rules,
  mesh: initial,
  lastPassAt: now,
})

/** All that follows from an observation, or from the pass that is due. */
export function observe(brain: Brain, observation: Observation, now: Instant): readonly MeshOutput[] {
  const outputs: MeshOutput[] = []
  for (const event of decide(brain.mesh, observation, brain.rules, now)) {
    brain.mesh = evolve(brain.mesh, event)
    outputs.push({ _tag: "Recorded", event })
    for (const intent of react(brain.mesh, event)) outputs.push(...carriedOut(brain, intent))
  }
  return outputs
}

/** When it wants to look at its peers again, even if nothing happens until then. */
export const passAt = ({ lastPassAt, rules: { policy } }: Brain): Instant => after(lastPassAt, policy.passInterval)

/** The pass, if it is due; those that were missed are not made up for. */
export function passIfDue(brain: Brain, now: Instant): readonly MeshOutput[] {
  if (passAt(brain) > now) return []
  while (passAt(brain) <= now) brain.lastPassAt = passAt(brain)
  return observe(brain, { _tag: "PassDue" }, now)
}

function carriedOut(brain: Brain, intent: Intent): readonly MeshOutput[] {
  switch (intent._tag) {
    case "ConfigurePeer":
    case "SetEndpoint":
      return [intent]
    case "RemovePeer":
      return [intent, { _tag: "Route", peer: intent.peer, prefixes: [] }]
    case "RoutePeer":
      return [{ _tag: "Route", peer: intent.peer, prefixes: intent.prefixes }]
    case "Publish": {
      const { self, mesh, rules } = brain
      return [{ _tag: "Publish", affiliate: localAffiliate(self, mesh, rules), harvest: mesh.harvest }]
    }
  }
}
