/**
 * Discovery services and all their clients. A client says hello and learns as whom it is seen, watches, publishes itself,
 * and is told of the others: first of all, then of what changes. Everything that takes time goes through `schedule` and
 * comes back to `handle`.
 */
import * as Result from "effect/Result"
import { present } from "../../domain/assert.ts"
import type { Affiliate, NodeId } from "../../domain/discovery/affiliate.ts"
import { AffiliateView, type News } from "../../domain/discovery/affiliate_view.ts"
import { Announcer, type HarvestedEndpoint } from "../../domain/discovery/announcer.ts"
import { Opener } from "../../domain/discovery/opener.ts"
import { after, type Duration, type Instant, instant, minutes } from "../../domain/net/instant.ts"
import type { DiscoveryMessage } from "./message.ts"
import type { DiscoveryPorts } from "./ports.ts"
import { Service, type ServiceProfile } from "./service.ts"
import { Session, type SessionPorts } from "./session.ts"

/** How often a service looks for what is over (spec/discovery.md 3.3). */
const COLLECT = minutes(1)

export interface DiscoveryOptions {
  readonly services: readonly ServiceProfile[]
  /** Those that every node uses; the others are there to be redirected to. */
  readonly used: readonly string[]
  readonly clusterId: string
  readonly secret: Uint8Array
}

interface Client {
  readonly announcer: Announcer
  readonly sessions: readonly Session[]
}

/** What goes from one side to the other, and breaks the connection if it cannot. */
const isOnTheWay = ({ kind }: DiscoveryMessage): boolean =>
  kind === "welcome" || kind === "watch" || kind === "update" || kind === "report"

export class Discovery {
  readonly #options: DiscoveryOptions
  readonly #ports: DiscoveryPorts
  readonly #services: ReadonlyMap<string, Service>
  readonly #opener: Opener
  readonly #clients = new Map<number, Client>()
  /** How often each node was a client; no two runs of one draw the same nonces. */
  readonly #runs = new Map<number, number>()
  readonly #sessions = new Map<number, { readonly session: Session; readonly node: number }>()
  #numbers = 0
  /** For what services call back in the middle of a change. */
  #now = instant(0)

  constructor(options: DiscoveryOptions, ports: DiscoveryPorts) {
    this.#options = options
    this.#ports = ports
    this.#services = new Map(options.services.map((profile) => [profile.name, new Service(profile)]))
    this.#opener = new Opener(options.secret)
    if (options.services.length > 0) ports.schedule(instant(COLLECT), { kind: "collect" })
  }

  /** A node started, or its addresses changed: whatever connections it had are gone, and it makes new ones. */
  connect(node: number, localId: NodeId, now: Instant): void {
    for (const session of this.#clientOf(node, localId).sessions) {
      this.#service(session.target).unwatch(session.id)
      session.connect(now)
    }
  }

  /** A node stopped. What it published stays until its time is over. */
  leave(node: number): void {
    for (const { id, target } of this.#clients.get(node)?.sessions ?? []) {
      this.#service(target).unwatch(id)
      this.#sessions.delete(id)
    }
    this.#clients.delete(node)
  }

  /** False if the affiliate is too big to be announced; what was announced before stays in force. */
  publish(node: number, affiliate: Affiliate, harvest: readonly HarvestedEndpoint[], now: Instant): boolean {
    const client = this.#clients.get(node)
    if (client === undefined) return true
    if (Result.isFailure(client.announcer.announce(affiliate, harvest))) return false
    for (const session of client.sessions) session.announced(now)
    return true
  }

  goDown(name: string, now: Instant): void {
    this.#service(name).isUp = false
    this.#cut(this.#service(name), now)
  }

  goUp(name: string): void {
    this.#service(name).isUp = true
  }

  /** Comes back at once, with an empty memory. */
  restart(name: string, now: Instant): void {
    const service = this.#service(name)
    service.forget()
    service.isUp = true
    this.#cut(service, now)
  }

