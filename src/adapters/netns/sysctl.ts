/** Settings of a network namespace: files below /proc/sys/net, which show the namespace of the thread that opens them. */
import { cString, libc, must } from "../linux/libc.ts"
import { inNamespace } from "./namespace.ts"
import type { SysctlStep } from "./step.ts"

export function writeSysctl({ namespace, key, value }: SysctlStep): void {
  const path = sysctlPath(key)
  const purpose = `write ${path} in "${namespace}"`
  const bytes = new TextEncoder().encode(`${value}\n`)
  inNamespace(namespace, () => {
    const file = must(libc().open(cString(path), O_WRONLY | O_CLOEXEC, 0), "open", purpose)
    try {
      must(libc().write(file, bytes, bytes.length), "write", purpose)
    } finally {
      libc().close(file)
    }
  })
}

/**
 * As sysctl(8) has it: the first separator, a dot or a slash, is the separator of all, and the other one then stands for
 * a dot within a name, `net.ipv4.conf.eth0/7.forwarding`. Only what belongs to a network namespace may be written.
 */
export function sysctlPath(key: string): string {
  const isDotted = /[./]/.exec(key)?.[0] === "."
  const parts = isDotted ? key.split(".").map((part) => part.replaceAll("/", ".")) : key.split("/")
  const isOdd = parts.length < 2 || parts.some((part) => part === "" || /^\.+$/.test(part))
  if (parts[0] !== "net" || isOdd) throw new Error(`"${key}" is not a setting of the network`)
  return `/proc/sys/${parts.join("/")}`
}

const O_WRONLY = 1
const O_CLOEXEC = 0o2000000
