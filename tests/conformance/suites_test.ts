/**
 * One file for all suites. Those that claim real cryptography reproduce the papers' vectors; the model, which does not,
 * keeps the laws that the protocol rests on. Everything expected here comes from the vector files.
 */
import assert from "node:assert/strict"
import { test } from "node:test"
import { nativeSuite } from "../../src/adapters/crypto/native_suite.ts"
import { concatBytes } from "../../src/domain/bytes.ts"
import { nobleSuite } from "../../src/domain/wireguard/noble_suite.ts"
import { modelSuite } from "../../src/sim/model_suite.ts"
import { Rng } from "../../src/sim/rng.ts"
import { hex, toHex, vectors } from "../harness/vectors.ts"

interface Aead {
  readonly key: string
  readonly nonce: string
  readonly aad: string
  readonly plaintext: string
  readonly ciphertext: string
  readonly tag: string
}

interface WycheproofAead {
  readonly tcId: number
  readonly key: string
  readonly iv: string
  readonly aad: string
  readonly msg: string
  readonly ct: string
  readonly tag: string
  readonly result: "valid" | "invalid" | "acceptable"
  readonly flags: readonly string[]
}

const rfc7748 = vectors<{
  x25519: { scalar: string; u: string; out: string }[]
  iterated: { iterations: number; out: string }[]
  diffieHellman: Record<"alicePrivate" | "alicePublic" | "bobPrivate" | "bobPublic" | "shared", string>
  lowOrder: string[]
}>("rfc7748")
const blake2s = vectors<{
  unkeyed: { input: string; output: string }[]
  keyed: { key: string; input: string; output: string; outputLength: number }[]
}>("rfc7693_blake2s")
const rfc8439 = vectors<{ cases: Aead[] }>("rfc8439_aead")
const xchacha = vectors<{ aead: Aead[] }>("xchacha_draft")
const wycheproof = vectors<{
  x25519: { tcId: number; public: string; private: string; shared: string; result: string; flags: string[] }[]
  chacha20Poly1305: WycheproofAead[]
  xchacha20Poly1305: WycheproofAead[]
}>("wycheproof_subset")

for (const suite of [nobleSuite, nativeSuite]) {
  const dh = (scalar: string, u: string): string | undefined => {
    const shared = suite.dh(suite.keyPair(hex(scalar)), hex(u))
    return shared && toHex(shared)
  }

  test(`${suite.name}: X25519 of RFC 7748`, () => {
    for (const { scalar, u, out } of rfc7748.x25519) assert.equal(dh(scalar, u), out)
    const { alicePrivate, alicePublic, bobPrivate, bobPublic, shared } = rfc7748.diffieHellman
    assert.equal(toHex(suite.keyPair(hex(alicePrivate)).publicKey), alicePublic)
    assert.equal(dh(alicePrivate, bobPublic), shared)
    assert.equal(dh(bobPrivate, alicePublic), shared)
  })

  test(`${suite.name}: X25519 iterated a thousand times`, () => {
    let [k, u] = ["09".padEnd(64, "0"), "09".padEnd(64, "0")]
    for (let i = 1; i <= 1000; i++) {
      const next = dh(k, u) ?? ""
      ;[k, u] = [next, k]
      const expected = rfc7748.iterated.find((one) => one.iterations === i)
      if (expected !== undefined) assert.equal(k, expected.out, `after ${i}`)
    }
  })

  test(`${suite.name}: low-order points give no shared secret`, () => {
    for (const u of rfc7748.lowOrder) assert.equal(dh("11".repeat(32), u), undefined, u)
  })

  test(`${suite.name}: BLAKE2s of RFC 7693, plain and keyed`, () => {
    for (const { input, output } of blake2s.unkeyed) assert.equal(toHex(suite.hash(hex(input))), output)
    const macs = blake2s.keyed.filter((one) => one.outputLength === 16)
    assert.ok(macs.length > 0)
    for (const { key, input, output } of macs) assert.equal(toHex(suite.mac(hex(key), hex(input))), output)
  })

  test(`${suite.name}: AEADs of RFC 8439 and of the XChaCha draft`, () => {
    const seals = [
      ...rfc8439.cases.map((one) => [one, suite.seal, suite.open] as const),
      ...xchacha.aead.map((one) => [one, suite.xseal, suite.xopen] as const),
    ]
    for (const [{ key, nonce, aad, plaintext, ciphertext, tag }, seal, open] of seals) {
      const sealed = seal(hex(key), hex(nonce), hex(plaintext), hex(aad))
      assert.equal(toHex(sealed), ciphertext + tag)
      assert.deepEqual(open(hex(key), hex(nonce), sealed, hex(aad)), hex(plaintext))
    }
  })

  test(`${suite.name}: Wycheproof's edge cases`, () => {
    for (const { tcId, private: scalar, public: u, shared, flags } of wycheproof.x25519) {
      const isZero = flags.includes("ZeroSharedSecret")
      assert.equal(dh(scalar, u), isZero ? undefined : shared, `x25519 ${tcId}`)
    }
    const aeads = [[wycheproof.chacha20Poly1305, suite.open], [wycheproof.xchacha20Poly1305, suite.xopen]] as const
    for (const [cases, open] of aeads) {
      for (const { tcId, key, iv, aad, msg, ct, tag, result, flags } of cases) {
        if (flags.includes("InvalidNonceSize")) continue
        const opened = open(hex(key), hex(iv), hex(ct + tag), hex(aad))
        assert.equal(opened && toHex(opened), result === "valid" ? msg : undefined, `aead ${tcId}`)
      }
    }
  })
}

