/**
 * What must hold in every run, whatever its scenario: checked while it runs, by looking at results and never by doing
 * the work a second time.
 */
import type { Event } from "../domain/mesh/event.ts"
import { evolve, initial } from "../domain/mesh/evolve.ts"
import type { MeshState } from "../domain/mesh/state.ts"
import type { Deadline } from "../domain/net/deadline.ts"
import type { Instant } from "../domain/net/instant.ts"
import { innerFamily, innerSource, sourceOffset } from "../domain/net/inner_packet.ts"
import { MARKER } from "./echo.ts"
import type { RunLog } from "./run_log.ts"

/** Comparing whole states costs time; beyond this many peers it is done for every so many events. */
const ALWAYS_COMPARED = 64
const SELDOM = 256

/** Folds a node's log on its own and holds it against the state that the node lives by. */
export class FoldCheck {
  #folded: MeshState = initial
  #events = 0

  add(event: Event): void {
    this.#folded = evolve(this.#folded, event)
    this.#events++
  }

  verify(node: string, live: MeshState, log: RunLog, now: Instant): void {
    const isDue = live.peers.length <= ALWAYS_COMPARED || this.#events % SELDOM === 0
    if (isDue && !equal(this.#folded, live)) log.violated("fold", `the log of ${node} does not fold to its state`, now)
  }
}

/** After every step the next deadline lies in the future. */
export function checkDeadline(node: string, deadline: Deadline, log: RunLog, now: Instant): void {
  if (deadline.at <= now) log.violated("deadline", `${node} wants to be woken in the past (${deadline.reason})`, now)
}

/** What is delivered as a peer's comes from the mesh address of that peer, given as its octets. */
export function checkDelivery(
  packet: Uint8Array,
  { node, peer }: { readonly node: string; readonly peer: Uint8Array | undefined },
  log: RunLog,
  now: Instant,
): void {
  const start = sourceOffset("v6")
  if (innerFamily(packet) === "v6" && peer?.every((octet, i) => packet[start + i] === octet)) return
  const source = innerSource(packet) ?? "nowhere"
  log.violated("allowed-ips", `${node} was delivered a packet from ${source} that is not its peer's`, now)
}

/** Nothing that the hosts said to each other can be read on the wire. */
export function checkCiphertext(node: string, datagram: Uint8Array, log: RunLog, now: Instant): void {
  const last = datagram.length - MARKER.length
  for (let start = datagram.indexOf(MARKER[0] ?? 0); start >= 0 && start <= last;) {
    if (MARKER.every((byte, i) => datagram[start + i] === byte)) {
      return log.violated("plaintext", `${node} sent what it was to seal`, now)
    }
    start = datagram.indexOf(MARKER[0] ?? 0, start + 1)
  }
}

interface Bounded {
  readonly name: string
  readonly size: number
  readonly capacity: number
}

/** Tables of routers and firewalls stay within their size. */
export function checkTables(tables: Iterable<Bounded>, log: RunLog, now: Instant): void {
  for (const { name, size, capacity } of tables) {
    if (size > capacity) log.violated("table", `${name} remembers ${size} conversations of at most ${capacity}`, now)
  }
}

/** Deep equality of plain values. */
function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (!isContainer(a) || !isContainer(b)) return false
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && equal(a[key], b[key]))
}

const isContainer = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null
