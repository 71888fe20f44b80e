/**
 * Laws of what goes through discovery: what is sealed opens as it was, equal endpoints are equal blobs, and bytes from a
 * stranger are refused or make sense, whatever they are.
 */
import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { Affiliate } from "../../src/domain/discovery/affiliate.ts"
import { decodeAffiliate, encodeAffiliate } from "../../src/domain/discovery/affiliate_message.ts"
import { decodeEndpoint, encodeEndpoint } from "../../src/domain/discovery/endpoint_message.ts"
import { affiliateFromNode, annotationsOf } from "../../src/domain/discovery/node_annotations.ts"
import { openAffiliate, openEndpoint, sealAffiliate, sealEndpoint } from "../../src/domain/discovery/seal.ts"
import { sameEndpoint } from "../../src/domain/net/endpoint.ts"
import { EndpointSchema } from "../../src/domain/net/schemas.ts"
import { Rng } from "../../src/sim/rng.ts"
import { anyAffiliate, anyEndpoint, bytesOf } from "../harness/affiliates.ts"
import { goldenAffiliate, goldenEndpoints, goldenSecret } from "../harness/discovery_vectors.ts"
import { hex, toHex } from "../harness/vectors.ts"

const isAffiliate = Schema.is(Affiliate)
const isEndpoint = Schema.is(EndpointSchema)
const secret = bytesOf(32)

/** The affiliate as another member gets it: its endpoints travel apart. */
function withoutEndpoints(affiliate: Affiliate): Affiliate {
  const { kubespan } = affiliate
  return kubespan === undefined ? affiliate : { ...affiliate, kubespan: { ...kubespan, endpoints: [] } }
}

test("a sealed affiliate opens as it was, but for its endpoints, and 28 bytes longer than its message", () => {
  fc.assert(fc.property(anyAffiliate, secret, bytesOf(12), (affiliate, key, nonce) => {
    const sealed = Result.getOrThrow(sealAffiliate(affiliate, key, nonce))
    assert.equal(sealed.length, encodeAffiliate(affiliate).length + 28)
    assert.deepEqual(sealed.subarray(0, 12), nonce)
    assert.deepEqual(openAffiliate(sealed, key), Result.succeed(withoutEndpoints(affiliate)))
  }))
})

test("a sealed endpoint opens as it was, in 16 bytes for IPv4 and 32 for IPv6", () => {
  fc.assert(fc.property(anyEndpoint, secret, (endpoint, key) => {
    const sealed = sealEndpoint(endpoint, key)
    assert.equal(sealed.length, endpoint.address.includes(":") ? 32 : 16)
    assert.deepEqual(openEndpoint(sealed, key), Result.succeed(endpoint))
  }))
})

// spec/discovery.md 2.3: "so that the server can de-duplicate, by byte equality, the same endpoint".
test("endpoints are equal exactly if their blobs are", () => {
  const near = fc.tuple(anyEndpoint, fc.nat({ max: 2 })).map(([{ address, port }, step]) =>
    [{ address, port }, { address, port: Math.min(65535, port + step) }] as const
  )
  fc.assert(fc.property(fc.oneof(near, fc.tuple(anyEndpoint, anyEndpoint)), secret, ([a, b], key) => {
    const [one, other] = [a, b].map((endpoint) => toHex(sealEndpoint({ ...endpoint }, key)))
    assert.equal(one === other, sameEndpoint(a, b))
  }))
})

test("an affiliate survives the way through a Node's annotations, endpoints included", () => {
  fc.assert(fc.property(anyAffiliate, fc.boolean(), (drawn, isControlPlane) => {
    const { controlPlane, ...rest } = drawn
    const affiliate: Affiliate = {
      ...rest,
      machineType: isControlPlane ? "controlplane" : "worker",
      ...(isControlPlane && controlPlane && { controlPlane }),
    }
    const { nodename, hostname, operatingSystem } = affiliate
    const annotations = annotationsOf(affiliate)
    assert.equal(Object.keys(annotations).length, 8)
    const read = affiliateFromNode({ annotations, nodename, hostname, isControlPlane, operatingSystem })
    assert.deepEqual(read, affiliate)
  }))
})

