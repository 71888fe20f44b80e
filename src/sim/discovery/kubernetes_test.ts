import assert from "node:assert/strict"
import { test } from "node:test"
import { affiliate } from "../../../tests/harness/mesh_facts.ts"
import type { Affiliate } from "../../domain/discovery/affiliate.ts"
import { formatEndpoint } from "../../domain/net/endpoint.ts"
import { after, type Duration, type Instant, instant, millis, minutes, seconds } from "../../domain/net/instant.ts"
import { prefix } from "../../domain/net/prefix.ts"
import { EventQueue } from "../queue.ts"
import { Kubernetes } from "./kubernetes.ts"

/** An API with nodes that write down what they are told, in milliseconds. Node 1 is affiliate a, 2 is b, 3 is c. */
class Desk {
  now = instant(0)
  readonly told: string[] = []
  readonly seen: Affiliate[] = []
  readonly unreachable = new Set<number>()
  readonly api: Kubernetes
  readonly #queue = new EventQueue<(now: Instant) => void>()

  constructor(isUp = true) {
    this.api = new Kubernetes({ latency: millis(20), isUp }, {
      later: (at, deed) => this.#queue.push(at, deed),
      canReach: (node) => !this.unreachable.has(node),
      onNews: (node, { seen, gone }, now) => {
        this.seen.push(...seen)
        const news = seen.map((one) => `${one.nodeId}${(one.kubespan?.endpoints ?? []).map(formatEndpoint).join()}`)
        this.told.push(`${node} +${news.join()} -${gone.join()} @${now / 1000}`)
      },
    })
  }

  join(...nodes: readonly number[]): void {
    for (const node of nodes) this.api.join(node, this.now)
  }

  publish(node: number, ...endpoints: readonly string[]): void {
    this.api.publish(node, affiliate(letter(node), ...endpoints), this.now)
  }

  advance(length: Duration): void {
    const end = after(this.now, length)
    while (this.#queue.nextAt <= end) {
      this.now = this.#queue.nextAt
      this.#queue.pop()?.(this.now)
    }
    this.now = end
  }

  /** What was told since. */
  toldOf(play: () => void): readonly string[] {
    this.told.length = 0
    play()
    return this.told.toSorted()
  }
}

const letter = (node: number): string => String.fromCharCode(96 + node)

test("what a node writes others hear two ways later, and who comes later lists what there is", () => {
  const desk = new Desk()
  desk.join(1, 2)
  desk.advance(millis(100))
  assert.deepEqual(
    desk.toldOf(() => {
      desk.publish(1)
      desk.advance(millis(100))
      desk.join(3)
      desk.advance(millis(100))
    }),
    ["2 +a - @140", "3 +a - @240"],
  )
})

test("a node does not hear of itself, and nobody hears of a node that wrote nothing", () => {
  const desk = new Desk()
  desk.join(1, 2)
  desk.publish(1)
  desk.advance(seconds(1))
  assert.deepEqual(desk.told, ["2 +a - @40"])
})

// Spec/kubespan.md 8.4: machine type from the role, names and OS from native Node fields, the rest from annotations.
test("others hear no more than a Node object and its annotations hold", () => {
  const desk = new Desk()
  desk.join(1, 2)
  const { kubespan, ...plain } = affiliate("a", "192.0.2.1:51820", "[2001:db8::1]:51820")
  assert.ok(kubespan)
  const additionalAddresses = [prefix("10.244.3.0/24")]
  const excludeAdvertisedNetworks = [prefix("192.168.0.0/16")]
  const said: Affiliate = {
    ...plain,
    hostname: "node-a.example",
    operatingSystem: "Talos (v1.14.0)",
    machineType: "init",
    controlPlane: { port: 6443 },
    kubespan: { ...kubespan, additionalAddresses, excludeAdvertisedNetworks },
  }
  desk.api.publish(1, said, desk.now)
  desk.advance(seconds(1))
  assert.deepEqual(desk.seen, [{ ...said, machineType: "controlplane" }], "a Node is a control plane or it is not")
  desk.api.publish(1, plain, desk.now)
  desk.advance(seconds(1))
  assert.deepEqual(desk.seen[1], { ...plain, machineType: "worker" })
})

