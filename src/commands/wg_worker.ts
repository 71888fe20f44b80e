/**
 * The thread that carries an interface's packets, from beginning to end: it opens TUN and sockets, applies the first
 * configuration, says that it is ready, and blocks in the loop, where it answers whoever rings the bell.
 */
import { nativeSuite } from "../adapters/crypto/native_suite.ts"
import { systemRandom } from "../adapters/crypto/system_random.ts"
import { Clock } from "../adapters/dataplane/clock.ts"
import { Line } from "../adapters/dataplane/line.ts"
import { type OwnThread, ownThread } from "../adapters/dataplane/thread.ts"
import { openTun, type Tun } from "../adapters/dataplane/tun.ts"
import { closeUdpSockets, openUdpSockets, setMark, type UdpSockets } from "../adapters/dataplane/udp_sockets.ts"
import { KeyLog } from "../adapters/keylog/key_log.ts"
import { libc } from "../adapters/linux/libc.ts"
import { type Errno, errnoName, OK } from "../adapters/uapi/errno.ts"
import { reportText } from "../adapters/uapi/report_text.ts"
import { RequestReader } from "../adapters/uapi/request_reader.ts"
import { messageOf } from "../domain/message_of.ts"
import { Device } from "../domain/wireguard/device.ts"
import type { SecretKey } from "../domain/wireguard/secret_key.ts"
import { WgInterface } from "./wg_interface.ts"
import { newsText } from "./wg_news.ts"
import type { FromWorker, ToWorker, WgWorkerData } from "./wg_messages.ts"

type Own = OwnThread<WgWorkerData, ToWorker, FromWorker>

class WgThread {
  readonly #own: Own
  readonly #clock = new Clock()
  readonly #keyLog: KeyLog | undefined
  readonly #interface: WgInterface
  #sockets: UdpSockets | undefined
  /** Why there are no sockets, or not those that were wanted last. */
  #trouble: unknown
  #line: Line | undefined

  constructor(own: Own) {
    this.#own = own
    this.#keyLog = keyLogOf(own)
    this.#interface = new WgInterface({
      newDevice: (privateKey) => this.#newDevice(privateKey),
      use: (device) => this.#line?.setDevice(device),
      listen: (port, fwmark) => this.#listen(port, fwmark),
      mark: (fwmark) => this.#try(() => this.#sockets && setMark(this.#sockets, fwmark)),
      now: () => this.#clock.now(),
      unixMicros: () => this.#clock.unixMicros(),
    })
  }

  run(): void {
    try {
      this.#carry(openTun(this.#own.data.name))
    } finally {
      this.#keyLog?.close()
    }
  }

  #carry(tun: Tun): void {
    const line = this.#newLine(tun)
    this.#line = line
    this.#own.say({ _tag: "Ready", port: this.#sockets?.port ?? 0, cipher: line.cipher.name, lacks: lacks(tun) })
    try {
      line.run()
    } finally {
      line.close()
    }
  }

  /** The process lives on without this thread: what it cannot use it closes. */
  #newLine(tun: Tun): Line {
    try {
      const errno = this.#change(this.#own.data.change)
      if (errno !== OK || this.#sockets === undefined) throw this.#trouble ?? new Error(errnoName(errno))
      return new Line({
        tun,
        sockets: this.#sockets,
        bell: this.#own.bell,
        device: this.#interface.device,
        clock: this.#clock,
        cipher: this.#own.data.cipher,
        hooks: {
          onBell: () => this.#answer(),
          onOutput: () => this.#own.say({ _tag: "Noticed" }),
          onNews: (news) => this.#tell(newsText(news)),
        },
      })
    } catch (error) {
      libc().close(tun.descriptor)
      if (this.#sockets !== undefined) closeUdpSockets(this.#sockets)
      throw error
    }
  }

  /** All that was said. False when it is to end. */
  #answer(): boolean {
    for (let next = this.#own.hear(); next !== undefined; next = this.#own.hear()) {
      switch (next._tag) {
        case "Stop":
          return false
        case "Get":
          this.#own.say({
            _tag: "Answer",
            id: next.id,
            text: `${reportText(this.#interface.report())}${errnoLine(OK)}`,
          })
          break
        case "Set":
          this.#own.say({ _tag: "Answer", id: next.id, text: errnoLine(this.#change(next.change)) })
          break
      }
    }
    return true
  }

  /** Of a `set=1` request. */
  #change(text: string): Errno {
    const [request] = new RequestReader().push(new TextEncoder().encode(text))
    if (request?._tag === "Refused") return request.errno
    return request?._tag === "Set" ? this.#interface.apply(request.change) : OK
  }

  #newDevice(privateKey: SecretKey | undefined): Device {
    const bytes = privateKey?.bytes ?? systemRandom.fill(new Uint8Array(32))
    return new Device({
      suite: nativeSuite,
      keys: nativeSuite.keyPair(bytes),
      random: systemRandom,
      mtu: 0,
      unixMicrosAtZero: this.#clock.unixMicros() - this.#clock.now(),
      stampFloor: undefined,
      busyAbove: BUSY_ABOVE,
      tellKeys: this.#keyLog?.tell,
    })
  }

  #listen(port: number, fwmark: number): number {
    const sockets = this.#try(() => openUdpSockets(port, fwmark))
    this.#sockets = sockets
    this.#line?.setSockets(sockets)
    return sockets.port
  }

  /** UAPI has but a number for why something cannot be had; the operator gets words. */
  #try<T>(call: () => T): T {
    try {
      return call()
    } catch (error) {
      this.#trouble = error
      if (this.#line !== undefined) this.#tell(messageOf(error))
      throw error
    }
  }

  #tell(text: string): void {
    this.#own.say({ _tag: "News", text })
  }
}

/** What the kernel does not offer, and what that costs. */
const lacks = ({ hasTcpOffload, hasUdpOffload }: Tun): readonly string[] => [
  ...(hasTcpOffload ? [] : ["the TUN takes no TCP super-packets: expect a third of the speed"]),
  ...(hasUdpOffload ? [] : ["the TUN takes no UDP super-packets (Linux 6.2 has them): UDP goes packet by packet"]),
]

const keyLogOf = ({ data: { keyLog }, say }: Own): KeyLog | undefined =>
  keyLog === undefined ? undefined : new KeyLog(keyLog, (text) => say({ _tag: "News", text }))

const errnoLine = (errno: Errno): string => `errno=${errno}\n\n`

/**
 * Handshake messages per second above which senders must first prove their address: less than handshake_budget.ts has
 * time for, and many times what a thousand peers need.
 */
const BUSY_ABOVE = 200

function main(own: Own): void {
  try {
    new WgThread(own).run()
    own.say({ _tag: "Ended", reason: undefined })
  } catch (error) {
    own.say({ _tag: "Ended", reason: messageOf(error) })
  }
}

main(await ownThread())
