/**
 * A link between the two ends that takes its time, each way its own: frames end in a namespace between the two and are
 * carried on from there, by this thread. What goes by is kept in the order in which it came.
 */
import type { Step } from "../../../../src/adapters/netns/step.ts"
import { Wire } from "../../../../src/adapters/netns/wire.ts"
import { OUTER, type Side } from "../tunnel_pair.ts"
import { readDatagram, type Seen } from "./capture.ts"

export const WITH_HUB: readonly Step[] = [
  ...["a", "b", "hub"].map((name): Step => ({ tool: "ip", line: `netns add ${name}` })),
  ...(["a", "b"] as const).flatMap((namespace): readonly Step[] => [
    { tool: "ip", line: `link add eth0 netns ${namespace} type veth peer name ${namespace} netns hub` },
    { tool: "ip", namespace, line: `addr add ${OUTER[namespace]}/24 dev eth0` },
    { tool: "ip", namespace, line: "link set lo up" },
    { tool: "ip", namespace, line: "link set eth0 up" },
    { tool: "ip", namespace: "hub", line: `link set dev ${namespace} up` },
  ]),
]

export class DelayedLink implements Disposable {
  readonly #wires = { a: new Wire({ namespace: "hub", device: "a" }), b: new Wire({ namespace: "hub", device: "b" }) }
  readonly #underway: { readonly at: number; readonly to: Side; readonly frame: Uint8Array }[] = []
  readonly #timer = setInterval(() => this.#carry(), 1)
  #seen: Seen[] = []
  /** Milliseconds, by who sends. */
  delayMs: Readonly<Record<Side, number>> = { a: 0, b: 0 }

  /** All UDP since the last time, as it came in. */
  take(): readonly Seen[] {
    const seen = this.#seen
    this.#seen = []
    return seen
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer)
    for (const wire of Object.values(this.#wires)) wire.close()
  }

  #carry(): void {
    const now = performance.now()
    for (const [from, to] of [["a", "b"], ["b", "a"]] as const) {
      for (let frame = this.#wires[from].receive(); frame !== undefined; frame = this.#wires[from].receive()) {
        const one = readDatagram(frame, from)
        if (one !== undefined) this.#seen.push(one)
        this.#underway.push({ at: now + this.delayMs[from], to, frame })
      }
    }
    const due = this.#underway.filter(({ at }) => at <= now)
    for (const one of due) {
      this.#wires[one.to].send(one.frame)
      this.#underway.splice(this.#underway.indexOf(one), 1)
    }
  }
}
