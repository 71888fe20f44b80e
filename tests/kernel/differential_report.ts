/** Plays random scripts, and says how many agree; of the first that does not, the shortest that does not either. */
import process from "node:process"
import { type Progress, progressOn } from "../../src/commands/progress.ts"
import { disagreementText } from "./disagreement_text.ts"
import { runScripts, type Tally } from "./differential.ts"
import { type Disagreement, shrunk } from "./shrunk.ts"

export interface Wanted {
  readonly seed: number
  readonly numbers: readonly number[]
}

/** True if kernel and model agree on every datagram. */
export async function runDifferential({ seed, numbers }: Wanted): Promise<boolean> {
  console.log(`seed ${seed}: ${numbers.length} random scripts on the kernel and in the model`)
  const bar = newBar()
  const begin = performance.now()
  const tally = await runScripts({
    seed,
    numbers,
    onProgress: (done) => bar.show(done / numbers.length, `${done} of ${numbers.length} scripts`),
  })
  bar.clear()
  console.log(tallyText(tally, performance.now() - begin))
  const [first] = tally.disagreements
  if (first === undefined) return true
  await explain(seed, ...first)
  return false
}

function tallyText({ scripts, datagrams, voids, disagreements }: Tally, ms: number): string {
  const total = [...scripts.values()].reduce((sum, count) => sum + count, 0)
  const kinds = [...scripts].map(([kind, count]) => {
    const wrong = [...disagreements.values()].filter(({ script }) => script.kind === kind).length
    return `${wrong === 0 ? "ok  " : "FAIL"} ${kind.padEnd(14)} ${count - wrong} of ${count} scripts agree`
  })
  const late = voids === 0 ? "" : `; ${voids} runs were late, and made again`
  const sum = `${total - disagreements.size} of ${total} scripts agree, ${datagrams} datagrams, ${
    (ms / 1000).toFixed(0)
  } s${late}`
  return [...kinds, sum].join("\n")
}

async function explain(seed: number, number: number, found: Disagreement): Promise<void> {
  const bar = newBar()
  const { script, comparison } = await shrunk(found, (datagrams) => bar.show(0, `${datagrams} datagrams left`))
  bar.clear()
  console.log(`\nScript ${number}, made as short as it goes:\n\n${disagreementText(script, comparison)}`)
  console.log(`\nThe whole script again: deno task test:kernel --seed ${seed} --script ${number}`)
}

const newBar = (): Progress =>
  progressOn({
    isTerminal: process.stderr.isTTY && process.stdout.isTTY,
    write: (text) => void process.stderr.write(text),
    nowMs: () => performance.now(),
  })
