/**
 * The client's side of one node's dealings with one discovery service (spec/discovery.md 2.5): hello, watch, publish,
 * refresh, and, when the connection is lost, again and again, more slowly each time. After a redirect it goes to another
 * service; if that one fails, back to its own, which it then stays with.
 */
import type { AffiliateView, News } from "../../domain/discovery/affiliate_view.ts"
import { type Announcer, REFRESH_INTERVAL } from "../../domain/discovery/announcer.ts"
import { type Duration, duration, type Instant, instant, seconds } from "../../domain/net/instant.ts"
import type { Rng } from "../rng.ts"
import type { DiscoveryMessage, Report, SessionId, Welcome } from "./message.ts"

/** Between attempts: from half a second, half as long again each time, up to a minute, half of it at random. */
const FIRST_RETRY = 500_000
const LAST_RETRY = seconds(60)

export interface SessionOptions {
  readonly id: SessionId
  /** The service that the node was told to use, by which it also names what it hears there. */
  readonly source: string
  readonly rng: Rng
  readonly announcer: Announcer
  readonly view: AffiliateView
}

/** What a session needs of the facade that keeps it. */
export interface SessionPorts {
  /** To the other side, which takes the service's latency. */
  readonly send: (session: Session, message: DiscoveryMessage, now: Instant) => void
  /** To oneself. */
  readonly later: (session: Session, wait: Duration, message: DiscoveryMessage, now: Instant) => void
  readonly news: (session: Session, news: News, now: Instant) => void
}

export class Session {
  readonly id: SessionId
  readonly source: string
  /** The service that it talks to. */
  target: string
  /** Counts up; zero before the first. */
  connection = 0
  /** When the latest message of the connection arrives. */
  lastArrival = instant(0)
  #isConnected = false
  /** Where it was sent and found nobody. */
  #deserted: string | undefined
  #attempts = 0
  readonly #rng: Rng
  readonly #announcer: Announcer
  readonly #view: AffiliateView
  readonly #ports: SessionPorts

  constructor({ id, source, rng, announcer, view }: SessionOptions, ports: SessionPorts) {
    this.id = id
    this.source = source
    this.target = source
    this.#rng = rng
    this.#announcer = announcer
    this.#view = view
    this.#ports = ports
  }

  /** Whatever connection there was is gone; makes a new one at once. */
  connect(now: Instant): void {
    this.#attempts = 0
    this.#deserted = undefined
    this.dial(now)
  }

  dial(now: Instant): void {
    this.connection++
    this.lastArrival = now
    this.#isConnected = false
    this.#ports.send(this, this.#message("hello"), now)
  }

  /** The connection broke, or none came about. */
  fail(now: Instant): void {
    this.connection++
    this.#isConnected = false
    if (this.target !== this.source) this.#deserted = this.target
    this.target = this.source
    this.#ports.later(this, this.#backoff(), this.#message("retry"), now)
  }

  /** What is announced changed. */
  announced(now: Instant): void {
    if (this.#isConnected) this.#publish(now)
  }

  welcomed({ redirect }: Welcome, now: Instant): void {
    if (redirect !== undefined && redirect !== this.target && redirect !== this.#deserted) {
      this.target = redirect
      return this.#ports.later(this, this.#backoff(), this.#message("retry"), now)
    }
    this.#attempts = 0
    this.#isConnected = true
    this.#ports.send(this, this.#message("watch"), now)
    this.#publish(now)
    this.#ports.later(this, REFRESH_INTERVAL, this.#message("refresh"), now)
  }

  refresh(now: Instant): void {
    this.#publish(now)
    this.#ports.later(this, REFRESH_INTERVAL, this.#message("refresh"), now)
  }

  /** Lets go of those that no service has mentioned for too long. */
  expire(now: Instant): void {
    const gone = this.#view.expire(now)
    if (gone.length > 0) this.#ports.news(this, { seen: [], gone }, now)
  }

  reported({ message }: Report, now: Instant): void {
    const news = this.#view.take(message, now)
    if (news.seen.length + news.gone.length > 0) this.#ports.news(this, news, now)
  }

  #publish(now: Instant): void {
    const { requests } = this.#announcer
    if (requests.length > 0) this.#ports.send(this, { ...this.#message("update"), requests }, now)
  }

  #message<const Kind extends DiscoveryMessage["kind"]>(kind: Kind) {
    return { kind, session: this.id, connection: this.connection }
  }

  #backoff(): Duration {
    let wait = FIRST_RETRY
    for (let i = 0; i < this.#attempts && wait < LAST_RETRY; i++) wait = Math.floor((wait * 3) / 2)
    this.#attempts++
    const half = Math.floor(Math.min(wait, LAST_RETRY) / 2)
    return duration(half + this.#rng.below(2 * half))
  }
}
