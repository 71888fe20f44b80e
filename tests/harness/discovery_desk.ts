/** Discovery services with clients that write down what they are told. */
import type { HarvestedEndpoint } from "../../src/domain/discovery/announcer.ts"
import { type Endpoint, formatEndpoint } from "../../src/domain/net/endpoint.ts"
import { after, type Duration, type Instant, instant, millis } from "../../src/domain/net/instant.ts"
import { type IpAddress, ipAddress } from "../../src/domain/net/ip_address.ts"
import { Discovery, type DiscoveryOptions } from "../../src/sim/discovery/discovery.ts"
import type { DiscoveryMessage, Update } from "../../src/sim/discovery/message.ts"
import type { ServiceProfile } from "../../src/sim/discovery/service.ts"
import { EventQueue } from "../../src/sim/queue.ts"
import { Rng } from "../../src/sim/rng.ts"
import { affiliate, nodeId } from "./mesh_facts.ts"

export const service = (name: string, change: Partial<ServiceProfile> = {}): ServiceProfile => ({
  name,
  latency: millis(20),
  isUp: true,
  redirect: undefined,
  ...change,
})

/** Times are in milliseconds. Node 1 is affiliate a, 2 is b, 3 is c. */
export class Desk {
  now = instant(0)
  readonly told: string[] = []
  /** Who said hello to which service. */
  readonly asked: string[] = []
  /** `NODE SERVICE` of those that cannot get there. */
  readonly unreachable = new Set<string>()
  /** All that clients published. */
  readonly updates: Update[] = []
  /** What a node does when it learns as whom it is seen. */
  onWelcome = (_node: number, _seenAs: readonly IpAddress[]): void => {}
  readonly services: Discovery
  readonly #queue = new EventQueue<DiscoveryMessage>()
  #isHello = false

  constructor(options: Partial<DiscoveryOptions> = {}) {
    this.services = new Discovery({
      services: [service("service")],
      used: ["service"],
      clusterId: "cluster",
      secret: new Uint8Array(32).fill(7),
      ...options,
    }, {
      schedule: (at, message) => {
        if (message.kind === "update") this.updates.push(message)
        this.#queue.push(at, message)
      },
      rngOf: (node) => Rng.seeded(node),
      seenAs: (node, name) => {
        if (this.#isHello) this.asked.push(`${node} ${name}`)
        return this.unreachable.has(`${node} ${name}`) ? undefined : [publicAddress(node)]
      },
      onWelcome: (node, seenAs, now) => {
        this.#note(now, `${node} is ${seenAs.join()}`)
        this.onWelcome(node, seenAs)
      },
      onNews: (node, source, { seen, gone }, now) => {
        const news = seen.map((one) => `${one.nodeId}${endpointsOf(one.kubespan?.endpoints ?? [])}`)
        this.#note(now, `${node} ${source} +${news.join()} -${gone.join()}`)
      },
    })
  }

  join(...nodes: readonly number[]): void {
    for (const node of nodes) this.services.connect(node, nodeId(letter(node)), this.now)
  }

  publish(node: number, endpoints: readonly string[] = [], harvest: readonly HarvestedEndpoint[] = []): void {
    this.services.publish(node, affiliate(letter(node), ...endpoints), harvest, this.now)
  }

  /** The nodes join and say who they are. */
  enter(...nodes: readonly number[]): void {
    this.join(...nodes)
    for (const node of nodes) this.publish(node)
  }

  advance(length: Duration): void {
    const end = after(this.now, length)
    while (this.#queue.nextAt <= end) {
      this.now = this.#queue.nextAt
      const message = this.#queue.pop()
      this.#isHello = message?.kind === "hello"
      if (message !== undefined) this.services.handle(message, this.now)
    }
    this.now = end
  }

  /** What was told since, without the times, as `NODE SOURCE +SEEN -GONE`. */
  newsOf(play: () => void): readonly string[] {
    this.told.length = 0
    play()
    return this.told.filter((one) => one.includes("+")).map((one) => one.slice(0, one.indexOf(" @")))
  }

  #note(now: Instant, text: string): void {
    this.told.push(`${text} @${now / 1000}`)
  }
}

const letter = (node: number): string => String.fromCharCode(96 + node)
const publicAddress = (node: number): IpAddress => ipAddress(`203.0.113.${node}`)
const endpointsOf = (list: readonly Endpoint[]): string =>
  list.length === 0 ? "" : `(${list.map(formatEndpoint).join(" ")})`