for (const suite of [nobleSuite, nativeSuite, modelSuite]) {
  const rng = Rng.seeded(31)
  const bytes = (length: number): Uint8Array => rng.fill(new Uint8Array(length))

  test(`${suite.name}: key agreement is mutual, and a low-order key agrees with nobody`, () => {
    for (let i = 0; i < 8; i++) {
      const [a, b] = [suite.keyPair(bytes(32)), suite.keyPair(bytes(32))]
      assert.deepEqual(suite.dh(a, b.publicKey), suite.dh(b, a.publicKey))
      assert.notDeepEqual(suite.dh(a, b.publicKey), suite.dh(a, a.publicKey))
    }
    assert.equal(suite.dh(suite.keyPair(bytes(32)), new Uint8Array(32)), undefined)
  })

  test(`${suite.name}: what is sealed opens with the same key, nonce and data, and with no other`, () => {
    for (const [seal, open, nonceLength] of [[suite.seal, suite.open, 12], [suite.xseal, suite.xopen, 24]] as const) {
      for (const length of [0, 1, 15, 16, 17, 1420]) {
        const [key, nonce, ad, text] = [bytes(32), bytes(nonceLength), bytes(32), bytes(length)]
        const sealed = seal(key, nonce, text, ad)
        assert.equal(sealed.length, length + 16)
        assert.deepEqual(open(key, nonce, sealed, ad), text)
        for (const part of [key, nonce, ad, sealed]) {
          const at = rng.below(part.length)
          part[at] = (part[at] ?? 0) ^ (1 << rng.below(8))
          assert.equal(open(key, nonce, sealed, ad), undefined)
          part[at] = (part[at] ?? 0) ^ 0xff
        }
        assert.equal(open(key, nonce, sealed.subarray(0, 15), ad), undefined)
      }
    }
  })

  test(`${suite.name}: sealInto() is seal() without associated data`, () => {
    for (const length of [0, 5, 96]) {
      const [key, nonce, text, out] = [bytes(32), bytes(12), bytes(length), new Uint8Array(length + 16)]
      suite.sealInto(key, nonce, text, out)
      assert.deepEqual(out, suite.seal(key, nonce, text, new Uint8Array(0)))
    }
  })

  test(`${suite.name}: digests have their lengths and hash() joins its parts`, () => {
    const [key, data] = [bytes(32), bytes(100)]
    assert.deepEqual([suite.hash(data), suite.mac(key, data), suite.hmac(key, data)].map((d) => d.length), [32, 16, 32])
    assert.notDeepEqual(suite.mac(key, data), suite.mac(data.subarray(0, 32), data))
    if (suite !== modelSuite) assert.deepEqual(suite.hash(key, data), suite.hash(concatBytes(key, data)))
  })
}
