/**
 * By what an interface is reached: by its socket where somebody answers there, else by `wg`, which speaks netlink with
 * the kernel. A socket that nobody answers at was left behind.
 */
import { isAnswered } from "../listen.ts"
import type { DeviceControl } from "../device_control.ts"
import { reasonOf, UapiError } from "../uapi_error.ts"
import { UapiClient } from "../uapi_client.ts"
import { type WgOptions, WgTool } from "../wg_tool/wg_tool.ts"

export interface DevicePlace extends WgOptions {
  /** Where sockets are. */
  readonly directory?: string
}

/** Rejects with a `UapiError` for what is no name of an interface, and for a socket that may not be used. */
export async function findDevice(place: DevicePlace): Promise<DeviceControl> {
  const client = new UapiClient(place)
  try {
    return await isAnswered(client.path) ? client : new WgTool(place)
  } catch (error) {
    throw new UapiError(client.path, reasonOf(error))
  }
}
