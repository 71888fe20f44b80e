/** How our device begins, holds out and ends: cleanly, and with a word about what is wrong. */
import { existsSync } from "node:fs"
import { withstandsFloods } from "./flood.ts"
import { startOnce } from "./start_once.ts"
import { TunnelPair, wg } from "./tunnel_pair.ts"

export interface Ending {
  readonly title: string
  readonly run: () => Promise<string | undefined>
}

export const ENDINGS: readonly Ending[] = [
  { title: "SIGTERM ends it well, and leaves neither interface nor socket", run: () => told("SIGTERM") },
  { title: "so does Ctrl-C", run: () => told("SIGINT") },
  { title: "an interface that somebody deletes ends it with a word", run: deleted },
  { title: "a port that is taken, and a name that is, are told", run: taken },
  { title: "a file that is wrong is told with its line", run: wrong },
  { title: "floods of 50,000 handshakes a second, garbage and with a right mac1", run: withstandsFloods },
]

async function told(signal: "SIGTERM" | "SIGINT"): Promise<string | undefined> {
  const pair = await TunnelPair.build({ a: "meshfold", b: "wireguard-go" })
  try {
    if (!await pair.carries("a", 100)) return "it carried nothing"
    const code = await pair.a.stop(signal)
    const links = pair.a.run("ip", "link")
    if (links.includes(pair.a.device)) return "the interface is still there"
    if (existsSync(`/var/run/wireguard/${pair.a.device}.sock`)) return "the socket is still there"
    return code === 0 ? undefined : `its exit code is ${code}: ${pair.a.said}`
  } finally {
    await pair.close()
  }
}

async function deleted(): Promise<string | undefined> {
  const pair = await TunnelPair.build({ a: "meshfold", b: "wireguard-go" })
  try {
    const ended = pair.a.ended()
    pair.a.run("ip", "link", "del", pair.a.device)
    const code = await ended
    return code === 2 && /was deleted/.test(pair.a.said) ? undefined : `exit code ${code}: ${pair.a.said}`
  } finally {
    await pair.close()
  }
}

async function taken(): Promise<string | undefined> {
  const pair = await TunnelPair.build({ a: "meshfold", b: "wireguard-go" })
  try {
    const config = `[Interface]\nPrivateKey = ${wg("genkey")}\nListenPort = 51820\n`
    const port = startOnce("wother", config)
    if (port.status !== 2 || !/51820.*EADDRINUSE/.test(port.stderr)) return `port: ${port.status}: ${port.stderr}`
    if (pair.a.run("ip", "link").includes("wother")) return "a port that is taken leaves an interface"
    const name = startOnce(pair.a.device, config.replace("51820", "51821"))
    return name.status === 2 && name.stderr.includes(pair.a.device) ? undefined : `name: ${name.status}: ${name.stderr}`
  } finally {
    await pair.close()
  }
}

function wrong(): Promise<string | undefined> {
  const { status, stderr } = startOnce("wrong", "[Interface]\nPrivateKey = oops\n", [])
  const isTold = status === 2 && /wrong\.conf:2:\d+: /.test(stderr) && !stderr.includes("oops")
  return Promise.resolve(isTold ? undefined : `exit code ${status}: ${stderr}`)
}
