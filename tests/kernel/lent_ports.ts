/**
 * The kernel's random ports for the model, and others where the kernel's are none: if a packet came out with a port that
 * its sender was lent before. So a draw in the place of anything else shows as a difference. Of a packet that came out
 * nowhere, the port is the one that its sender has next.
 */
import { kernelLuck } from "../../src/sim/lab/kernel_luck.ts"
import type { Outcome } from "../../src/sim/lab/outcome.ts"
import { chooserOf, ifAllowed } from "../../src/sim/netfilter/port_choice.ts"
import { Rng } from "../../src/sim/rng.ts"
import { addressesOf } from "../../src/sim/scenario/networks.ts"
import type { Luck } from "../../src/sim/world/boxes.ts"
import type { Script } from "./script.ts"

export function lentPorts(script: Script, seen: readonly Outcome[]): (probe: () => number) => Luck {
  const asSeen = kernelLuck(script.file, seen)
  const rng = Rng.seeded(1)
  return (probe) => (router) => {
    const otherwise = chooserOf(rng.split(router))
    const history = new History(script, seen, router)
    return (request) => {
      const now = asSeen(probe)(router)(request)
      if (now === undefined && history.isHidden(probe())) {
        return ifAllowed(history.next(probe()), request) ?? otherwise(request)
      }
      const isOld = request.last - request.first >= MANY && !isRandom(script, router) &&
        history.before(probe()).includes(now)
      return now === undefined || isOld ? otherwise(request) : now
    }
  }
}

/** So many that nothing is drawn twice. */
const MANY = 1_000

const isRandom = ({ file }: Script, router: string): boolean =>
  file.routers?.[router]?.linux?.nat?.endsWith("random") === true

/** What senders looked like from one router on. */
class History {
  readonly #script: Script
  readonly #ports: readonly (number | undefined)[]

  constructor(script: Script, seen: readonly Outcome[], router: string) {
    this.#script = script
    const own = addressesOf(script.file.routers?.[router]?.outside ?? [])
    this.#ports = seen.map(({ crossings }) => crossings.find(({ source }) => own.includes(source.address))?.source.port)
  }

  /** Whether it came out nowhere. */
  isHidden = (number: number): boolean => this.#ports[number] === undefined

  before = (number: number): readonly (number | undefined)[] =>
    this.#ports.filter((_, i) => i < number && this.#isSameSender(i, number))

  next = (number: number): number | undefined =>
    this.#ports.find((port, i) => i > number && port !== undefined && this.#isSameSender(i, number))

  #isSameSender(i: number, number: number): boolean {
    const { probes } = this.#script.schedule
    const [one, other] = [probes[i], probes[number]]
    return one?.from === other?.from && one?.port === other?.port
  }
}
