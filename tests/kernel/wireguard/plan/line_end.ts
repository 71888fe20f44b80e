/**
 * One end of a tunnel: our line on its TUN and sockets as `meshfold wg` runs it, with a clock that runs as many times as
 * fast as the first argument says. There is no UAPI; what was dropped is in /run/NAME.drops, by reason. In the place of the
 * bell there is a timer, as poll(2) would sleep by the host's clock when the hurried one has something to do.
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { readFileSync, renameSync, writeFileSync } from "node:fs"
import process from "node:process"
import { nativeSuite } from "../../../../src/adapters/crypto/native_suite.ts"
import { systemRandom } from "../../../../src/adapters/crypto/system_random.ts"
import { Clock } from "../../../../src/adapters/dataplane/clock.ts"
import { Line } from "../../../../src/adapters/dataplane/line.ts"
import { openTun } from "../../../../src/adapters/dataplane/tun.ts"
import { openUdpSockets, type UdpSockets } from "../../../../src/adapters/dataplane/udp_sockets.ts"
import { performLines } from "../../../../src/adapters/linux/ip_batch.ts"
import { readWgConfig } from "../../../../src/adapters/wgconf/read_wg_config.ts"
import { changeOf, nameOf } from "../../../../src/commands/wg_change.ts"
import { WgInterface } from "../../../../src/commands/wg_interface.ts"
import { planLink } from "../../../../src/commands/wg_link.ts"
import { type Instant, instant } from "../../../../src/domain/net/instant.ts"
import { Device } from "../../../../src/domain/wireguard/device.ts"
import type { SecretKey } from "../../../../src/domain/wireguard/secret_key.ts"
import { newTicker } from "./ticker.ts"

class HurriedClock extends Clock {
  readonly #pace: number
  readonly #unixMicrosAtZero = super.unixMicros()

  constructor(pace: number) {
    super()
    this.#pace = pace
  }

  override now(): Instant {
    return instant(super.now() * this.#pace)
  }

  override unixMicros(): number {
    return this.#unixMicrosAtZero + this.now()
  }
}

async function main([pace = "1", path = ""]: readonly string[]): Promise<void> {
  const read = readWgConfig(readFileSync(path, "utf8"), nativeSuite)
  if (Result.isFailure(read)) throw new Error(`${path} is wrong`)
  const { config } = read.success
  const name = await Effect.runPromise(nameOf(path))
  const change = await Effect.runPromise(changeOf(path, config))
  const clock = new HurriedClock(Number(pace))
  const tun = openTun(name)
  let sockets: UdpSockets | undefined
  const wg = new WgInterface({
    newDevice: (privateKey) => newDevice(privateKey, clock),
    use: () => {},
    listen: (port, fwmark) => (sockets = openUdpSockets(port, fwmark)).port,
    mark: () => {},
    now: () => clock.now(),
    unixMicros: () => clock.unixMicros(),
  })
  const errno = wg.apply(change)
  if (sockets === undefined) throw new Error(`errno ${errno}`)
  performLines(planLink(name, config).lines)
  const onBell = tellingDrops(name, wg.device)
  const hooks = { onBell, onOutput: () => {}, onNews: () => {} }
  const line = new Line({ tun, sockets, bell: newTicker(TICK_MS), device: wg.device, clock, cipher: undefined, hooks })
  console.log(`${name}: Ctrl-C ends it`)
  line.run()
}

const newDevice = (privateKey: SecretKey | undefined, clock: Clock): Device =>
  new Device({
    suite: nativeSuite,
    keys: nativeSuite.keyPair(privateKey?.bytes ?? systemRandom.fill(new Uint8Array(32))),
    random: systemRandom,
    mtu: 0,
    unixMicrosAtZero: clock.unixMicros() - clock.now(),
    stampFloor: undefined,
    busyAbove: BUSY_ABOVE,
  })

/** Whole at any time: what is being written has another name. */
function tellingDrops(name: string, device: Device): () => boolean {
  let ticks = 0
  return () => {
    if (ticks++ % TICKS_BETWEEN_REPORTS === 0) {
      writeFileSync(`/run/${name}.drops.new`, JSON.stringify(device.drops))
      renameSync(`/run/${name}.drops.new`, `/run/${name}.drops`)
    }
    return true
  }
}

const TICK_MS = 5
const TICKS_BETWEEN_REPORTS = 20
/** As in `meshfold wg`. */
const BUSY_ABOVE = 200

await main(process.argv.slice(2))
