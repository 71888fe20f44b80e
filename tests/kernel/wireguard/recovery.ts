/** What cases of trouble ask of a tunnel: that it carries again, and what our side a has told meanwhile. */
import { type Family, type Side, sleep, type TunnelPair } from "./tunnel_pair.ts"

/** Both ways, without anybody's help, though a lost handshake is only tried again after five seconds. */
export async function recovers(pair: TunnelPair, families: readonly Family[] = ["v4"]): Promise<string | undefined> {
  for (const family of families) {
    for (const side of ["a", "b"] as const) {
      if (!await carriesAgain(pair, side, 100, family)) return `nothing comes from ${side} over ${family} any more`
    }
  }
  return undefined
}

export function carriesAgain(pair: TunnelPair, from: Side, length: number, family: Family = "v4"): Promise<boolean> {
  return until(() => pair.carries(from, length, family, 300))
}

/** So many datagrams that cannot arrive. */
export async function knocks(pair: TunnelPair, from: Side, length = 100): Promise<string | undefined> {
  for (let i = 0; i < 20; i++) if (await pair.carries(from, length, "v4", 10)) return `what came from ${from} arrived`
  return undefined
}

/** undefined once our side has told this; it is told once. */
export async function tells(pair: TunnelPair, words: RegExp): Promise<string | undefined> {
  const count = (): number => pair.a.said.split("\n").filter((line) => words.test(line)).length
  if (!await until(() => count() > 0)) return `it did not tell ${words}, but ${pair.a.said}`
  return count() === 1 ? undefined : `it told ${words} ${count()} times`
}

export async function until(condition: () => boolean | Promise<boolean>): Promise<boolean> {
  for (const end = performance.now() + PATIENCE_MS; performance.now() < end; await sleep(20)) {
    if (await condition()) return true
  }
  return false
}

/** The first that is wrong. */
export async function allWell(...checks: readonly (() => Promise<string | undefined>)[]): Promise<string | undefined> {
  for (const check of checks) {
    const trouble = await check()
    if (trouble !== undefined) return trouble
  }
  return undefined
}

const PATIENCE_MS = 30_000
