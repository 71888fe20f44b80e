import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { vectors } from "../../../tests/harness/vectors.ts"
import { addressFromOctets, addressOctets, ipAddress } from "../../domain/net/ip_address.ts"
import { prefix, prefixContains } from "../../domain/net/prefix.ts"
import { canEmbed, EMBEDDING_LENGTHS, Ipv4Embedding, WELL_KNOWN_PREFIX } from "./ipv4_embedding.ts"

interface Published {
  readonly vectors: readonly { readonly prefix: string; readonly ipv4: string; readonly ipv6: string }[]
}

test("the published addresses come out, and back", () => {
  for (const one of vectors<Published>("rfc6052").vectors) {
    const embedding = new Ipv4Embedding(prefix(one.prefix))
    assert.equal(embedding.embed(ipAddress(one.ipv4)), ipAddress(one.ipv6), one.prefix)
    assert.equal(embedding.extract(ipAddress(one.ipv6)), one.ipv4, one.prefix)
  }
})

test("nothing is extracted from IPv4, or from another prefix", () => {
  const embedding = new Ipv4Embedding(WELL_KNOWN_PREFIX)
  for (const other of ["192.0.2.33", "2001:db8::c000:221", "64:ff9b:1::c000:221"]) {
    assert.equal(embedding.extract(ipAddress(other)), undefined)
  }
})

// RFC 6052 section 2.2: what follows the address is reserved, and ignored by who extracts.
test("what follows the IPv4 address does not matter", () => {
  const embedding = new Ipv4Embedding(prefix("2001:db8:122::/48"))
  assert.equal(embedding.extract(ipAddress("2001:db8:122:c000:2:2100:0:7")), "192.0.2.33")
})

// Section 3.1.
test("the well-known prefix is not for private addresses, other prefixes are for all", () => {
  const [known, own] = ["64:ff9b::/96", "2001:db8::/96"].map((text) => new Ipv4Embedding(prefix(text)))
  for (const address of ["10.1.2.3", "172.16.0.1", "192.168.1.1", "100.64.0.1", "169.254.1.1"].map(ipAddress)) {
    assert.deepEqual([known?.allows(address), own?.allows(address)], [false, true], address)
  }
  assert.ok(known?.allows(ipAddress("198.51.100.1")))
})

// Section 2.2: the lengths, and bits 64 to 71.
test("not every prefix has room for IPv4 addresses", () => {
  const texts = [
    "64:ff9b::/96",
    "2001:db8::/32",
    "2001:db8::/33",
    "2001:db8::/128",
    "10.0.0.0/8",
    "2001:db8:0:0:100::/96",
  ]
  assert.deepEqual(texts.map(prefix).map(canEmbed), [true, true, false, false, false, false])
})

test("whatever is embedded is extracted, lies in the prefix, and leaves bits 64 to 71 alone", () => {
  const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })
  fc.assert(fc.property(bytes(4), bytes(16), fc.constantFrom(...EMBEDDING_LENGTHS), (octets, base, length) => {
    base[8] = 0
    const block = prefix(`${addressFromOctets(base, 0, "v6")}/${length}`)
    fc.pre(block.includes(":"))
    const [embedding, address] = [new Ipv4Embedding(block), addressFromOctets(octets, 0, "v4")]
    const embedded = embedding.embed(address)
    assert.equal(embedding.extract(embedded), address)
    assert.ok(prefixContains(block, embedded))
    assert.equal(addressOctets(embedded)[8], 0)
  }))
})
