/** The WireGuard device that carries a mesh: one of our own, for as long as the scope lasts, or one that is there. */
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import type { DeviceControl } from "../adapters/uapi/device_control.ts"
import { type DeviceSettings, ExternalDevice, type PeerDefaults } from "../adapters/uapi/driver/external_device.ts"
import { findDevice } from "../adapters/uapi/driver/find_device.ts"
import { errnoName, OK } from "../adapters/uapi/errno.ts"
import { BadInput } from "./failures.ts"
import type { Ready, WgOptions, WgProcess } from "./wg_process.ts"
import { answerWg, startWg, trouble } from "./wg_start.ts"

export interface MeshDevice {
  readonly device: ExternalDevice
  /** What carries the packets, and what the kernel does not offer. */
  readonly about: readonly string[]
  readonly noticed: Stream.Stream<void>
  /** Fails when the device is gone. */
  readonly ended: Effect.Effect<never, BadInput>
}

interface DevicePlan extends Pick<WgOptions, "name" | "cipher" | "onNews"> {
  readonly settings: DeviceSettings
  readonly defaults: PeerDefaults
}

export const ownDevice = Effect.fnUntraced(function* ({ name, cipher, onNews, settings, defaults }: DevicePlan) {
  const noticed = yield* Queue.sliding<void>(1)
  const onNoticed = () => void Queue.offerUnsafe(noticed, undefined)
  const change = { ...settings, replacePeers: false, peers: [] }
  const { process, ready } = yield* startWg({ name, cipher, keyLog: undefined, change, onNews, onNoticed })
  yield* answerWg(name, process)
  const mesh: MeshDevice = {
    device: new ExternalDevice(controlOf(name, process), defaults),
    about: aboutOwn(ready),
    noticed: Stream.fromQueue(noticed),
    ended: Effect.promise(() => process.ended).pipe(
      Effect.flatMap((reason) => Effect.fail(new BadInput({ message: `${name}: ${reason ?? "it ended"}` }))),
    ),
  }
  return mesh
})

/** It loses the peers that it had, and at the end ours. */
export const givenDevice = Effect.fnUntraced(function* ({ name, settings, defaults }: DevicePlan) {
  const attempt = <A>(operation: () => Promise<A>) => Effect.tryPromise({ try: operation, catch: trouble(name) })
  const control = yield* attempt(() => findDevice({ name }))
  const device = new ExternalDevice(control, defaults)
  yield* Effect.acquireRelease(
    attempt(() => device.configure({ ...settings, replacePeers: true })),
    () => Effect.ignore(attempt(() => device.configure({ replacePeers: true }))),
  )
  const mesh: MeshDevice = { device, about: [control.name], noticed: Stream.never, ended: Effect.never }
  return mesh
})

const controlOf = (name: string, wg: WgProcess): DeviceControl => ({
  name,
  get: () => wg.get(),
  set: async (change) => {
    const errno = await wg.set(change)
    if (errno !== OK) throw new Error(`${name}: ${errnoName(errno)}`)
  },
})

const aboutOwn = ({ port, cipher, lacks }: Ready): readonly string[] => [`UDP port ${port}, ${cipher}`, ...lacks]
