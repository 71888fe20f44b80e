/**
 * The Kubernetes registry in the simulator (spec/kubespan.md 8.4): every node writes what it is into annotations of its
 * own Node object and watches those of the others. Objects stay when their nodes stop. While the API is out, or out of
 * reach, writers try again and again; watchers list everything anew when it is back.
 */
import { type Affiliate, isControlPlane } from "../../domain/discovery/affiliate.ts"
import type { News } from "../../domain/discovery/affiliate_view.ts"
import { affiliateFromNode, annotationsOf, type KubernetesNode } from "../../domain/discovery/node_annotations.ts"
import { after, type Duration, type Instant, seconds } from "../../domain/net/instant.ts"

/** Between attempts to write. */
const RETRY = seconds(5)

export interface KubernetesPorts {
  readonly later: (at: Instant, deed: (now: Instant) => void) => void
  readonly canReach: (node: number) => boolean
  readonly onNews: (node: number, news: News, now: Instant) => void
}

export class Kubernetes {
  readonly #latency: Duration
  readonly #ports: KubernetesPorts
  #isUp: boolean
  /** By the number of the node; with what it says to those who read it. */
  readonly #objects = new Map<number, { readonly object: KubernetesNode; readonly affiliate: Affiliate | undefined }>()
  /** What each wants to have written. */
  readonly #wanted = new Map<number, Affiliate>()
  readonly #watchers = new Set<number>()

  constructor({ latency, isUp }: { readonly latency: Duration; readonly isUp: boolean }, ports: KubernetesPorts) {
    this.#latency = latency
    this.#isUp = isUp
    this.#ports = ports
  }

  /** A node started, or came to another place; whatever it missed it lists. */
  join(node: number, now: Instant): void {
    this.#watchers.add(node)
    this.#list(node, now)
  }

  /** A node stopped. */
  leave(node: number): void {
    this.#watchers.delete(node)
    this.#wanted.delete(node)
  }

  publish(node: number, affiliate: Affiliate, now: Instant): void {
    this.#wanted.set(node, affiliate)
    this.#ports.later(after(now, this.#latency), (then) => this.#write(node, affiliate, then))
  }

  goDown(): void {
    this.#isUp = false
  }

  goUp(now: Instant): void {
    this.#isUp = true
    for (const node of this.#watchers) this.#list(node, now)
  }

  /** What is newer than this has its own turn. */
  #write(node: number, affiliate: Affiliate, now: Instant): void {
    if (this.#wanted.get(node) !== affiliate) return
    if (!this.#isUp || !this.#ports.canReach(node)) {
      return this.#ports.later(after(now, RETRY), (then) => this.#write(node, affiliate, then))
    }
    const { nodename, hostname, operatingSystem } = affiliate
    const annotations = annotationsOf(affiliate)
    const object = { annotations, nodename, hostname, operatingSystem, isControlPlane: isControlPlane(affiliate) }
    this.#objects.set(node, { object, affiliate: affiliateFromNode(object) })
    for (const watcher of this.#watchers) if (watcher !== node) this.#tell(watcher, [node], now)
  }

  /** There and back. */
  #list(node: number, now: Instant): void {
    this.#ports.later(after(now, this.#latency), (then) => {
      const others = [...this.#objects.keys()].filter((other) => other !== node)
      this.#tell(node, others, then)
    })
  }

  #tell(node: number, about: readonly number[], now: Instant): void {
    if (!this.#isUp || about.length === 0) return
    this.#ports.later(after(now, this.#latency), (then) => {
      if (!this.#watchers.has(node) || !this.#ports.canReach(node)) return
      const seen = about.flatMap((other) => this.#objects.get(other)?.affiliate ?? [])
      this.#ports.onNews(node, { seen, gone: [] }, then)
    })
  }
}
