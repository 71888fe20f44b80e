/**
 * The network links of this host as Linux tells of them under /sys/class/net: enough to find the one that a node's mesh
 * address is derived from.
 */
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Result from "effect/Result"
import { parseHardwareAddress } from "../../domain/mesh/hardware_address.ts"
import type { Link } from "../../domain/mesh/hardware_address.ts"

/** ARPHRD_ETHER, as the file `type` has it. */
const ETHER = "1"

/** All links; fails where there is no such folder, on other systems than Linux. */
export const readLinks = Effect.fnUntraced(function* (folder: string = "/sys/class/net") {
  const files = yield* FileSystem.FileSystem
  const names = yield* files.readDirectory(folder)
  const read = (name: string, file: string) =>
    files.readFileString(`${folder}/${name}/${file}`).pipe(
      Effect.map((text) => text.trim()),
      Effect.orElseSucceed(() => ""),
    )
  return yield* Effect.forEach([...names].sort(), (name) =>
    Effect.gen(function* () {
      const hardwareAddress = parseHardwareAddress(yield* read(name, "address"))
      const isHardware = yield* files.exists(`${folder}/${name}/device`)
      const link: Link = {
        name,
        type: (yield* read(name, "type")) === ETHER ? "ether" : "other",
        kind: isHardware ? "" : kindIn(yield* read(name, "uevent")),
        hardwareAddress: Result.isSuccess(hardwareAddress) ? hardwareAddress.success : new Uint8Array(0),
      }
      return link
    }))
})

/** `DEVTYPE=bridge`; virtual links that say nothing, such as veth, are only known not to be hardware. */
const kindIn = (uevent: string): string => /^DEVTYPE=(.+)$/m.exec(uevent)?.[1] ?? "virtual"
