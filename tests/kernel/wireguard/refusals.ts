/** Where our device cannot begin: it says what is missing and what to do, ends with 2, and leaves no interface. */
import { execFileSync } from "node:child_process"
import { readdirSync } from "node:fs"
import type { Ending } from "./endings.ts"
import { startOnce } from "./start_once.ts"
import { wg } from "./tunnel_pair.ts"

export const REFUSALS: readonly Ending[] = [
  { title: "where there is no /dev/net/tun it says how to get one", run: () => refused(WITHOUT_TUN, NO_TUN) },
  { title: "where that is another device, too", run: () => refused(WITH_NULL, ANOTHER_DEVICE) },
  { title: "without CAP_NET_ADMIN it says so", run: () => refused(WITHOUT_RIGHTS, NO_RIGHTS) },
  { title: "and does, if only the mark needs it", run: markRefused },
]

function refused(inside: readonly string[], words: RegExp, rest = ""): Promise<string | undefined> {
  const before = readdirSync(INTERFACES)
  const config = `[Interface]\nPrivateKey = ${wg("genkey")}\n${rest}`
  const { status, stderr } = startOnce("wno", config, inside)
  const left = readdirSync(INTERFACES).filter((name) => !before.includes(name))
  if (left.length > 0) return Promise.resolve(`it left ${left.join(", ")}`)
  const isTold = status === 2 && words.test(stderr) && stderr.startsWith("wno: ") && stderr.split("\n").length === 2
  return Promise.resolve(isTold ? undefined : `exit code ${status}: ${stderr}`)
}

/** Of a TUN that its user owns already, all that is missing is the right to mark packets. */
async function markRefused(): Promise<string | undefined> {
  execFileSync("ip", ["tuntap", "add", "dev", "wno", "mode", "tun", "user", "0"])
  try {
    return await refused(WITHOUT_RIGHTS, NO_MARK, "FwMark = 51820\n")
  } finally {
    execFileSync("ip", ["tuntap", "del", "dev", "wno", "mode", "tun"])
  }
}

const INTERFACES = "/sys/class/net"

const script = (preparation: string): readonly string[] => [
  "unshare",
  "--mount",
  "sh",
  "-c",
  `${preparation} && exec "$@"`,
  "sh",
]
const WITHOUT_TUN = script("mount -t tmpfs tmpfs /dev/net")
const NO_TUN = /\/dev\/net\/tun is not there: load the kernel module "tun", or give the container that device/
const WITH_NULL = script("mount --bind /dev/null /dev/net/tun")
const ANOTHER_DEVICE = /\/dev\/net\/tun is another device: give the container the real one/

/** As root in a container. */
const WITHOUT_RIGHTS = ["setpriv", "--bounding-set=-net_admin,-net_raw", "--inh-caps=-net_admin,-net_raw"]
const NO_RIGHTS = /making the interface "wno" needs root or CAP_NET_ADMIN/
const NO_MARK = /cannot mark what is sent \(FwMark needs CAP_NET_ADMIN\): setsockopt\(SO_MARK\) failed with EPERM/
