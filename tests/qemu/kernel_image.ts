/**
 * Debian's cloud kernel with its WireGuard module, and a first file system with wg, ip and a shell for it: all that is
 * needed to have a real kernel's WireGuard where the host's own has none (spec/lab.md section 7). Everything is put into
 * a folder that the caller removes; nothing is installed.
 */
import { execFileSync, spawnSync } from "node:child_process"
import { copyFileSync, cpSync, mkdirSync, readdirSync, writeFileSync } from "node:fs"
import { basename, dirname, join } from "node:path"

export interface KernelImage {
  readonly kernel: string
  readonly initrd: string
  readonly version: string
}

/** In words, what is missing on this machine; each with the package that brings it. */
export function imageTroubles(): readonly string[] {
  const missing = TOOLS.filter(([tool]) => spawnSync("sh", ["-c", `command -v ${tool}`], QUIET).status !== 0)
  if (missing.length === 0) return []
  const packages = [...new Set(missing.map(([, name]) => name))].join(" ")
  return [
    `there is no ${missing.map(([tool]) => tool).join(", ")}: apt-get install --no-install-recommends ${packages}`,
  ]
}

/** Downloads the kernel, unless a file of its package is given. */
export function makeImage(folder: string, deb: string | undefined): KernelImage {
  const unpacked = join(folder, "kernel")
  run("dpkg-deb", "-x", deb ?? download(folder), unpacked)
  const [kernel = ""] = readdirSync(join(unpacked, "boot")).filter((name) => name.startsWith("vmlinuz-"))
  const version = kernel.replace("vmlinuz-", "")
  const root = join(folder, "root")
  for (const name of ["bin", "usr/bin", "dev", "modules", "proc", "run", "sys", "tmp"]) {
    mkdirSync(join(root, name), { recursive: true })
  }
  copyFileSync(which("busybox"), join(root, "bin/busybox"))
  for (const program of PROGRAMS) withLibraries(root, which(program))
  const modules = modulesOf(join(unpacked, "lib/modules", version))
  for (const path of modules) copyFileSync(path, join(root, "modules", basename(path)))
  writeFileSync(join(root, "init"), initScript(modules.map((path) => basename(path))), { mode: 0o755 })
  const initrd = join(folder, "initrd.gz")
  execFileSync("sh", ["-c", 'find . | cpio --quiet -o -H newc | gzip -1 > "$0"', initrd], { cwd: root })
  return { kernel: join(unpacked, "boot", kernel), initrd, version }
}

function download(folder: string): string {
  const depends = run("apt-cache", "depends", "linux-image-cloud-amd64")
  const name = /Depends: (linux-image-\S+)/.exec(depends)?.[1]
  if (name === undefined) throw new Error("apt knows no linux-image-cloud-amd64: apt-get update, on Debian for amd64")
  execFileSync("apt-get", ["-o", "APT::Sandbox::User=root", "download", name], {
    cwd: folder,
    stdio: ["ignore", "ignore", "inherit"],
  })
  return join(folder, readdirSync(folder).find((file) => file.endsWith(".deb")) ?? "")
}

/** Those that are needed, each behind those that it needs itself. */
function modulesOf(folder: string): readonly string[] {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => /\.ko(\.xz)?$/.test(path))
  const byName = new Map(files.map((path) => [nameOf(path), join(folder, path)]))
  const ordered = new Set<string>()
  const add = (name: string): void => {
    const path = byName.get(name)
    if (path === undefined) throw new Error(`the kernel has no module ${name}`)
    for (const needed of run("modinfo", "-F", "depends", path).trim().split(",").filter(Boolean)) add(asName(needed))
    ordered.add(path)
  }
  MODULES.forEach(add)
  return [...ordered]
}

const nameOf = (path: string): string => asName(basename(path).replace(/\.ko(\.xz)?$/, ""))
const asName = (text: string): string => text.replaceAll("-", "_")

function withLibraries(root: string, program: string): void {
  const libraries = [...run("ldd", program).matchAll(/(\/\S+) \(0x/g)].map(([, path = ""]) => path)
  for (const path of [program, ...libraries]) {
    const target = path === program ? join(root, "usr/bin", basename(program)) : join(root, path)
    mkdirSync(dirname(target), { recursive: true })
    cpSync(path, target, { dereference: true })
  }
}

/** A shell for each connection to its port, which only the namespace on the other end of the wire can reach. */
const initScript = (modules: readonly string[]): string =>
  `#!/bin/busybox sh
/bin/busybox --install -s /bin
export PATH=/usr/bin:/bin
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
ln -s /proc/self/fd/0 /dev/stdin
for module in ${modules.join(" ")}; do insmod /modules/$module; done
${IP} link set lo up
${IP} link set eth0 up
${IP} addr add ${GUEST_ADDRESS}/24 dev eth0
while true; do nc -ll -p ${CONTROL_PORT} -e /bin/sh; done
`

const which = (program: string): string => run("sh", "-c", `command -v ${program}`).trim()

const run = (command: string, ...args: readonly string[]): string => execFileSync(command, args, { encoding: "utf8" })

/** A shell of busybox takes its own for it where there is no path. */
export const IP = "/usr/bin/ip"
export const GUEST_ADDRESS = "10.9.0.2"
export const CONTROL_PORT = 2323

const QUIET = { stdio: "ignore" } as const
const PROGRAMS = ["wg", "ip"]
const MODULES = ["virtio_pci", "virtio_net", "wireguard"]
const TOOLS = [
  ["qemu-system-x86_64", "qemu-system-x86"],
  ["busybox", "busybox-static"],
  ["cpio", "cpio"],
  ["modinfo", "kmod"],
  ["ldd", "libc-bin"],
  ["dpkg-deb", "dpkg"],
  ["apt-get", "apt"],
  ["wg", "wireguard-tools"],
  ["wireguard-go", "wireguard-go"],
] as const
