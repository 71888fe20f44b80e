/**
 * A WireGuard device that is not ours, as the mesh uses it: told what the mesh wants, and looked at for what it observes.
 * One operation at a time. What the mesh itself did is no news to it: an endpoint that it set WireGuard has not learned.
 */
import type { PeerIntent } from "../../../domain/mesh/mesh_output.ts"
import type { Duration } from "../../../domain/net/instant.ts"
import type { PublicKey } from "../../../domain/public_key.ts"
import type { SecretKey } from "../../../domain/wireguard/secret_key.ts"
import type { DeviceChange, PeerChange } from "../device_change.ts"
import type { DeviceControl } from "../device_control.ts"
import type { DeviceReport } from "../device_report.ts"
import { applyChange } from "./apply_change.ts"
import { afterChanges, firstKnown, type Known, look, type PeerNews } from "./peer_news.ts"

/** What every peer is given. */
export interface PeerDefaults {
  readonly presharedKey: SecretKey | undefined
  readonly keepalive: Duration
}

export interface DeviceSettings extends Pick<DeviceChange, "privateKey" | "listenPort" | "fwmark"> {
  /** Peers that it has go; else they stay. */
  readonly replacePeers?: boolean
}

export interface Observed {
  readonly report: DeviceReport
  readonly news: readonly PeerNews[]
}

export class ExternalDevice {
  readonly #control: DeviceControl
  readonly #defaults: PeerDefaults
  #settings: DeviceSettings = {}
  #known: Known | undefined
  #last: Promise<unknown> = Promise.resolve()

  constructor(control: DeviceControl, defaults: PeerDefaults) {
    this.#control = control
    this.#defaults = defaults
  }

  /** Rejects with a `ChangeFailed`, as `perform` does. */
  configure(settings: DeviceSettings): Promise<void> {
    this.#settings = settings
    return this.#next(() => applyChange(this.#control, { replacePeers: false, ...settings, peers: [] }))
  }

  /** What it was configured with, for one that somebody made anew; its peers stay. */
  configureAgain(): Promise<void> {
    return this.configure({ ...this.#settings, replacePeers: false })
  }

  /** All of them in one operation, in order. */
  perform(intents: readonly PeerIntent[]): Promise<void> {
    return this.#next(async () => {
      const peers = await this.#changesOf(intents)
      if (peers.length === 0) return
      await applyChange(this.#control, { replacePeers: false, peers })
      if (this.#known !== undefined) this.#known = afterChanges(this.#known, peers)
    })
  }

  /** What it is, and what happened since the last time; the first time that is nothing. */
  observe(): Promise<Observed> {
    return this.#next(async () => {
      const report = await this.#control.get()
      const { known, news } = this.#known === undefined
        ? { known: firstKnown(report), news: [] }
        : look(this.#known, report)
      this.#known = known
      return { report, news }
    })
  }

  async #changesOf(intents: readonly PeerIntent[]): Promise<readonly PeerChange[]> {
    const placed = intents.some((one) => one._tag === "ConfigurePeer" && one.endpoint !== undefined)
      ? placedIn(await this.#control.get())
      : NOBODY
    return intents.map((intent) => changeOf(intent, this.#defaults, placed))
  }

  #next<A>(operation: () => Promise<A>): Promise<A> {
    const result = this.#last.then(operation)
    this.#last = result.catch(() => {})
    return result
  }
}

function changeOf(intent: PeerIntent, defaults: PeerDefaults, placed: ReadonlySet<PublicKey>): PeerChange {
  const { peer: publicKey } = intent
  switch (intent._tag) {
    case "RemovePeer":
      return { _tag: "RemovePeer", publicKey }
    case "SetEndpoint":
      return {
        _tag: "SetPeer",
        publicKey,
        updateOnly: true,
        endpoint: intent.endpoint,
        replaceAllowedIps: false,
        allowedIps: [],
      }
    case "ConfigurePeer":
      return {
        _tag: "SetPeer",
        publicKey,
        updateOnly: false,
        presharedKey: defaults.presharedKey ?? "none",
        ...(intent.endpoint !== undefined && !placed.has(publicKey) && { endpoint: intent.endpoint }),
        keepalive: defaults.keepalive,
        replaceAllowedIps: true,
        allowedIps: intent.allowedIps.map((prefix) => ({ action: "add", prefix })),
      }
  }
}

/** Whose endpoint the device knows. */
const placedIn = ({ peers }: DeviceReport): ReadonlySet<PublicKey> =>
  new Set(peers.filter(({ endpoint }) => endpoint !== undefined).map(({ publicKey }) => publicKey))

const NOBODY: ReadonlySet<PublicKey> = new Set()
