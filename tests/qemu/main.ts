/**
 * `deno task test:qemu`: the WireGuard of a real kernel, which the host's own need not have, in QEMU: as a peer of our
 * device, and as a device that our adapter drives by `wg` inside the machine. With `--image FILE.deb` nothing is
 * downloaded.
 */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import process from "node:process"
import { inSandbox, isInSandbox } from "../../src/adapters/netns/sandbox.ts"
import { sandboxTroubles } from "../../src/adapters/netns/sandbox_troubles.ts"
import { imageTroubles, makeImage } from "./kernel_image.ts"
import { runKernelCases } from "./run_cases.ts"

if (isInSandbox()) {
  const [kernel = "", initrd = "", version = ""] = process.argv.slice(2)
  process.exitCode = await runKernelCases({ kernel, initrd, version }) ? 0 : 1
} else {
  process.exitCode = await outside()
}

async function outside(): Promise<number> {
  const troubles = [...sandboxTroubles(), ...imageTroubles()]
  if (troubles.length > 0) {
    console.error(troubles.join("\n"))
    return 2
  }
  const folder = mkdtempSync(join(tmpdir(), "meshfold-qemu-"))
  try {
    const deb = process.argv[2] === "--image" ? process.argv[3] : undefined
    const { kernel, initrd, version } = makeImage(folder, deb)
    const [, script = ""] = process.argv
    return await inSandbox(process.execPath, [
      "run",
      "--no-check",
      "--quiet",
      "--allow-all",
      script,
      kernel,
      initrd,
      version,
    ])
  } finally {
    rmSync(folder, { recursive: true })
  }
}
