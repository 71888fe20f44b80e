/** wg-quick files and changes for tests, with keys that are made up. */
import { execFileSync } from "node:child_process"
import type { DeviceChange } from "../../src/adapters/uapi/device_change.ts"
import { SecretKey } from "../../src/domain/wireguard/secret_key.ts"

export const KEY = Buffer.alloc(32, 7).toString("base64")

/** An interface with a key, on any port, and no peers. */
export const ALONE: DeviceChange = {
  privateKey: new SecretKey(new Uint8Array(32).fill(7)),
  listenPort: 0,
  fwmark: 0,
  replacePeers: true,
  peers: [],
}

/** Names of this namespace's interfaces. */
export const links = (): readonly string[] =>
  execFileSync("ip", ["-brief", "link"], { encoding: "utf8" }).split("\n").map((line) => line.split(/[ @]/)[0] ?? "")
