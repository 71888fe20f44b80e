/**
 * Two ways of a super-packet through the kernel, in a namespace of their own. A device that offers no offloads is given
 * what the kernel made of it: that is how it should be cut. A device that offers what ours does is given it whole. And
 * what is written to a third one is handed on to the first (nft's `fwd`, before anything looks at addresses).
 */
import { Arena, MOST_SEGMENTS, PLACES } from "../../../src/adapters/dataplane/arena.ts"
import { calls } from "../../../src/adapters/dataplane/calls.ts"
import { loadPackets } from "../../../src/adapters/dataplane/packets.ts"
import { VIRTIO_HEADER } from "../../../src/adapters/dataplane/transmitter.ts"
import { openTun, type Tun } from "../../../src/adapters/dataplane/tun.ts"
import { TunWriter } from "../../../src/adapters/dataplane/tun_writer.ts"
import { cString, libc } from "../../../src/adapters/linux/libc.ts"
import { inNamespace } from "../../../src/adapters/netns/namespace.ts"
import { performSteps } from "../../../src/adapters/netns/perform.ts"
import { CountedFailures } from "../../harness/counted_failures.ts"
import { PacketSocket } from "./packet_socket.ts"

export class OffloadLab implements Disposable {
  readonly #arena = new Arena()
  readonly #packets = loadPackets(this.#arena.memory)
  readonly #plain: Tun
  readonly #offering: Tun
  readonly #writing: Tun
  readonly #socket: PacketSocket
  readonly #indexes: Readonly<Record<"plain" | "offering", number>>
  readonly #failures = new CountedFailures()
  readonly #writer: TunWriter

  constructor() {
    performSteps([
      { tool: "ip", line: `netns add ${NAMESPACE}` },
      { tool: "sysctl", namespace: NAMESPACE, key: "net.ipv6.conf.default.disable_ipv6", value: "1" },
    ])
    this.#plain = tunIn("plain")
    this.#offering = tunIn("offering")
    this.#writing = tunIn("writing")
    if (calls().ioctl(this.#plain.descriptor, TUNSETOFFLOAD, 0n) < 0) throw new Error("offloads cannot be withdrawn")
    const rule = `chain in { type filter hook ingress device "writing" priority 0; fwd to "plain"; }`
    performSteps([{ tool: "nft", namespace: NAMESPACE, script: `table netdev offloads { ${rule}; }` }])
    this.#indexes = { plain: indexOf("plain"), offering: indexOf("offering") }
    this.#socket = new PacketSocket(NAMESPACE)
    const parts = { arena: this.#arena, packets: this.#packets, tun: this.#writing, troubles: this.#failures }
    this.#writer = new TunWriter(parts)
  }

  [Symbol.dispose](): void {
    this.#socket.close()
    for (const { descriptor } of [this.#plain, this.#offering, this.#writing]) libc().close(descriptor)
    performSteps([{ tool: "ip", line: `netns del ${NAMESPACE}` }])
  }

  /** With its virtio_net_hdr; the packets that the kernel makes of it. */
  cutByKernel(superPacket: Uint8Array): readonly Uint8Array[] {
    this.#socket.send(this.#indexes.plain, superPacket)
    return this.#readPlain()
  }

  /** The packets that we make of it, as the kernel gives it to us. */
  cutByUs(superPacket: Uint8Array): readonly Uint8Array[] {
    this.#socket.send(this.#indexes.offering, superPacket)
    const { bytes, view } = this.#arena
    const all: Uint8Array[] = []
    for (let length = this.#read(this.#offering); length > 0; length = this.#read(this.#offering)) {
      const count = this.#packets.segment(PLACES.tunRead, length, PLACES.outgoing, PLACES.segments, MOST_SEGMENTS, 0)
      if (count <= 0) throw new Error(`the kernel's own super-packet is refused: ${count}`)
      for (let entry = PLACES.segments; entry < PLACES.segments + 8 * count; entry += 8) {
        const at = view.getUint32(entry, true)
        all.push(bytes.slice(at, at + view.getUint32(entry + 4, true)))
      }
    }
    return all
  }

  /** What comes out where the kernel cuts again what we have merged of these. They have to fit into the arena. */
  mergedAndCut(packets: readonly Uint8Array[]): readonly Uint8Array[] {
    let at: number = PLACES.incoming
    for (const packet of packets) {
      this.#arena.bytes.set(packet, at + ROOM_BEFORE)
      this.#writer.add(at + ROOM_BEFORE, packet.length)
      at += ROOM_BEFORE + packet.length
    }
    this.#writer.flush()
    const refused = [...this.#failures.byErrno.keys()]
    this.#failures.byErrno.clear()
    if (refused.length > 0) throw new Error(`the kernel refuses what we have merged: errno ${refused.join(", ")}`)
    return this.#readPlain()
  }

  #readPlain(): readonly Uint8Array[] {
    const all: Uint8Array[] = []
    for (let length = this.#read(this.#plain); length > 0; length = this.#read(this.#plain)) {
      if (this.#arena.bytes.subarray(PLACES.tunRead, PLACES.tunRead + VIRTIO_HEADER).some((byte) => byte !== 0)) {
        throw new Error("the kernel has left something to a device that offers nothing")
      }
      all.push(this.#arena.bytes.slice(PLACES.tunRead + VIRTIO_HEADER, PLACES.tunRead + length))
    }
    return all
  }

  #read(tun: Tun): number {
    return calls().read(tun.descriptor, this.#arena.address(PLACES.tunRead), LONGEST_READ)
  }
}

/** With a queue for all that may come at once. */
function tunIn(name: string): Tun {
  const tun = inNamespace(NAMESPACE, () => openTun(name))
  performSteps([{ tool: "ip", namespace: NAMESPACE, line: `link set ${name} mtu 65535 txqueuelen 8192 up` }])
  return tun
}

const indexOf = (name: string): number => inNamespace(NAMESPACE, () => libc().if_nametoindex(cString(name)))

const NAMESPACE = "offloads"
const TUNSETOFFLOAD = 0x400454d0n
const ROOM_BEFORE = 16
const LONGEST_READ = 66_000
