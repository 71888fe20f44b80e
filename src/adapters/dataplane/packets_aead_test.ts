/** ChaCha20-Poly1305 of the packet module against RFC 8439's vectors, and against another implementation. */
import assert from "node:assert/strict"
import { test } from "node:test"
import { poly1305 } from "@noble/ciphers/_poly1305.js"
import { chacha20poly1305 } from "@noble/ciphers/chacha.js"
import fc from "fast-check"
import { arena } from "../../../tests/harness/arena.ts"
import { hex, toHex } from "../../../tests/harness/vectors.ts"
import { asciiBytes } from "../../domain/bytes.ts"

const KEY = 4096
const AT = 8192
const TAG = 16
const here = arena(4)
const { bytes, packets, read } = here

/** What `seal` makes of `text`: ciphertext and tag. */
function sealed(key: Uint8Array, low: number, high: number, text: Uint8Array): Uint8Array {
  bytes.set(key, KEY)
  bytes.set(text, AT)
  packets.seal(KEY, low, high, AT, text.length)
  return read(AT, text.length + TAG)
}

function expected(key: Uint8Array, low: number, high: number, text: Uint8Array): Uint8Array {
  const nonce = new Uint8Array(12)
  new DataView(nonce.buffer).setUint32(4, low, true)
  new DataView(nonce.buffer).setUint32(8, high, true)
  return chacha20poly1305(key, nonce).encrypt(text)
}

const pattern = (length: number, seed: number): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => Math.imul(i + seed, 0x9e3779b1) >>> 24)

// RFC 8439 A.1: a key and nonce of zeros give this block 1.
test("zeros are encrypted to block 1 of the key stream", () => {
  const block = "9f07e7be5551387a98ba977c732d080dcb0f29a048e3656912c6533e32ee7aed" +
    "29b721769ce64e43d57133b074d839d531ed1f28510afb45ace10a1f4b794d6f"
  assert.equal(toHex(sealed(new Uint8Array(32), 0, 0, new Uint8Array(64)).subarray(0, 64)), block)
})

// RFC 8439 A.2, test vector 2: its nonce is four zero bytes and a counter, and it starts with block 1.
test("a longer text of the RFC", () => {
  const text = asciiBytes(
    "Any submission to the IETF intended by the Contributor for publication as all or part of an IETF Internet-Draft " +
      'or RFC and any statement made within the context of an IETF activity is considered an "IETF Contribution". Such ' +
      "statements include oral statements in IETF sessions, as well as written and electronic communications made at " +
      "any time or place, which are addressed to",
  )
  const key = new Uint8Array(32).fill(1, 31)
  assert.equal(
    toHex(sealed(key, 0, 0x02000000, text).subarray(0, text.length)),
    "a3fbf07df3fa2fde4f376ca23e82737041605d9f4f4f57bd8cff2c1d4b7955ec2a97948bd3722915c8f3d337f7d370050e9e96d647b7c39f" +
      "56e031ca5eb6250d4042e02785ececfa4b4bb5e8ead0440e20b6e8db09d881a7c6132f420e52795042bdfa7773d8a9051447b3291ce141" +
      "1c680465552aa6c405b7764d5e87bea85ad00f8449ed8f72d0d662ab052691ca66424bc86d2df80ea41f43abf937d3259dc4b2d0dfb48a" +
      "6c9139ddd7f76966e928e635553ba76c5c879d7b35d49eb2e62b0871cdac638939e25e8a1e0ef9d5280fa8ca328b351c3c765989cbcf3d" +
      "aa8b6ccc3aaf9f3979c92b3720fc88dc95ed84a1be059c6499b9fda236e7e818b04b0bc39c1e876b193bfe5569753f88128cc08aaa9b63" +
      "d1a16f80ef2554d7189c411f5869ca52c5b83fa36ff216b9c1d30062bebcfd2dc5bce0911934fda79a86f6e698ced759c3ff9b6477338f" +
      "3da4f9cd8514ea9982ccafb341b2384dd902f3d1ab7ac61dd29c6f21ba5b862f3730e37cfdc4fd806c22f221",
  )
})

