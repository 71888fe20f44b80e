/** What the mesh wants of each peer in the end, for a device that has lost it. */
import type { ConfigurePeer } from "../../../domain/mesh/intent.ts"
import type { PeerIntent } from "../../../domain/mesh/mesh_output.ts"
import type { PublicKey } from "../../../domain/public_key.ts"

export class Wishes {
  readonly #configured = new Map<PublicKey, ConfigurePeer>()

  add(intent: PeerIntent): void {
    const known = this.#configured.get(intent.peer)
    switch (intent._tag) {
      case "ConfigurePeer":
        this.#configured.set(intent.peer, { ...intent, endpoint: intent.endpoint ?? known?.endpoint })
        break
      case "SetEndpoint":
        if (known !== undefined) this.#configured.set(intent.peer, { ...known, endpoint: intent.endpoint })
        break
      case "RemovePeer":
        this.#configured.delete(intent.peer)
        break
    }
  }

  /** With the endpoint that was chosen last; undefined if nothing is wanted of this peer. */
  of(peer: PublicKey): ConfigurePeer | undefined {
    return this.#configured.get(peer)
  }
}
