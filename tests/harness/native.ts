/** Where tests that make system calls can run, as a reason why not, or false. */
import { isInSandbox } from "../../src/adapters/netns/sandbox.ts"

const haveCalls = typeof Deno !== "undefined" && Deno.build.os === "linux" &&
  Deno.permissions.querySync({ name: "ffi" }).state === "granted"

/** Of tests that need no more than the C library. */
export const withoutCalls: string | false = haveCalls ? false : "needs Deno on Linux and --allow-ffi"

/** Of tests that change networks. */
export const outsideSandbox: string | false = isInSandbox() ? false : "needs a sandbox: see test:kernel"
