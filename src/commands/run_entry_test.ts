import assert from "node:assert/strict"
import { test } from "node:test"
import * as Result from "effect/Result"
import { CLUSTER_ID, SECRET } from "../../tests/harness/configs.ts"
import { nodeId, rules } from "../../tests/harness/mesh_facts.ts"
import { unknownAffiliate } from "../domain/discovery/affiliate.ts"
import { endpoint } from "../domain/net/endpoint.ts"
import { ipAddress } from "../domain/net/ip_address.ts"
import { configOf } from "./load_config.ts"
import { entryText } from "./run_entry.ts"

test("an entry is read as the peer that it is of, with the addresses that others may call", () => {
  const member = { self: { ...unknownAffiliate(nodeId("a")), nodename: "host-a" }, rules: rules() }
  const text = entryText(member, ["192.0.2.1", "127.0.0.1", "fe80::1", "2001:db8::1"].map(ipAddress))
  const file = `meshfold:\n  cluster: { id: ${CLUSTER_ID}, secret: ${SECRET} }\n  static:\n${
    text.replace(/^/gm, "    ")
  }\n`
  const loaded = configOf([{ path: "node.yaml", text: file }])
  assert.ok(Result.isSuccess(loaded), file)
  const [peer, ...others] = loaded.success.config?.discovery.static ?? []
  assert.equal(others.length, 0)
  assert.deepEqual([peer?.nodeId, peer?.nodename], ["a", "host-a"])
  assert.equal(peer?.kubespan?.publicKey, member.rules.localKey)
  assert.equal(peer?.kubespan?.address, member.rules.meshAddress)
  assert.deepEqual(peer?.kubespan?.endpoints, ["192.0.2.1:51820", "[2001:db8::1]:51820"].map((text) => endpoint(text)))
})
