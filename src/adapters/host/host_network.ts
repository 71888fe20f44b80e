/**
 * The host as the agent has it: its addresses, looked at every two seconds and told when they are others, and its routes
 * into the tunnel, of which the latest are set, all at once, and tried again until the kernel takes them. They are set
 * anew from time to time: others flush rules and tables, and what is for peers would leave in the clear.
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Queue from "effect/Queue"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import { HostNetwork, PortFailure } from "../../agent/ports.ts"
import { messageOf } from "../../domain/message_of.ts"
import type { AddressesReported } from "../../domain/mesh/observation.ts"
import { steeringOf } from "../../domain/mesh/steering.ts"
import type { IpAddress } from "../../domain/net/ip_address.ts"
import type { Prefix } from "../../domain/net/prefix.ts"
import type { PublicKey } from "../../domain/public_key.ts"
import { sameList } from "../../domain/same_list.ts"
import { ownAddresses } from "./own_addresses.ts"
import { keepTunnel, lowerTunnel, raiseTunnel, steer } from "./steering_host.ts"
import type { Tunnel } from "./tunnel_lines.ts"

export interface HostOptions {
  /** The interface exists already. */
  readonly tunnel: Tunnel
  /** From one time that everything is set anew to the next. */
  readonly keptEveryMs: number
  readonly tell: (trouble: string) => void
}

export const hostNetwork = ({ tunnel, keptEveryMs, tell }: HostOptions): Layer.Layer<HostNetwork, PortFailure> =>
  Layer.effect(
    HostNetwork,
    Effect.gen(function* () {
      const obstacle = yield* Effect.acquireRelease(
        Effect.try({
          try: () => raiseTunnel(tunnel),
          catch: (error) => new PortFailure({ message: messageOf(error) }),
        }),
        () => Effect.sync(() => lowerTunnel(tunnel)),
      )
      if (obstacle !== undefined) tell(obstacle)
      const routes = new Map<PublicKey, readonly Prefix[]>()
      const changed = yield* Queue.sliding<void>(1)
      const steerNow = Effect.try({
        try: () => {
          keepTunnel(tunnel)
          steer(steeringOf([...routes.values()].flat(), tunnel.mtu))
        },
        catch: messageOf,
      })
      yield* Effect.raceFirst(Queue.take(changed), Effect.sleep(keptEveryMs)).pipe(
        Effect.andThen(persistently(steerNow, tell)),
        Effect.forever,
        Effect.forkScoped,
      )
      return {
        reports: addressReports(tunnel.address),
        route: ({ peer, prefixes }) => {
          routes.set(peer, prefixes)
          return Effect.asVoid(Queue.offer(changed, undefined))
        },
      }
    }),
  )

/** Until it is done; what stands in the way is told once. */
const persistently = (task: Effect.Effect<void, string>, tell: (trouble: string) => void): Effect.Effect<void> => {
  let told = ""
  return task.pipe(
    Effect.tapError((trouble) =>
      Effect.sync(() => {
        if (trouble !== told) tell(`${trouble}; trying again`)
        told = trouble
      })
    ),
    Effect.retry(Schedule.spaced("2 seconds")),
    Effect.orDie,
  )
}

/** With the mesh address, which the host has as soon as the tunnel is up. */
const addressReports = (meshAddress: IpAddress): Stream.Stream<AddressesReported> =>
  Stream.fromEffectSchedule(Effect.sync(ownAddresses), Schedule.spaced("2 seconds")).pipe(
    Stream.map((own): readonly IpAddress[] => [...new Set([...own, meshAddress])]),
    Stream.changesWith((a, b) => sameList(a, b)),
    Stream.map((addresses) => ({
      _tag: "AddressesReported",
      addresses,
      publicAddresses: [],
      podNetworks: [],
      clusterNetworks: [],
    })),
  )
