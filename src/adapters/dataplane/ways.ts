/** The way to each peer, made anew when its path changed. */
import type { Endpoint } from "../../domain/net/endpoint.ts"
import type { IpAddress } from "../../domain/net/ip_address.ts"
import type { Tunnel } from "../../domain/wireguard/tunnel.ts"
import { type Way, wayTo } from "./way.ts"

interface Known {
  readonly endpoint: Endpoint
  readonly source: IpAddress | undefined
  readonly way: Way
}

export class Ways {
  readonly #known = new WeakMap<Tunnel, Known>()

  /** undefined while nobody knows where the peer is. */
  of(tunnel: Tunnel): Way | undefined {
    const { endpoint, source } = tunnel.path
    const known = this.#known.get(tunnel)
    if (known !== undefined && known.endpoint === endpoint && known.source === source) return known.way
    if (endpoint === undefined) return undefined
    const way = wayTo(endpoint, source)
    this.#known.set(tunnel, { endpoint, source, way })
    return way
  }
}
