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

test("what lies between input and outputs is wiped", () => {
  const between = new Set<Uint8Array>()
  const watching = {
    ...nobleSuite,
    hmac: (key: Uint8Array, data: Uint8Array) => {
      const output = nobleSuite.hmac(key, data)
      between.add(output)
      if (data.length === 33) between.add(data)
      return output
    },
  }
  const [key, input] = [Uint8Array.of(1, 2), Uint8Array.of(3)]
  const outputs = [[kdf1(watching, key, input)], kdf2(watching, key, input), kdf3(watching, key, input)].flat()
  for (const output of outputs) between.delete(output)
  assert.equal(between.size, 4, "three pseudo-random keys and the buffer that chains")
  for (const bytes of between) assert.ok(bytes.every((byte) => byte === 0))
  assert.deepEqual([key, input], [Uint8Array.of(1, 2), Uint8Array.of(3)])
})
