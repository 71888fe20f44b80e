/** What a tunnel has to do where one end is a real kernel's: what it has to do with anybody, and what is the kernel's own. */
import process from "node:process"
import { mkdirSync, writeFileSync } from "node:fs"
import { UapiClient } from "../../src/adapters/uapi/uapi_client.ts"
import { WgTool } from "../../src/adapters/uapi/wg_tool/wg_tool.ts"
import { CASES } from "../kernel/wireguard/cases.ts"
import { drive, type DrivenEnd } from "../kernel/wireguard/driving.ts"
import { type Implementation, TunnelEnd } from "../kernel/wireguard/tunnel_end.ts"
import { TunnelPair } from "../kernel/wireguard/tunnel_pair.ts"
import { watch } from "../kernel/wireguard/watching.ts"
import { KERNEL_CASES } from "./kernel_cases.ts"
import { IN_GUEST, KERNEL_UNDERLAY, KernelEnd } from "./kernel_end.ts"
import { IP, type KernelImage } from "./kernel_image.ts"

/** True if all cases hold. */
export async function runKernelCases(image: KernelImage): Promise<boolean> {
  let failed = 0
  const tell = (title: string, trouble: string | undefined): void => {
    if (trouble !== undefined) failed++
    console.log(`${trouble === undefined ? "ok  " : "FAIL"} ${title}${trouble === undefined ? "" : `: ${trouble}`}`)
  }
  console.log(`Linux ${image.version}`)
  await withKernel(image, "wireguard-go", async (pair) => {
    const [go, kernel] = [goEnd(pair), kernelEnd(pair)]
    tell("the adapter drives wireguard-go by UAPI, and the kernel by wg", await drive(pair, go, kernel))
    tell("and with their parts exchanged", await drive(pair, kernel, go))
  })
  await withKernel(image, "meshfold", async (pair) => {
    tell("wg-watch tells what goes through the kernel", await watch(pair, "b", { PATH: pathToGuest() }))
    for (const { title, run } of [...CASES, ...KERNEL_CASES]) tell(`meshfold - kernel: ${title}`, await run(pair))
  })
  return failed === 0
}

const goEnd = ({ a }: TunnelPair): DrivenEnd => ({ side: "a", control: new UapiClient({ name: a.device }) })

const kernelEnd = ({ b }: TunnelPair): DrivenEnd => ({
  side: "b",
  control: new WgTool({ name: b.device, command: [IN_GUEST, "wg"] }),
  take: (port) => {
    b.run(
      "sh",
      "-c",
      `${IP} link add taken type wireguard && wg set taken listen-port ${port} && ${IP} link set taken up`,
    )
    return { [Symbol.dispose]: () => void b.run(IP, "link", "del", "taken") }
  },
})

/** Where `wg` is the machine's. */
function pathToGuest(): string {
  mkdirSync("/run/guest", { recursive: true })
  writeFileSync("/run/guest/wg", `#!/bin/sh\nexec ${IN_GUEST} wg "$@"\n`, { mode: 0o755 })
  return `/run/guest:${process.env["PATH"] ?? ""}`
}

async function withKernel(
  image: KernelImage,
  a: Implementation,
  run: (pair: TunnelPair) => Promise<void>,
): Promise<void> {
  const pair = await TunnelPair.build({
    a,
    b: "kernel",
    underlay: KERNEL_UNDERLAY,
    start: (plan) => plan.implementation === "kernel" ? KernelEnd.boot(image, plan) : TunnelEnd.start(plan),
  })
  try {
    await run(pair)
  } finally {
    await pair.close()
  }
}
