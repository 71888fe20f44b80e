/**
 * An end of a tunnel that is the WireGuard of another kernel, in a machine of its own. The machine stands between two
 * namespaces: one wire leads to the other end's, and is the tunnel's underlay; the other leads to this end's own, whose
 * packets it routes into its tunnel and out of it. So what speaks and listens at this end is this end's namespace, as it
 * is with any other implementation.
 */
import { execFileSync, spawn } from "node:child_process"
import { writeFileSync } from "node:fs"
import { performSteps } from "../../src/adapters/netns/perform.ts"
import type { Step } from "../../src/adapters/netns/step.ts"
import { type EndPlan, TunnelEnd } from "../kernel/wireguard/tunnel_end.ts"
import { OUTER, sleep } from "../kernel/wireguard/tunnel_pair.ts"
import { CONTROL_PORT, GUEST_ADDRESS, IP, type KernelImage } from "./kernel_image.ts"

/** Runs a command in the machine, with what comes in. Everything that it is given and says goes in base64. */
export const IN_GUEST = "/run/in-guest"

export class KernelEnd extends TunnelEnd {
  static async boot(image: KernelImage, plan: EndPlan): Promise<KernelEnd> {
    const end = new KernelEnd(plan)
    writeFileSync(IN_GUEST, SCRIPT, { mode: 0o755 })
    end.process = spawn("ip", ["netns", "exec", "a", "qemu-system-x86_64", ...machine(image, end.device)], {
      stdio: ["ignore", "pipe", "pipe"],
    })
    end.process.stdout?.on("data", (data) => end.said += String(data))
    end.process.stderr?.on("data", (data) => end.said += String(data))
    await end.#booted()
    const [v4 = "", v6 = ""] = plan.addresses.map((address) => address.replace(/\/.*/, ""))
    performSteps(inside(end, v4, v6))
    end.run("sh", "-c", guestScript(end.device, v4, v6))
    execFileSync(IN_GUEST, ["wg", "setconf", end.device, "/dev/stdin"], { input: plan.config })
    return end
  }

  override run(command: string, ...args: readonly string[]): string {
    return execFileSync(IN_GUEST, [command, ...args], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] })
  }

  async #booted(): Promise<void> {
    for (const until = performance.now() + BOOT_MS; performance.now() < until; await sleep(200)) {
      if (this.process?.exitCode !== null) break
      try {
        this.run("true")
        return
      } catch {
        // Its shell does not listen yet.
      }
    }
    throw new Error(`the machine did not start: ${this.said.slice(-2_000)}`)
  }
}

/** Both wires begin where the machine does; the second one's end is moved once it is there. */
export const KERNEL_UNDERLAY: readonly Step[] = [
  { tool: "ip", line: "netns add a" },
  { tool: "ip", line: "netns add b" },
  { tool: "ip", namespace: "a", line: "tuntap add eth0 mode tap" },
  { tool: "ip", namespace: "a", line: "tuntap add wb mode tap" },
  { tool: "ip", namespace: "a", line: `addr add ${OUTER.a}/24 dev eth0` },
  { tool: "ip", namespace: "a", line: "link set lo up" },
  { tool: "ip", namespace: "b", line: "link set lo up" },
  { tool: "ip", namespace: "a", line: "link set eth0 up" },
]

function inside({ name: namespace, device }: KernelEnd, v4: string, v6: string): readonly Step[] {
  const lines = [
    `link set ${device} mtu 1420 up`,
    `addr add ${v4}/32 dev ${device}`,
    `addr add ${v6}/128 dev ${device} nodad`,
    `addr add ${LINK.v6.host}/64 dev ${device} nodad`,
    `route add ${LINK.v4}/32 dev ${device}`,
    `route add 10.80.0.0/24 via ${LINK.v4} dev ${device} src ${v4}`,
    `route add fd80::/64 via ${LINK.v6.guest} dev ${device} src ${v6}`,
  ]
  return [
    { tool: "ip", namespace: "a", line: `link set ${device} netns ${namespace}` },
    ...lines.map((line) => ({ tool: "ip", namespace, line }) as const),
  ]
}

const guestScript = (device: string, v4: string, v6: string): string => `
set -e
echo 1 > /proc/sys/net/ipv4/ip_forward
echo 1 > /proc/sys/net/ipv6/conf/all/forwarding
${IP} addr add ${LINK.v4}/32 dev eth1
${IP} addr add ${LINK.v6.guest}/64 dev eth1 nodad
${IP} link set eth1 up
${IP} route add ${v4}/32 dev eth1
${IP} -6 route add ${v6}/128 dev eth1
${IP} link add ${device} type wireguard
${IP} link set ${device} mtu 1420 up
${IP} route add 10.80.0.0/24 dev ${device}
${IP} -6 route add fd80::/64 dev ${device}
`

/** Without KVM: it takes about five seconds to start, and works on any machine. */
const machine = ({ kernel, initrd }: KernelImage, device: string): readonly string[] => [
  ...["-machine", "accel=tcg", "-cpu", "max", "-m", "384", "-nographic", "-no-reboot"],
  ...["-kernel", kernel, "-initrd", initrd, "-append", "console=ttyS0 panic=1"],
  ...["eth0", device].flatMap((name, i) => [
    "-netdev",
    `tap,id=n${i},ifname=${name},script=no,downscript=no`,
    "-device",
    `virtio-net-pci,netdev=n${i},mac=52:54:00:00:00:0${i + 1}`,
  ]),
]

const SCRIPT = `#!/bin/sh
quoted=
for word in "$@"; do quoted="$quoted '$(printf %s "$word" | sed "s/'/'\\\\\\\\''/g")'"; done
answer=$({
  printf 'f=/tmp/$$; base64 -d > $f.in <<END\\n'
  base64
  printf 'END\\n%s < $f.in > $f.out 2> $f.err\\necho $?; base64 $f.out | tr -d "\\\\n"; echo; base64 $f.err | tr -d "\\\\n"; echo; rm $f.*\\n' "$quoted"
} | ip netns exec a busybox nc ${GUEST_ADDRESS} ${CONTROL_PORT}) || exit 255
{ read -r status; read -r out; read -r err; } <<END
$answer
END
printf %s "$out" | base64 -d
printf %s "$err" | base64 -d >&2
exit "\${status:-255}"
`

const LINK = { v4: "10.81.0.1", v6: { guest: "fd81::1", host: "fd81::2" } } as const
const BOOT_MS = 120_000
