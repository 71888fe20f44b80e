import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { anyChange } from "../../../tests/harness/uapi_arbitraries.ts"
import { changeText } from "./change_text.ts"
import { type Request, RequestReader } from "./request_reader.ts"

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

function read(...pieces: readonly string[]): readonly Request[] {
  const reader = new RequestReader()
  return pieces.flatMap((piece) => reader.push(bytesOf(piece)))
}

const BROKEN: Request = { _tag: "Broken" }
const refused = (errno: number): Request => ({ _tag: "Refused", errno })

test("requests are told apart, however they are cut and however many come at once", () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 })
  fc.assert(fc.property(fc.array(fc.option(anyChange), { maxLength: 4 }), sizes, (wanted, sizes) => {
    const text = wanted.map((change) => (change === null ? "get=1\n\n" : changeText(change))).join("")
    const pieces: string[] = []
    for (let at = 0, i = 0; at < text.length; i++) {
      const size = sizes[i % sizes.length] ?? 1
      pieces.push(text.slice(at, at + size))
      at += size
    }
    const got = read(...pieces).map((request) => (request._tag === "Set" ? request.change : request._tag))
    assert.deepEqual(got, wanted.map((change) => change ?? "Get"))
  }))
})

// spec/wireguard.md 2.1: "Anything else: WG closes the connection (`get=2`, upper case, CRLF)".
test("what begins no operation breaks the conversation", () => {
  for (const text of ["get=2\n\n", "GET=1\n\n", "get=1\r\n\r\n", "\n", "get\n", "get=1 \n", "\0\n", "errno=0\n"]) {
    assert.deepEqual(read(text, "get=1\n\n"), [BROKEN], text)
  }
})

test("a request without its end is none yet", () => {
  assert.deepEqual(read("get=1\n"), [])
  assert.deepEqual(read("set=1\nlisten_port=1\n"), [])
  assert.deepEqual(read("set=1\nlisten_port=1"), [])
})

test("a request that is wrong is read to its end, and the next one is understood", () => {
  assert.deepEqual(read("set=1\nlisten_port=x\nfwmark\n\nget=1\n\n"), [refused(22), { _tag: "Get" }])
  assert.deepEqual(read("set=1\nfwmark\n\nget=1\n\n"), [refused(71), { _tag: "Get" }])
  assert.deepEqual(read("get=1\nx\ny\n\nget=1\n\n"), [refused(22), { _tag: "Get" }])
})

test("an endless line is not waited for, before an operation or in it", () => {
  const line = "a".repeat(300)
  assert.deepEqual(read(line, line, "\n"), [BROKEN])
  assert.deepEqual(read("set=1\n", line, "\n\n", "get=1\n\n"), [refused(5), BROKEN])
  assert.deepEqual(read("set=1\n", ...Array.from(line)), [refused(5), BROKEN])
})

test("an endless request is not waited for", () => {
  const reader = new RequestReader()
  assert.deepEqual(reader.push(bytesOf("set=1\n")), [])
  const piece = bytesOf("listen_port=1\n".repeat(74_899))
  const got: Request[] = []
  for (let i = 0; i < 40 && got.length === 0; i++) got.push(...reader.push(piece))
  assert.deepEqual(got, [refused(5), BROKEN])
})

test("any bytes come to an end", () => {
  const word = fc.constantFrom("get=1\n", "set=1\n", "\n", "\n\n", "public_key=", "41".repeat(32), "=", "\0")
  const anyPiece = fc.oneof(word.map(bytesOf), fc.uint8Array({ maxLength: 300 }))
  fc.assert(fc.property(fc.array(anyPiece), (pieces) => {
    const reader = new RequestReader()
    const got = pieces.flatMap((piece) => reader.push(piece))
    const broken = got.findIndex(({ _tag }) => _tag === "Broken")
    assert.ok(broken < 0 || broken === got.length - 1)
  }))
})
