/**
 * What becomes of the interface while it carries packets: its MTU, its name, which other namespace it is moved to, its
 * end. The TUN's descriptor knows it by whatever name, wherever it is.
 */
import type { LineNews } from "./line_news.ts"
import { InterfaceGone, readMtu, readName, type Tun } from "./tun.ts"

export class TunWatch {
  readonly #tun: Tun
  readonly #tell: (news: LineNews) => void
  #name: string
  #mtu = 0
  #isAway = false

  constructor(tun: Tun, tell: (news: LineNews) => void) {
    this.#tun = tun
    this.#tell = tell
    this.#name = tun.name
  }

  /** Its MTU, or the last one that could be seen; 0 if none could. Throws `InterfaceGone`. */
  look(socket: number): number {
    const name = readName(this.#tun.descriptor)
    if (name === undefined) throw new InterfaceGone(`the interface "${this.#name}" was deleted`)
    if (name !== this.#name) this.#tell({ _tag: "InterfaceRenamed", name })
    this.#name = name
    const mtu = readMtu(socket, name)
    if (mtu === undefined && !this.#isAway) this.#tell({ _tag: "InterfaceMoved", mtu: this.#mtu })
    this.#isAway = mtu === undefined
    return this.#mtu = mtu ?? this.#mtu
  }
}
