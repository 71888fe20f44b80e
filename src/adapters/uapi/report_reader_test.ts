import assert from "node:assert/strict"
import { test } from "node:test"
import * as Result from "effect/Result"
import fc from "fast-check"
import { anyReport } from "../../../tests/harness/uapi_arbitraries.ts"
import { readErrnoAnswer, readReport } from "./report_reader.ts"
import { reportText } from "./report_text.ts"

const KEY = "41".repeat(32)

/** Keys are hidden from deepEqual, and are compared by the text. */
test("a report survives the way through text", () => {
  fc.assert(fc.property(anyReport, (report) => {
    const text = reportText(report)
    const read = Result.getOrThrow(readReport(`${text}errno=0\n\n`))
    assert.deepEqual(read, report)
    assert.equal(reportText(read), text)
  }))
})

// spec/wireguard.md 2.1: BoringTun and others differ.
test("keys that are not known are left out, and those that are missing have no value", () => {
  const text = `own_public_key=${KEY}\npublic_key=${KEY}\nprotocol_version=1\nmood=good\nallowed_ip=::/0\nerrno=0\n\n`
  const { peers, ...device } = Result.getOrThrow(readReport(text))
  assert.deepEqual(device, { privateKey: undefined, listenPort: 0, fwmark: 0 })
  assert.deepEqual(peers.map(({ allowedIps, txBytes }) => [allowedIps, txBytes]), [[["::/0"], 0]])
})

test("a peer that was seen on a link is told without the link", () => {
  const { peers } = Result.getOrThrow(readReport(`public_key=${KEY}\nendpoint=[fe80::1%eth0]:7\nerrno=0\n\n`))
  assert.deepEqual(peers[0]?.endpoint, { address: "fe80::1", port: 7 })
})

test("a refusal is told by its number, whatever its sign", () => {
  for (const errno of ["-22", "22"]) {
    assert.deepEqual(readReport(`errno=${errno}\n\n`), Result.fail({ _tag: "Refused", errno: 22 }))
    assert.deepEqual(readErrnoAnswer(`errno=${errno}\n\n`), Result.fail({ _tag: "Refused", errno: 22 }))
  }
  assert.deepEqual(readErrnoAnswer("errno=0\n\n"), Result.succeed(undefined))
})

test("what is no answer is malformed, and where is told, but not what", () => {
  const wrong: readonly (readonly [text: string, line: number])[] = [
    ["", 1],
    ["errno=\n\n", 1],
    ["errno=x\n\n", 1],
    ["listen_port=1\n", 2],
    ["listen_port=1\n\nerrno=0\n\n", 2],
    ["listen_port=65536\nerrno=0\n\n", 1],
    ["private_key=41\nerrno=0\n\n", 1],
    [`public_key=${KEY}\nendpoint=localhost:1\nerrno=0\n\n`, 2],
    [`public_key=${KEY}\nrx_bytes=-1\nerrno=0\n\n`, 2],
    ["what\nerrno=0\n\n", 1],
  ]
  for (const [text, line] of wrong) assert.deepEqual(readReport(text), Result.fail({ _tag: "Malformed", line }), text)
  for (const text of ["", "errno=0", "errno=0\n", "errno=0\n\n\n", "a=b\nerrno=0\n\n"]) {
    assert.deepEqual(readErrnoAnswer(text), Result.fail({ _tag: "Malformed", line: 1 }), text)
  }
})
