import assert from "node:assert/strict"
import { test } from "node:test"
import * as Result from "effect/Result"
import fc from "fast-check"
import { formatService, hasPath, parseServiceUrl } from "./service_url.ts"

const read = (text: string): string => {
  const parsed = parseServiceUrl(text)
  if (Result.isFailure(parsed)) return parsed.failure
  return `${formatService(parsed.success)} ${parsed.success.isSecure ? "TLS" : "insecure"}`
}

const SCHEME = "endpoint scheme must be http://, https:// or grpc://"

// spec/kubespan.md 3.3 and 10.9, CFG/types/cluster/discovery_service_test.go: fifteen normalisations.
test("the host and the port are taken from a URL, and what is not there follows from the scheme", () => {
  const cases = {
    "https://discovery.example.com:6443": "discovery.example.com:6443 TLS",
    "https://discovery.example.com": "discovery.example.com:443 TLS",
    "http://discovery.example.com:8080": "discovery.example.com:8080 insecure",
    "http://discovery.example.com": "discovery.example.com:80 insecure",
    "grpc://discovery.example.com": "discovery.example.com:443 TLS",
    "https://192.168.1.1:6443": "192.168.1.1:6443 TLS",
    "http://192.168.1.1": "192.168.1.1:80 insecure",
    "https://[::1]:6443": "[::1]:6443 TLS",
    "http://[::1]": "[::1]:80 insecure",
    "https://discovery.example.com:6443/api/v1": "discovery.example.com:6443 TLS",
    "https://discovery.example.com:6443?key=value": "discovery.example.com:6443 TLS",
    "not a valid url://[": SCHEME,
    "": "endpoint is required",
    "discovery.example.com": SCHEME,
    "ftp://discovery.example.com": SCHEME,
  }
  for (const [text, expected] of Object.entries(cases)) assert.equal(read(text), expected, text)
})

test("a URL may be written in other ways", () => {
  assert.equal(read("HTTPS://discovery.example.com:/"), "discovery.example.com:443 TLS")
  assert.equal(read("https://user:pass@discovery.example.com/"), "discovery.example.com:443 TLS")
  assert.equal(read("https://[2001:DB8:0::1]#x"), "[2001:db8::1]:443 TLS")
})

test("without a host, with one that is none, or with an impossible port it is refused", () => {
  assert.equal(read("https://"), "endpoint host is required")
  assert.equal(read("https:///path"), "endpoint host is required")
  assert.equal(read("https://:443"), "endpoint host is required")
  for (const text of ["https://a b", "https://::1", "https://[::1", "https://[1.2.3.4]", "https://a:b"]) {
    assert.match(read(text), /^endpoint host must be a name/, text)
  }
  for (const text of ["http://x:0", "http://x:65536", "constructor://x"]) {
    assert.match(read(text), /^endpoint (port|scheme)/)
  }
})

test("a slash is no path", () => {
  for (const text of ["https://x", "https://x/", "https://x/?q", "x"]) assert.ok(!hasPath(text), text)
  for (const text of ["https://x/p", "https://x//"]) assert.ok(hasPath(text), text)
})

test("what is written is read again as the same", () => {
  const host = fc.oneof(fc.domain(), fc.ipV4(), fc.ipV6().map((address) => `[${address}]`))
  fc.assert(
    fc.property(host, fc.integer({ min: 1, max: 65535 }), fc.constantFrom("http", "grpc"), (host, port, scheme) => {
      const parsed = parseServiceUrl(`${scheme}://${host}:${port}/`)
      assert.ok(Result.isSuccess(parsed))
      assert.deepEqual(parseServiceUrl(`${scheme}://${formatService(parsed.success)}`), parsed)
      assert.equal(parsed.success.port, port)
    }),
  )
})

test("no text is too strange to be answered", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => void [read(text), read(`https://${text}`), hasPath(text)]),
  )
})
