import assert from "node:assert/strict"
import { test } from "node:test"
import * as Base64 from "effect/encoding/Base64"
import * as Result from "effect/Result"
import fc from "fast-check"
import { keyOf } from "../../../../tests/harness/mesh_facts.ts"
import { anyReport } from "../../../../tests/harness/uapi_arbitraries.ts"
import { secretKey } from "../../../../tests/harness/uapi_changes.ts"
import { formatEndpoint } from "../../../domain/net/endpoint.ts"
import { seconds } from "../../../domain/net/instant.ts"
import type { SecretKey } from "../../../domain/wireguard/secret_key.ts"
import type { DeviceReport } from "../device_report.ts"
import { reportText } from "../report_text.ts"
import { readDump } from "./dump_reader.ts"

const A = keyOf("A")
const SECRET = Base64.encode(secretKey(1).bytes)
const DEVICE = `${SECRET}\t${A}\t51820\toff\n`

// The table of spec/wireguard.md 2.3.
const dumpOf = ({ privateKey, listenPort, fwmark, peers }: DeviceReport): string =>
  [
    [keyText(privateKey), privateKey ? A : "(none)", listenPort, fwmark === 0 ? "off" : `0x${fwmark.toString(16)}`],
    ...peers.map((peer) => [
      peer.publicKey,
      keyText(peer.presharedKey),
      peer.endpoint === undefined ? "(none)" : formatEndpoint(peer.endpoint),
      peer.allowedIps.length === 0 ? "(none)" : peer.allowedIps.join(","),
      peer.lastHandshake?.seconds ?? 0,
      peer.rxBytes,
      peer.txBytes,
      peer.keepalive === 0 ? "off" : peer.keepalive / seconds(1),
    ]),
  ].map((fields) => `${fields.join("\t")}\n`).join("")

const keyText = (key: SecretKey | undefined): string => (key === undefined ? "(none)" : Base64.encode(key.bytes))

/** Keys are hidden from deepEqual, and are compared by the text. */
test("a dump is what the device says of itself, but for the nanoseconds", () => {
  fc.assert(fc.property(anyReport, (report) => {
    const whole = {
      ...report,
      peers: report.peers.map((peer) => ({
        ...peer,
        lastHandshake: peer.lastHandshake?.seconds ? { ...peer.lastHandshake, nanoseconds: 0 } : undefined,
      })),
    }
    const read = Result.getOrThrow(readDump(dumpOf(whole)))
    assert.deepEqual(read, whole)
    assert.equal(reportText(read), reportText(whole))
  }))
})

test("a peer that was seen on a link is told without the link", () => {
  const { peers } = Result.getOrThrow(readDump(`${DEVICE}${A}\t(none)\t[fe80::1%eth0]:7\t(none)\t0\t0\t0\toff\n`))
  assert.deepEqual(peers[0]?.endpoint, { address: "fe80::1", port: 7 })
})

test("what is no dump is told by its line, and not what it says", () => {
  assert.deepEqual(readDump(""), Result.fail(1))
  for (const line of ["x", `${SECRET}\t${A}\t1`, `${SECRET}x\t${A}\t1\toff`, `${SECRET}\t${A}\t65536\toff`]) {
    assert.deepEqual(readDump(`${line}\n`), Result.fail(1), line)
  }
  assert.deepEqual(readDump(`${SECRET}\t${A}\t1\t0x1ffffffff\n`), Result.fail(1))
  const good = [A, "(none)", "192.0.2.1:7", "10.0.0.0/8,::/0", "1", "2", "3", "25"]
  assert.equal(Result.isSuccess(readDump(`${DEVICE}${good.join("\t")}\n`)), true)
  for (const [i, wrong] of ["A", "x", "192.0.2.1", "10.0.0.0/8,", "-1", "x", "1.5", "on"].entries()) {
    assert.deepEqual(readDump(`${DEVICE}${good.with(i, wrong).join("\t")}\n`), Result.fail(2), wrong)
  }
  assert.deepEqual(readDump(`${DEVICE}${good.slice(1).join("\t")}\n`), Result.fail(2))
})