test("of several writes the newest counts", () => {
  const desk = new Desk()
  desk.join(1, 2)
  desk.publish(1, "192.0.2.1:51820")
  desk.publish(1, "192.0.2.2:51820")
  desk.advance(seconds(1))
  assert.deepEqual(desk.told, ["2 +a192.0.2.2:51820 - @40"])
})

test("an endpoint that is no longer written is no longer told", () => {
  const desk = new Desk()
  desk.join(1, 2)
  desk.publish(1, "192.0.2.1:51820")
  desk.advance(seconds(1))
  desk.publish(1, "192.0.2.2:51820")
  desk.advance(minutes(90))
  assert.deepEqual(desk.told.map((one) => one.split(" -")[0]), ["2 +a192.0.2.1:51820", "2 +a192.0.2.2:51820"])
})

test("while the API is out writers try every five seconds, and the newest is what they write", () => {
  const desk = new Desk(false)
  desk.join(1, 2)
  desk.publish(1, "192.0.2.1:51820")
  desk.advance(seconds(12))
  desk.publish(1, "192.0.2.2:51820")
  desk.advance(seconds(6))
  assert.deepEqual(desk.told, [])
  desk.api.goUp(desk.now)
  // Tried at 12.02, 17.02 and 22.02 s.
  desk.advance(seconds(30))
  assert.deepEqual(desk.told, ["2 +a192.0.2.2:51820 - @22040"])
})

test("what was written while nobody could read is listed when the API is back", () => {
  const desk = new Desk()
  desk.join(1, 2)
  desk.publish(1)
  desk.publish(2)
  desk.advance(seconds(1))
  assert.deepEqual(
    desk.toldOf(() => {
      desk.api.goDown()
      desk.join(3)
      desk.advance(minutes(5))
    }),
    [],
  )
  assert.deepEqual(
    desk.toldOf(() => {
      desk.api.goUp(desk.now)
      desk.advance(seconds(1))
    }),
    ["1 +b - @301040", "2 +a - @301040", "3 +a,b - @301040"],
  )
})

test("an outage takes nobody away", () => {
  const desk = new Desk()
  desk.join(1, 2)
  desk.publish(1)
  desk.advance(seconds(1))
  assert.deepEqual(
    desk.toldOf(() => {
      desk.api.goDown()
      desk.advance(minutes(600))
    }),
    [],
  )
})

// No TTL: data lives as long as the Node object (spec/kubespan.md 8.4).
test("what a node wrote stays when it stops, and whoever comes days later still hears of it", () => {
  const desk = new Desk()
  desk.join(1)
  desk.publish(1)
  desk.advance(seconds(1))
  desk.api.leave(1)
  desk.advance(minutes(3 * 24 * 60))
  desk.join(2)
  desk.advance(millis(100))
  assert.deepEqual(desk.told.map((one) => one.split(" @")[0]), ["2 +a -"])
})

test("a node that stopped writes nothing more and hears nothing more", () => {
  const desk = new Desk(false)
  desk.join(1, 2, 3)
  desk.publish(1)
  desk.publish(2)
  desk.advance(seconds(1))
  desk.api.leave(1)
  desk.api.goUp(desk.now)
  desk.advance(seconds(30))
  assert.deepEqual(desk.told.map((one) => one.split(" @")[0]), ["3 +b -"])
})

test("a node that cannot reach the API neither writes nor hears, and writes as soon as it can", () => {
  const desk = new Desk()
  desk.unreachable.add(1)
  desk.join(1, 2)
  desk.publish(1)
  desk.publish(2)
  desk.advance(minutes(1))
  assert.deepEqual(desk.told, [])
  desk.unreachable.clear()
  assert.deepEqual(desk.toldOf(() => desk.advance(seconds(5))).map((one) => one.split(" @")[0]), ["2 +a -"])
})
