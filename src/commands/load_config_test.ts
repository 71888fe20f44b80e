import assert from "node:assert/strict"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { test } from "node:test"
import { fileURLToPath } from "node:url"
import * as NodeServices from "@effect/platform-node/NodeServices"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import fc from "fast-check"
import { SECRET } from "../../tests/harness/configs.ts"
import { configOf, fileDiagnosticsText, loadConfig } from "./load_config.ts"

const example = (name: string): string => fileURLToPath(new URL(`../../examples/${name}.yaml`, import.meta.url))
const textOf = (name: string): string => readFileSync(example(name), "utf8")

/** What is wrong, as it is printed, with files called a, b and so on. */
function told(...texts: readonly string[]): string {
  const loaded = configOf(texts.map((text, i) => ({ path: "abc".charAt(i), text })))
  return Result.isFailure(loaded) ? fileDiagnosticsText(loaded.failure) : ""
}

const load = (...paths: string[]) =>
  Effect.runPromise(Effect.result(loadConfig(paths)).pipe(Effect.provide(NodeServices.layer)))

test("the examples are configurations", async () => {
  for (const name of ["short", "legacy", "documents"]) {
    const loaded = await load(example(name))
    assert.ok(Result.isSuccess(loaded) && loaded.success.config?.enabled, name)
  }
})

test("several files together make one configuration", async () => {
  const folder = mkdtempSync(join(tmpdir(), "meshfold-"))
  const path = join(folder, "kubespan.yaml")
  writeFileSync(path, textOf("documents").split("---\n").slice(0, 2).join("---\n"))
  const machine = join(folder, "machine.yaml")
  writeFileSync(machine, textOf("legacy").replace(/ {4}kubespan:[^]*(?=cluster:)/, ""))
  const loaded = await load(machine, path)
  rmSync(folder, { recursive: true })
  assert.ok(Result.isSuccess(loaded))
  assert.equal(loaded.success.config?.kubespan.extraEndpoints.length, 2)
  assert.equal(loaded.success.config?.discovery.services[0]?.name, "legacy")
})

test("files that are not there are all named", async () => {
  const loaded = await load("no.yaml", example("short"), "nothing.yaml")
  assert.ok(Result.isFailure(loaded))
  assert.equal(loaded.failure.message, "no.yaml: there is no such file\nnothing.yaml: there is no such file")
})

test("a mistake is told with its file, line, column and path, in whatever document it is", () => {
  const documents = textOf("documents")
  assert.equal(
    told(documents.replace("name: own", "nome: own").replace("http://discovery.example.com", "ftp://x")),
    "a:20:1: nome: There is no such field here; there are apiVersion, kind, name, endpoint",
  )
  assert.equal(
    told(textOf("legacy").replace("mtu: 1380", "mtu: 576"), documents.split("---\n")[1] ?? ""),
    "a:10:12: machine.network.kubespan.mtu: kubespan link MTU must be at least 1280",
  )
  assert.equal(
    told(textOf("legacy"), documents),
    [
      "b:3:7: kind: kubespan is already configured in v1alpha1 machine.network.kubespan",
      "b:14:7: kind: discovery service is already configured in .cluster.discovery of the v1alpha1 config",
      "b:19:7: kind: discovery service is already configured in .cluster.discovery of the v1alpha1 config",
      "b:24:7: kind: cluster identity is already configured in .cluster.id/.cluster.secret of the v1alpha1 config",
    ].join("\n"),
  )
})

test("what is no YAML is told with its file and its line", () => {
  assert.match(told("a: 1\n", "b: [1\n", "c: {\n"), /^b:2:1: .*\nc:2:1: .*$/)
})

test("no line of a configuration is shown, for it could hold a secret", () => {
  const bad = textOf("short").replace("mtu: 1420", "mtu: 1").replace(SECRET, "hunter2hunter2")
  assert.ok(!told(bad).includes("hunter2"))
  assert.match(
    told(bad),
    /^a:\d+:\d+: meshfold\.cluster\.secret: Expected 32 bytes in base64\na:\d+:\d+: meshfold\.mtu: /,
  )
  for (const broken of ['"hunter2', "|hunter2", "[hunter2", "*hunter2", "@hunter2", "hunter2: hunter2", "{hunter2"]) {
    const text = told(bad.replace("hunter2hunter2", broken))
    assert.notEqual(text, "")
    assert.ok(!text.includes("hunter2"), text)
  }
})

test("any text is answered", () => {
  const text = ["short", "legacy", "documents"].map(textOf)
  const mangled = fc.tuple(fc.constantFrom(...text), fc.nat(1500), fc.nat(40), fc.string()).map(
    ([text, at, length, insert]) => text.slice(0, at) + insert + text.slice(at + length),
  )
  fc.assert(fc.property(fc.array(fc.oneof(mangled, fc.string()), { maxLength: 3 }), (texts) => void told(...texts)))
})
