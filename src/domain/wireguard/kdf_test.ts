import assert from "node:assert/strict"
import { test } from "node:test"
import { hex, toHex, vectors } from "../../../tests/harness/vectors.ts"
import { kdf1, kdf2, kdf3 } from "./kdf.ts"
import { nobleSuite } from "./noble_suite.ts"

const { cases } = vectors<{ cases: { key: string; input: string; t: [string, string, string] }[] }>("wireguard_kdf")

test("KDF1, KDF2 and KDF3 give the outputs of wireguard-go's test", () => {
  for (const { key, input, t } of cases) {
    const [k, x] = [hex(key), hex(input)]
    assert.equal(toHex(kdf1(nobleSuite, k, x)), t[0])
    assert.deepEqual(kdf2(nobleSuite, k, x).map(toHex), t.slice(0, 2))
    assert.deepEqual(kdf3(nobleSuite, k, x).map(toHex), t)
  }
})
