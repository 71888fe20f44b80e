/** The identity that Talos' own tests load from disk (spec/kubespan.md 10.2), with every suite that claims X25519. */
import assert from "node:assert/strict"
import { test } from "node:test"
import * as Base64 from "effect/encoding/Base64"
import * as Result from "effect/Result"
import { nativeSuite } from "../../src/adapters/crypto/native_suite.ts"
import { publicKeyOf } from "../../src/domain/public_key.ts"
import { nobleSuite } from "../../src/domain/wireguard/noble_suite.ts"

const PRIVATE_KEY = "sF45u5ePau58WeeCUY3T8D9foEKaQ8Opx4cGC8g4XE4="
const PUBLIC_KEY = "Oak2fBEWngBhwslBxDVgnRNHXs88OAp4kjroSX0uqUE="

for (const suite of [nobleSuite, nativeSuite]) {
  test(`${suite.name}: the private key of upstream's identity file has the public key that stands beside it`, () => {
    const { publicKey } = suite.keyPair(Result.getOrThrow(Base64.decode(PRIVATE_KEY)))
    assert.equal(publicKeyOf(publicKey), PUBLIC_KEY)
  })
}
