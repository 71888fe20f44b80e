/** The hardware address that a node's mesh address is made of: as told, or that of this host's first physical link. */
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { readLinks } from "../adapters/links/sysfs.ts"
import { firstPhysicalLink, parseHardwareAddress } from "../domain/mesh/hardware_address.ts"
import { BadInput } from "./failures.ts"

export const mac = Flag.String("mac").pipe(
  Flag.withDescription("Hardware address of the node; otherwise that of this host's first physical link"),
  Flag.optional,
)

export const hardwareAddress = (told: Option.Option<string>) => Option.isSome(told) ? given(told.value) : found

function given(text: string): Effect.Effect<Uint8Array, BadInput> {
  const parsed = parseHardwareAddress(text)
  if (Result.isSuccess(parsed)) return Effect.succeed(parsed.success)
  return Effect.fail(new BadInput({ message: `--mac: "${text}": ${parsed.failure}` }))
}

/** Deno lets nobody into /sys who has not been let in everywhere. */
const UNREADABLE =
  "This host's links cannot be read: that takes Linux and, on Deno, --allow-all. Or name one with --mac"

const found = readLinks().pipe(
  Effect.mapError(() => new BadInput({ message: UNREADABLE })),
  Effect.flatMap((links) => {
    const link = firstPhysicalLink(links)
    if (link !== undefined) return Effect.succeed(link.hardwareAddress)
    return Effect.fail(new BadInput({ message: "This host has no physical link; name the address with --mac" }))
  }),
)
