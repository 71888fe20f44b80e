/**
 * A discovery service and its clients in one: who is a member, told to all the others. A client says hello and learns as
 * whom it is seen, publishes itself, and is told of the others, first of all, then of what changes. The service may be
 * down, slow, or lose its memory; a client that lost it tries again and again, more slowly each time.
 *
 * Everything that takes time goes through `schedule` and comes back to `handle`.
 */
import { type Affiliate, type NodeId, sameAffiliate } from "../domain/discovery/affiliate.ts"
import {
  after,
  type Duration,
  duration,
  type Instant,
  instant,
  minutes,
  seconds,
  since,
} from "../domain/net/instant.ts"
import type { IpAddress } from "../domain/net/ip_address.ts"
import type { ClientId, DiscoveryMessage, DiscoveryPorts, News } from "./discovery_message.ts"
import type { Rng } from "./rng.ts"

/** Upstream's figures (spec/kubespan.md sections 0 and 8.3): life of an entry, its renewal, and the clean-up. */
const TTL = minutes(30)
const REFRESH = minutes(15)
const COLLECT = minutes(1)
/** Between attempts: from half a second, half as long again each time, up to a minute, half of it at random. */
const FIRST_RETRY = 500_000
const LAST_RETRY = seconds(60)

interface Client {
  readonly rng: Rng
  /** Counts up; zero before the first. */
  connection: number
  isConnected: boolean
  isWatching: boolean
  attempts: number
  affiliate: Affiliate | undefined
  /** What it is to be told and has not been yet; undefined if nothing. */
  pending: Pending | undefined
}

interface Pending {
  readonly seen: Map<NodeId, Affiliate>
  readonly gone: Set<NodeId>
}

interface Member {
  readonly affiliate: Affiliate
  readonly owner: ClientId
  readonly renewedAt: Instant
}

export class Discovery {
  readonly #ports: DiscoveryPorts
  readonly #clients = new Map<ClientId, Client>()
  readonly #members = new Map<NodeId, Member>()
  latency: Duration
  #isUp: boolean

  constructor(ports: DiscoveryPorts, { latency, isUp }: { readonly latency: Duration; readonly isUp: boolean }) {
    this.#ports = ports
    this.latency = latency
    this.#isUp = isUp
    ports.schedule(COLLECT_AT, { kind: "collect" })
  }

  /** A node started, or its addresses changed: whatever connection it had is gone, and it makes a new one. */
  connect(id: ClientId, now: Instant): void {
    const client = this.#clients.get(id) ?? newClient(this.#ports.rngOf(id))
    this.#clients.set(id, client)
    client.attempts = 0
    this.#dial(id, client, now)
  }

  /** A node stopped. What it published stays until its time is over. */
  leave(id: ClientId): void {
    this.#clients.delete(id)
  }

  publish(id: ClientId, affiliate: Affiliate, now: Instant): void {
    const client = this.#clients.get(id)
    if (client === undefined) return
    client.affiliate = affiliate
    if (client.isConnected) this.#send(now, { kind: "publish", client: id, connection: client.connection, affiliate })
  }

  goDown(now: Instant): void {
    this.#isUp = false
    this.#cutAll(now)
  }

  goUp(): void {
    this.#isUp = true
  }

  /** Comes back at once, with an empty memory. */
  restart(now: Instant): void {
    this.#members.clear()
    this.#isUp = true
    this.#cutAll(now)
  }

  handle(message: DiscoveryMessage, now: Instant): void {
    if (message.kind === "collect") return this.#collect(now)
    const client = this.#clients.get(message.client)
    if (client === undefined || client.connection !== message.connection) return
    switch (message.kind) {
      case "retry":
        return this.#dial(message.client, client, now)
      case "hello":
        return this.#onHello(message.client, client, now)
      case "welcome":
        return this.#onWelcome(message.client, client, message.seenAs, now)
      case "watch":
        client.isWatching = true
        return this.#report(message.client, client, { seen: this.#others(message.client), gone: [] }, now)
      case "publish":
        return this.#onPublish(message.client, message.affiliate, now)
      case "flush":
        return this.#flush(message.client, client, now)
      case "refresh":
        if (client.affiliate !== undefined) this.publish(message.client, client.affiliate, now)
        return this.#ports.schedule(after(now, REFRESH), message)
      case "report":
        return this.#ports.onReport(message.client, message, now)
    }
  }

