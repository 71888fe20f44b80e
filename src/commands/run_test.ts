import assert from "node:assert/strict"
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { test } from "node:test"
import { commandRun } from "../../tests/harness/commands.ts"
import { CLUSTER_ID, SECRET } from "../../tests/harness/configs.ts"
import { run } from "./run.ts"

const MAC = ["--mac", "2e:1a:b6:53:81:69"]
const cluster = `cluster: { id: ${CLUSTER_ID}, secret: ${SECRET} }`

async function ranWith(text: string, ...flags: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), "run-"))
  try {
    const file = join(folder, "node.yaml")
    writeFileSync(file, text)
    const { code, message } = await commandRun(run, [file, "--state", join(folder, "state"), ...flags])
    return { code, message, left: readdirSync(folder) }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test("what cannot be run is told, ends with 2, and changes nothing", async () => {
  const peer = `static: [{ id: b, key: ${SECRET.replace("A", "B")}, address: "fd7f:175a:b97c:5602::1", endpoints: [] }]`
  const cases: readonly [string, readonly string[], RegExp][] = [
    [`meshfold: { enabled: false, ${cluster}, ${peer} }`, MAC, /KubeSpan is off there/],
    [
      `meshfold: { ${cluster}, discovery: { services: ["https://discovery.talos.dev/"] } }`,
      MAC,
      /nobody would be found/,
    ],
    [`meshfold: { ${cluster}, ${peer} }`, ["--mac", "2e:1a"], /--mac: "2e:1a"/],
    [`meshfold: { ${cluster}`, MAC, /node\.yaml/],
  ]
  for (const [text, flags, expected] of cases) {
    const { code, message, left } = await ranWith(text, ...flags)
    assert.equal(code, 2, text)
    assert.match(message, expected)
    assert.ok(!message.includes(SECRET))
    assert.deepEqual(left, ["node.yaml"])
  }
})

test("a node that has no peers yet tells what others need to know of it, and is the same one again", async () => {
  const folder = mkdtempSync(join(tmpdir(), "run-"))
  const file = join(folder, "node.yaml")
  writeFileSync(file, `meshfold: { ${cluster}, discovery: { kubernetes: true } }`)
  const told = async () => (await commandRun(run, [file, "--entry", "--state", join(folder, "state"), ...MAC])).out
  const entry = await told()
  // Spec/kubespan.md 1.4, upstream's vector.
  assert.match(entry, /^ {2}address: fd7f:175a:b97c:5602:2c1a:b6ff:fe53:8169$/m)
  assert.equal(await told(), entry)
  rmSync(folder, { recursive: true })
})

test("a port that is none is told", async () => {
  const { code } = await ranWith(`meshfold: { ${cluster} }`, ...MAC, "--port", "65536")
  assert.notEqual(code, 0)
})
