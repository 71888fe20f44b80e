/**
 * Doing something inside a network namespace that `ip netns add` has made. The thread enters it, and comes back before
 * anything else runs. A socket belongs to the namespace that it was opened in, wherever its thread is later.
 */
import { cString, libc, must } from "../linux/libc.ts"

const NAMESPACES = "/run/netns"

/**
 * `run` is not to wait for anything: what comes after that would not run inside. Calls may be nested. Should the thread
 * be unable to come back, the error says so, and the program is to end: all that it did then would go astray.
 */
export function inNamespace<T>(name: string, run: () => T): T {
  const purpose = `enter the namespace "${name}"`
  const home = openNamespace("/proc/thread-self/ns/net", purpose)
  try {
    const there = openNamespace(`${NAMESPACES}/${name}`, purpose)
    try {
      must(libc().setns(there, CLONE_NEWNET), "setns", purpose)
    } finally {
      libc().close(there)
    }
    try {
      return synchronous(run(), name)
    } finally {
      must(libc().setns(home, CLONE_NEWNET), "setns", `come back from the namespace "${name}"`)
    }
  } finally {
    libc().close(home)
  }
}

function openNamespace(path: string, purpose: string): number {
  return must(libc().open(cString(path), O_RDONLY | O_CLOEXEC, 0), "open", `${purpose} (${path})`)
}

function synchronous<T>(result: T, name: string): T {
  if (result instanceof Promise) throw new TypeError(`what runs in the namespace "${name}" must not wait for anything`)
  return result
}

const CLONE_NEWNET = 0x40000000
const O_RDONLY = 0
const O_CLOEXEC = 0o2000000