/** RFC 8439 A.3, test vectors 7 to 11: r, s, text, tag. They look for carries that get lost. */
const CARRIES = [
  ["02", "00", "ff".repeat(16), "03"],
  ["02", "ff".repeat(16), "02" + "00".repeat(15), "03"],
  ["01", "00", "ff".repeat(16) + "f0" + "ff".repeat(15) + "11" + "00".repeat(15), "05"],
  ["01", "00", "ff".repeat(16) + "fb" + "fe".repeat(15) + "01".repeat(16), "00"],
  ["02", "00", "fd" + "ff".repeat(15), "fa" + "ff".repeat(15)],
  [
    "01000000000000000400000000000000",
    "00",
    "e33594d7505e43b90000000000000000" + "3394d7505e4379cd0100000000000000" + "00".repeat(16) + "01" + "00".repeat(15),
    "14000000000000005500000000000000",
  ],
  [
    "01000000000000000400000000000000",
    "00",
    "e33594d7505e43b90000000000000000" + "3394d7505e4379cd0100000000000000" + "00".repeat(16),
    "13",
  ],
] as const

function tagOf(key: Uint8Array, text: Uint8Array): string {
  bytes.set(key, KEY)
  bytes.set(text, AT)
  packets.poly1305OfBlocks(KEY, AT, text.length, KEY + 64)
  return toHex(read(KEY + 64, TAG))
}

test("Poly1305 loses no carry", () => {
  for (const [r, s, text, tag] of CARRIES) {
    assert.equal(tagOf(hex(r.padEnd(32, "0") + s.padEnd(32, "0")), hex(text)), tag.padEnd(32, "0"))
  }
})

/** Bytes near the ends of their range, where carries are. */
const extremes = (length: number): fc.Arbitrary<Uint8Array> =>
  fc.array(fc.constantFrom(0, 1, 0xfa, 0xfb, 0xfc, 0xfe, 0xff), { minLength: length, maxLength: length }).map((all) =>
    Uint8Array.from(all)
  )

test("Poly1305 agrees with another one on extreme numbers", () => {
  const text = fc.integer({ min: 0, max: 70 }).chain((blocks) => extremes(16 * blocks))
  fc.assert(
    fc.property(extremes(32), text, (key, text) => assert.equal(tagOf(key, text), toHex(poly1305(text, key)))),
    {
      numRuns: 300,
    },
  )
})

test("every length up to 300 agrees with another implementation, both ways", () => {
  for (let length = 0; length <= 300; length++) {
    const key = pattern(32, length)
    const text = pattern(length, 7 * length)
    const cipher = sealed(key, length * 0x01010101, length, text)
    assert.deepEqual(cipher, expected(key, length * 0x01010101, length, text), `${length}`)
    assert.equal(packets.open(KEY, length * 0x01010101, length, AT, length), 1)
    assert.deepEqual(read(AT, length), text)
  }
})

test("so do others up to the longest, at any offset", () => {
  const u32 = fc.nat(0xffffffff)
  const length = fc.oneof(fc.integer({ min: 301, max: 2000 }), fc.integer({ min: 2001, max: 65_535 }))
  fc.assert(
    fc.property(length, u32, u32, u32, fc.nat(31), (length, seed, low, high, shift) => {
      const text = pattern(length, seed)
      const key = pattern(32, seed + 1)
      bytes.set(key, KEY)
      bytes.set(text, AT + shift)
      packets.seal(KEY, low, high, AT + shift, length)
      assert.deepEqual(read(AT + shift, length + TAG), expected(key, low, high, text))
      assert.equal(packets.open(KEY, low, high, AT + shift, length), 1)
      assert.deepEqual(read(AT + shift, length), text)
    }),
    { numRuns: 40 },
  )
})

const flip = (offset: number): void => {
  bytes[AT + offset] = (bytes[AT + offset] ?? 0) ^ (1 << (offset % 8))
}

test("one bit that differs anywhere is refused, and nothing is written", () => {
  for (const length of [0, 1, 15, 64, 200, 1420]) {
    const cipher = sealed(pattern(32, 1), 5, 6, pattern(length, 2))
    for (let at = 0; at < cipher.length; at += at < length - 16 ? 13 : 1) {
      flip(at)
      const forged = read(AT - 16, length + 48)
      assert.equal(packets.open(KEY, 5, 6, AT, length), 0, `${length}: ${at}`)
      assert.deepEqual(read(AT - 16, length + 48), forged)
      flip(at)
    }
    assert.equal(packets.open(KEY, 6, 6, AT, length), 0, "another counter")
    assert.equal(packets.open(KEY, 5, 7, AT, length), 0, "another counter's upper half")
    assert.equal(packets.open(KEY, 5, 6, AT, length), 1)
  }
})

test("nothing is written around a text and its tag", () => {
  for (const length of [0, 1, 63, 192, 193, 448, 1420]) {
    bytes.fill(0xa5, AT - 512, AT + length + 1024)
    packets.seal(KEY, 1, 0, AT, length)
    for (let i = -512; i < length + 1024; i++) {
      if (i < 0 || i >= length + TAG) assert.equal(bytes[AT + i], 0xa5)
    }
  }
})
