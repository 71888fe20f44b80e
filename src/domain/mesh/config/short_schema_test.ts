import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { test } from "node:test"
import { complaints, short } from "../../../../tests/harness/configs.ts"
import { undescribed } from "../../../../tests/harness/json_schema.ts"
import { configJsonSchema } from "./short_schema.ts"

const complaint = (fields: object): string => complaints(short(fields)).join("\n")

test("schema/config.schema.json is what the schema generates", () => {
  const committed = readFileSync(new URL("../../../../schema/config.schema.json", import.meta.url), "utf8")
  assert.deepEqual(JSON.parse(committed), configJsonSchema())
})

test("every field says what it is for", () => {
  assert.deepEqual(undescribed(configJsonSchema()), [])
})

test("what each field expects is said when it is something else", () => {
  const cases: readonly [object, string][] = [
    [{ mtu: 1279 }, "0 meshfold.mtu: Expected a whole number from 1280 to 65535"],
    [{ mtu: "1420" }, "0 meshfold.mtu: Expected a number"],
    [{ enabled: "yes" }, "0 meshfold.enabled: Expected true or false"],
    [{ announce: "0.0.0.0/0" }, "0 meshfold.announce: Expected a list"],
    [
      { announce: ["::/0", "!10"] },
      "0 meshfold.announce.1: Expected an IP prefix or address, negated by ! in front of it",
    ],
    [{ accept: ["123::/456"] }, "0 meshfold.accept.0: Expected an IP prefix or address, negated by ! in front of it"],
    [{ exclude: ["invalid"] }, "0 meshfold.exclude.0: Expected an IP prefix such as 10.0.0.0/8"],
    [
      { "extra-endpoints": ["1.2.3.4"] },
      "0 meshfold.extra-endpoints.0: Expected an endpoint such as 192.0.2.1:51820 or [2001:db8::1]:51820",
    ],
    [
      { discovery: { services: ["discovery.example.com"] } },
      "0 meshfold.discovery.services.0: Expected a URL: http://HOST:PORT, https://HOST:PORT or grpc://HOST:PORT",
    ],
    [
      { static: [{ id: "x", key: "short", address: "fd00::1" }] },
      "0 meshfold.static.0.key: Expected a WireGuard public key in base64",
    ],
    [{ cluster: { id: "x" } }, "0 meshfold.cluster.secret: This field is missing"],
    [
      { cluster: { id: "", secret: `${"A".repeat(43)}=` } },
      "0 meshfold.cluster.id: Expected ASCII text without spaces",
    ],
    [{ cluster: { id: "x", secret: `${"A".repeat(42)}==` } }, "0 meshfold.cluster.secret: Expected 32 bytes in base64"],
    [
      { discovery: { url: "x" } },
      "0 meshfold.discovery.url: There is no such field here; there are services, kubernetes",
    ],
  ]
  for (const [fields, expected] of cases) assert.equal(complaint(fields), expected)
})
