import assert from "node:assert/strict"
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { test } from "node:test"
import { machineId } from "../../domain/mesh/node_identity.ts"
import * as Result from "effect/Result"
import { randomBytes } from "../crypto/random_bytes.ts"
import { keptIdentity } from "./identity_folder.ts"

function inFolder(use: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), "identity-"))
  try {
    use(join(folder, "state"))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test("a node that has nothing becomes somebody, and stays it", () =>
  inFolder((folder) => {
    const first = keptIdentity(folder, randomBytes)
    const again = keptIdentity(folder, () => assert.fail("there is nothing to be drawn"))
    assert.ok(first.privateKey.equals(again.privateKey) && !first.privateKey.isZero)
    assert.equal(first.nodeId, again.nodeId)
    assert.ok(Result.isSuccess(machineId(first.nodeId)))
    inFolder((other) => assert.notEqual(keptIdentity(other, randomBytes).nodeId, first.nodeId))
  }))

test("the files are for the owner alone, and nothing else is left", () =>
  inFolder((folder) => {
    keptIdentity(folder, randomBytes)
    assert.deepEqual(readdirSync(folder).sort(), ["kubespan-identity.yaml", "node-identity.yaml"])
    assert.equal(statSync(folder).mode & 0o777, 0o700)
    for (const name of readdirSync(folder)) assert.equal(statSync(join(folder, name)).mode & 0o777, 0o600)
  }))

// Spec/kubespan.md 1.4 and 1.5: the keys of the files, and a node id of upstream's tests.
test("files that Talos wrote are understood", () =>
  inFolder((folder) => {
    const key = Buffer.alloc(32, 5)
    keptIdentity(folder, randomBytes)
    writeFileSync(
      join(folder, "kubespan-identity.yaml"),
      `address: ""\nsubnet: ""\nprivateKey: ${key.toString("base64")}\npublicKey: AAAA\n`,
    )
    writeFileSync(join(folder, "node-identity.yaml"), "nodeId: sou7yy34ykX3n373Zw1DXKb8zD7UnyKT6HT3QDsGH6L\n")
    const { privateKey, nodeId } = keptIdentity(folder, randomBytes)
    assert.deepEqual(Buffer.from(privateKey.bytes), key)
    assert.deepEqual(machineId(nodeId), Result.succeed("be871ac0d0dd31fa4caca753b0f3f1b2"))
  }))

test("what makes no sense is an error that names the file, quotes nothing, and changes nothing", () =>
  inFolder((folder) => {
    keptIdentity(folder, randomBytes)
    const path = join(folder, "kubespan-identity.yaml")
    const zero = Buffer.alloc(32).toString("base64")
    for (const text of ["privateKey: sesame\n", "", "privateKey: [sesame", `privateKey: ${zero}\n`]) {
      writeFileSync(path, text)
      assert.throws(() => keptIdentity(folder, randomBytes), (error) => {
        assert.ok(error instanceof Error)
        assert.ok(error.message.startsWith(`${path}: `))
        assert.ok(!error.message.includes("sesame"))
        return true
      })
      assert.equal(readFileSync(path, "utf8"), text)
    }
  }))

test("a key that others may read is not used", () =>
  inFolder((folder) => {
    keptIdentity(folder, randomBytes)
    chmodSync(join(folder, "kubespan-identity.yaml"), 0o640)
    assert.throws(() => keptIdentity(folder, randomBytes), /others may read it; chmod 600 it/)
  }))