test("any annotations are no affiliate or make a valid one", () => {
  const names = Object.keys(annotationsOf(goldenAffiliate.fields))
  const value = fc.oneof(
    fc.string(),
    fc.constantFrom("", "1", "65535", "fd50::1", "10.0.0.1", "10.0.0.0/8", "[::1]:1", goldenAffiliate.fields.nodeId),
    fc.array(fc.oneof(fc.ipV4(), fc.ipV6(), fc.string())).map((items) => items.join(",")),
  )
  const annotations = fc.dictionary(fc.constantFrom(...names), value, { noNullPrototype: true })
  const numRuns = 2000
  fc.assert(
    fc.property(annotations, fc.boolean(), (annotations, isControlPlane) => {
      const names = { nodename: "n", hostname: "h", operatingSystem: "" }
      const read = affiliateFromNode({ annotations, isControlPlane, ...names })
      assert.ok(read === undefined || isAffiliate(read))
    }),
    { numRuns },
  )
})

const BLOBS = 20_000
const SEED = 4_177

/** Some blob in which bits are flipped and bytes cut off, put in or doubled; now and then random bytes instead. */
function mutated(rng: Rng, whole: Uint8Array): Uint8Array {
  if (rng.below(8) === 0) return rng.fill(new Uint8Array(rng.below(64)))
  let bytes = [...whole]
  for (let left = 1 + rng.below(4); left > 0; left--) {
    const at = rng.below(bytes.length + 1)
    const kind = rng.below(4)
    if (kind === 0) bytes[at] = (bytes[at] ?? 0) ^ (1 << rng.below(8))
    if (kind === 1) bytes = bytes.slice(0, at)
    if (kind === 2) bytes.splice(at, rng.below(3), rng.below(256))
    if (kind === 3) bytes.splice(at, 0, ...bytes.slice(at, at + rng.below(40)))
  }
  return Uint8Array.from(bytes)
}

/** Opens many mutations of the blobs: each is refused, or `isValid`. Returns how many were not refused. */
function storm<A>(
  blobs: readonly Uint8Array[],
  open: (blob: Uint8Array) => Result.Result<A, string>,
  isValid: (value: A) => boolean,
): number {
  const rng = Rng.seeded(SEED)
  let accepted = 0
  for (let i = 0; i < BLOBS; i++) {
    const blob = mutated(rng, blobs[rng.below(blobs.length)] ?? new Uint8Array())
    const copy = toHex(blob)
    const opened = open(blob)
    assert.equal(toHex(blob), copy, "what is opened is left as it is")
    if (Result.isFailure(opened)) continue
    accepted++
    assert.ok(isValid(opened.success), `seed ${SEED}, blob ${i}: ${copy}`)
  }
  return accepted
}

const messages = [goldenAffiliate.plaintext, "0a016112040a000001", "0a0161420308ab32", "0a01612a046a6f696e"].map(hex)
const plaintexts = goldenEndpoints.map(({ plaintext }) => hex(plaintext))

test("mutated affiliate messages are refused or make a valid affiliate, which encodes again", () => {
  const accepted = storm(messages, decodeAffiliate, (affiliate) => {
    assert.deepEqual(decodeAffiliate(encodeAffiliate(affiliate)), Result.succeed(affiliate))
    return isAffiliate(affiliate)
  })
  assert.ok(accepted > BLOBS / 20, `only ${accepted} were read at all`)
})

test("mutated endpoint plaintexts are refused or make a valid endpoint, which encodes again", () => {
  const accepted = storm(plaintexts, decodeEndpoint, (endpoint) => {
    assert.deepEqual(decodeEndpoint(encodeEndpoint(endpoint)), Result.succeed(endpoint))
    return isEndpoint(endpoint)
  })
  assert.ok(accepted > BLOBS / 20, `only ${accepted} were read at all`)
})

test("mutated sealed affiliates are refused unless nothing was changed", () => {
  const sealed = hex(goldenAffiliate.sealed)
  storm([sealed], (blob) => openAffiliate(blob, goldenSecret), (affiliate) => {
    assert.deepEqual(affiliate, goldenAffiliate.fields)
    return isAffiliate(affiliate)
  })
})

test("mutated sealed endpoints are refused or make a valid endpoint", () => {
  const sealed = goldenEndpoints.map((one) => hex(one.sealed))
  storm(sealed, (blob) => openEndpoint(blob, goldenSecret), isEndpoint)
})