  #dial(id: ClientId, client: Client, now: Instant): void {
    client.connection++
    client.isConnected = false
    client.isWatching = false
    client.pending = undefined
    this.#send(now, { kind: "hello", client: id, connection: client.connection })
  }

  #onHello(id: ClientId, client: Client, now: Instant): void {
    const seenAs = this.#ports.seenAs(id)
    if (!this.#isUp || seenAs === undefined) return this.#tryAgain(id, client, now)
    client.attempts = 0
    client.isConnected = true
    const { connection } = client
    this.#send(now, { kind: "welcome", client: id, connection, seenAs })
    this.#ports.schedule(after(now, REFRESH), { kind: "refresh", client: id, connection })
  }

  #onWelcome(id: ClientId, client: Client, seenAs: readonly IpAddress[], now: Instant): void {
    const { connection, affiliate } = client
    this.#send(now, { kind: "watch", client: id, connection })
    if (affiliate !== undefined) this.publish(id, affiliate, now)
    this.#ports.onWelcome(id, seenAs, now)
  }

  #onPublish(owner: ClientId, affiliate: Affiliate, now: Instant): void {
    const known = this.#members.get(affiliate.nodeId)
    this.#members.set(affiliate.nodeId, { affiliate, owner, renewedAt: now })
    if (known === undefined || !sameAffiliate(known.affiliate, affiliate)) {
      this.#tellOthers(owner, { seen: [affiliate], gone: [] }, now)
    }
  }

  #collect(now: Instant): void {
    for (const [nodeId, member] of this.#members) {
      if (since(member.renewedAt, now) < TTL) continue
      this.#members.delete(nodeId)
      this.#tellOthers(member.owner, { seen: [], gone: [nodeId] }, now)
    }
    this.#ports.schedule(after(now, COLLECT), { kind: "collect" })
  }

  #tellOthers(owner: ClientId, news: News, now: Instant): void {
    for (const [id, client] of this.#clients) if (id !== owner) this.#report(id, client, news, now)
  }

  /** Whatever a client is to be told at one instant goes out as one report. */
  #report(id: ClientId, client: Client, news: News, now: Instant): void {
    if (!client.isWatching || news.seen.length + news.gone.length === 0) return
    if (client.pending === undefined) {
      client.pending = { seen: new Map(), gone: new Set() }
      this.#ports.schedule(now, { kind: "flush", client: id, connection: client.connection })
    }
    const { seen, gone } = client.pending
    for (const affiliate of news.seen) {
      seen.set(affiliate.nodeId, affiliate)
      gone.delete(affiliate.nodeId)
    }
    for (const nodeId of news.gone) {
      seen.delete(nodeId)
      gone.add(nodeId)
    }
  }

  #flush(id: ClientId, client: Client, now: Instant): void {
    if (client.pending === undefined) return
    const { seen, gone } = client.pending
    client.pending = undefined
    this.#send(now, {
      kind: "report",
      client: id,
      connection: client.connection,
      seen: [...seen.values()],
      gone: [...gone],
    })
  }

  #others(id: ClientId): readonly Affiliate[] {
    return [...this.#members.values()].filter((member) => member.owner !== id).map((member) => member.affiliate)
  }

  #cutAll(now: Instant): void {
    for (const [id, client] of this.#clients) {
      client.connection++
      client.isConnected = false
      client.isWatching = false
      client.pending = undefined
      this.#tryAgain(id, client, now)
    }
  }

  #tryAgain(id: ClientId, client: Client, now: Instant): void {
    let wait = FIRST_RETRY
    for (let i = 0; i < client.attempts && wait < LAST_RETRY; i++) wait = Math.floor((wait * 3) / 2)
    client.attempts++
    const half = Math.floor(Math.min(wait, LAST_RETRY) / 2)
    const at = after(now, duration(half + client.rng.below(2 * half)))
    this.#ports.schedule(at, { kind: "retry", client: id, connection: client.connection })
  }

  #send(now: Instant, message: DiscoveryMessage): void {
    this.#ports.schedule(after(now, this.latency), message)
  }
}

const newClient = (rng: Rng): Client => ({
  rng,
  connection: 0,
  isConnected: false,
  isWatching: false,
  attempts: 0,
  affiliate: undefined,
  pending: undefined,
})

const COLLECT_AT = instant(COLLECT)