  setLatency(name: string, latency: Duration): void {
    this.#service(name).latency = latency
  }

  handle(message: DiscoveryMessage, now: Instant): void {
    if (message.kind === "collect") return this.#collect(now)
    const known = this.#sessions.get(message.session)
    if (known === undefined || known.session.connection !== message.connection) return
    const { session, node } = known
    const service = this.#service(session.target)
    if (isOnTheWay(message) && this.#ports.seenAs(node, service.name) === undefined) {
      service.unwatch(session.id)
      return session.fail(now)
    }
    switch (message.kind) {
      case "retry":
        return session.dial(now)
      case "hello":
        return this.#greet(service, session, node, now)
      case "welcome":
        this.#ports.onWelcome(node, message.seenAs, now)
        return session.welcomed(message, now)
      case "watch":
        service.watch(session.id, this.#options.clusterId, () => this.#flushLater(session))
        return this.#flush(service, session, now)
      case "update":
        this.#now = now
        return service.update(message.requests, now)
      case "flush":
        return this.#flush(service, session, now)
      case "refresh":
        return session.refresh(now)
      case "report":
        return session.reported(message, now)
    }
  }

  #greet(service: Service, session: Session, node: number, now: Instant): void {
    const seenAs = this.#ports.seenAs(node, service.name)
    if (!service.isUp || seenAs === undefined) return session.fail(now)
    const { id, connection } = session
    const { redirect } = service
    this.#send(session, { kind: "welcome", session: id, connection, seenAs, redirect }, now)
  }

  #flushLater(session: Session): void {
    const { id, connection } = session
    this.#ports.schedule(this.#now, { kind: "flush", session: id, connection })
  }

  /** Whatever a client is to be told at one instant goes out together. */
  #flush(service: Service, session: Session, now: Instant): void {
    const { id, connection } = session
    for (const message of service.take(id)) {
      this.#send(session, { kind: "report", session: id, connection, message }, now)
    }
  }

  #collect(now: Instant): void {
    this.#now = now
    for (const service of this.#services.values()) service.collect(now)
    for (const { session } of this.#sessions.values()) session.expire(now)
    this.#ports.schedule(after(now, COLLECT), { kind: "collect" })
  }

  #cut(service: Service, now: Instant): void {
    service.cut()
    for (const { session } of this.#sessions.values()) if (session.target === service.name) session.fail(now)
  }

  #clientOf(node: number, localId: NodeId): Client {
    const known = this.#clients.get(node)
    if (known !== undefined) return known
    const run = this.#runs.get(node) ?? 0
    this.#runs.set(node, run + 1)
    const rng = this.#ports.rngOf(node).split(`run ${run}`)
    const { clusterId, secret, used } = this.#options
    const announcer = new Announcer({ clusterId, secret, random: rng.split("nonces") })
    const sessions = used.map((source) => {
      const id = this.#numbers++
      const view = new AffiliateView(this.#opener, localId)
      const session = new Session({ id, source, rng: rng.split(source), announcer, view }, this.#sessionPorts(node))
      this.#sessions.set(id, { session, node })
      return session
    })
    const client = { announcer, sessions }
    this.#clients.set(node, client)
    return client
  }

  #sessionPorts(node: number): SessionPorts {
    return {
      send: (session, message, now) => this.#send(session, message, now),
      later: (_, wait, message, now) => this.#ports.schedule(after(now, wait), message),
      news: ({ source }, news: News, now) => this.#ports.onNews(node, source, news, now),
    }
  }

  /** On one connection nothing overtakes, even if the latency sinks. */
  #send(session: Session, message: DiscoveryMessage, now: Instant): void {
    const arrival = after(now, this.#service(session.target).latency)
    const at = instant(Math.max(arrival, session.lastArrival))
    session.lastArrival = at
    this.#ports.schedule(at, message)
  }

  #service(name: string): Service {
    return present(this.#services.get(name), "the scenario was validated")
  }
}
