/** `deno task bench:dataplane`: our device beside wireguard-go and the bare link, in turns, on this machine's kernel. */
import { execFileSync } from "node:child_process"
import process from "node:process"
import { parseArgs } from "node:util"
import { againInSandbox } from "../../src/adapters/netns/again.ts"
import { isInSandbox } from "../../src/adapters/netns/sandbox.ts"
import { sandboxTroubles } from "../../src/adapters/netns/sandbox_troubles.ts"
import { columns } from "../../src/report/columns.ts"
import { callTable } from "./calls.ts"
import { type Contender, start } from "./contender.ts"
import { type Figures, type Measure, measure, median } from "./measures.ts"

const HELP = `Usage: deno task bench:dataplane [--wireguard-go PATH] [--rounds 3] [--seconds 2] [--peers 1000]

Calls out of JavaScript; then TCP and UDP by iperf3, ping, CPU, memory, and the time from the start of one end to its
first packet, of our device beside wireguard-go and the bare link.
Linux, root, and the packages iperf3, iputils-ping, wireguard-tools and wireguard-go.`

const { values } = parseArgs({
  options: {
    "wireguard-go": { type: "string", default: "wireguard-go" },
    rounds: { type: "string", default: "3" },
    seconds: { type: "string", default: "2" },
    peers: { type: "string", default: "1000" },
    help: { type: "boolean", short: "h", default: false },
  },
})

async function main(): Promise<number> {
  if (values.help) return say(HELP)
  if (isInSandbox()) return await compare()
  const troubles = sandboxTroubles()
  return troubles.length === 0 ? await againInSandbox() : say(troubles.join("\n"), 1)
}

async function compare(): Promise<number> {
  const wireguardGo = values["wireguard-go"]
  const version = execFileSync(wireguardGo, ["--version"], { encoding: "utf8" }).split("\n")[0]
  say(callTable())
  say(`rival: ${version}; ${values.peers} peers; ${values.rounds} rounds in turns, ${values.seconds} s each; medians`)
  const contenders: readonly Contender[] = [
    { name: "bare link", tunnel: undefined },
    { name: "wireguard-go", tunnel: { implementation: "wireguard-go", variant: { wireguardGo } } },
    {
      name: "meshfold, libcrypto",
      tunnel: { implementation: "meshfold", variant: { flags: ["--cipher", "libcrypto"] } },
    },
    { name: "meshfold, wasm", tunnel: { implementation: "meshfold", variant: { flags: ["--cipher", "wasm"] } } },
  ]
  const all = new Map<string, Figures[]>(contenders.map(({ name }) => [name, []]))
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const contender of contenders) {
      const running = await start(contender, Number(values.peers))
      try {
        all.get(contender.name)?.push(await measure(running, Number(values.seconds)))
      } finally {
        await running.close()
      }
    }
  }
  return say(table(all).join("\n"))
}

function table(all: ReadonlyMap<string, readonly Figures[]>): readonly string[] {
  const rivals = all.get("wireguard-go") ?? []
  const head = ["", ...MEASURES.map(([, title]) => title)]
  const rows = [...all].flatMap(([name, figures]) => [
    [name, ...MEASURES.map(([key, , digits]) => median(figures.map((one) => one[key])).toFixed(digits))],
    ["  of wireguard-go's", ...MEASURES.map(([key]) => ratio(figures, rivals, key))],
  ])
  return columns([head, ...rows], "  ")
}

/** The median over the rounds, since the machine may change between them. */
const ratio = (figures: readonly Figures[], rivals: readonly Figures[], key: Measure): string =>
  median(figures.map((one, i) => one[key] / (rivals[i]?.[key] ?? Number.NaN))).toFixed(2)

const MEASURES: readonly (readonly [Measure, string, number])[] = [
  ["out", "TCP Gbit/s", 2],
  ["back", "back", 2],
  ["out8", "8 streams", 2],
  ["back8", "back", 2],
  ["udp", "UDP", 2],
  ["firstPing", "first pings ms", 3],
  ["ping", "pings ms", 3],
  ["cpu", "CPU s/GB", 1],
  ["memory", "MB", 0],
  ["ownMemory", "own MB", 0],
  ["readyMs", "ready ms", 0],
]

function say(text: string, code = 0): number {
  console.log(text)
  return code
}

process.exitCode = await main()
