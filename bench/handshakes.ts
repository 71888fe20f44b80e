/** Whole handshakes, both roles in one process: initiation, response, first packet. */
import { nativeSuite } from "../src/adapters/crypto/native_suite.ts"
import { millis } from "../src/domain/net/instant.ts"
import { nobleSuite } from "../src/domain/wireguard/noble_suite.ts"
import type { Suite } from "../src/domain/wireguard/suite.ts"
import { modelSuite } from "../src/sim/model_suite.ts"
import { DevicePair } from "../tests/harness/device_pair.ts"
import { nanosecondsOf, type Row, table } from "./measure.ts"

export function benchHandshakes(): void {
  const rate = (suite: Suite): number => {
    const pair = new DevicePair({ suite, delay: millis(0) })
    return 1e9 / nanosecondsOf(() => {
      pair.send(0)
      pair.advance(millis(200_000))
      pair.sent.length = 0
      for (const outputs of pair.outputs) outputs.length = 0
    })
  }
  const baseline = rate(nobleSuite)
  const rows: Row[] = [{ what: "noble (baseline)", perSecond: baseline, baseline }]
  for (const suite of [nativeSuite, modelSuite]) rows.push({ what: suite.name, perSecond: rate(suite), baseline })
  console.log(table("Handshakes, both ends", "handshakes/s", rows))
}
