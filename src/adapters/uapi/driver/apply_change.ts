/**
 * A change made with care: nothing that some device would refuse is sent, and if one refuses all the same it is asked
 * what it has become, since nothing is rolled back (spec/wireguard.md 2.1).
 */
import type { DeviceChange } from "../device_change.ts"
import type { DeviceControl } from "../device_control.ts"
import { changeTroubles } from "./change_troubles.ts"
import { type Standing, standingOf } from "./standing.ts"
import { messageOf } from "../../../domain/message_of.ts"

export class ChangeFailed extends Error {
  override readonly name = "ChangeFailed"
  /** undefined: nothing was sent, or the device does not even say what it is. */
  readonly standing: Standing | undefined

  constructor(message: string, standing: Standing | undefined) {
    super(message)
    this.standing = standing
  }
}

/** Rejects with a `ChangeFailed`. */
export async function applyChange(device: DeviceControl, change: DeviceChange): Promise<void> {
  const troubles = changeTroubles(change)
  if (troubles.length > 0) throw new ChangeFailed(`${device.name}: not sent: ${troubles.join("; ")}`, undefined)
  try {
    await device.set(change)
  } catch (error) {
    const standing = await standingAt(device, change)
    throw new ChangeFailed(`${messageOf(error)}; ${standing === undefined ? UNKNOWN : textOf(standing)}`, standing)
  }
}

async function standingAt(device: DeviceControl, change: DeviceChange): Promise<Standing | undefined> {
  try {
    return standingOf(change, await device.get())
  } catch {
    return undefined
  }
}

const textOf = ({ stands, lacks }: Standing): string => `done: ${listText(stands)}; not done: ${listText(lacks)}`

const listText = (parts: readonly string[]): string =>
  parts.length === 0
    ? "nothing"
    : [...parts.slice(0, MOST_TOLD), ...(parts.length > MOST_TOLD ? [`${parts.length - MOST_TOLD} more`] : [])].join(
      ", ",
    )

const UNKNOWN = "how much of it was done the device does not say"
const MOST_TOLD = 5
