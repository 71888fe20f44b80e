/**
 * An existing WireGuard device, whoever made it, as programs ask and change it: by its own socket, or by `wg`. Both
 * reject with an error whose message is complete, says what to do where something can be done, and holds no secret.
 */
import type { DeviceChange } from "./device_change.ts"
import type { DeviceReport } from "./device_report.ts"

export interface DeviceControl {
  /** For people: which device, and by what it is reached. */
  readonly name: string
  readonly get: () => Promise<DeviceReport>
  /** What is refused may have been done in part; see `get`. */
  readonly set: (change: DeviceChange) => Promise<void>
}
