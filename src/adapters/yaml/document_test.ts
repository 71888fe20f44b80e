import assert from "node:assert/strict"
import { test } from "node:test"
import * as Result from "effect/Result"
import { readYaml, readYamlStream, type YamlDocument } from "./document.ts"

const TEXT = `name: x
nodes:
  a:
    interfaces:
      eth0: { on: home, address: 10.0.0.1 }
list:
  - at: 1s
  - at: 2s
    do: stop
empty:
`

function read(text: string): YamlDocument {
  const document = readYaml(text)
  assert.ok(Result.isSuccess(document))
  return document.success
}

test("a value is found where it stands, and something larger at its key", () => {
  const { positionOf } = read(TEXT)
  assert.deepEqual(positionOf(["name"]), { line: 1, column: 7 })
  assert.deepEqual(positionOf(["nodes", "a"]), { line: 3, column: 3 })
  assert.deepEqual(positionOf(["nodes", "a", "interfaces", "eth0", "address"]), { line: 5, column: 34 })
  assert.deepEqual(positionOf(["list", 1, "do"]), { line: 9, column: 9 })
  assert.deepEqual(positionOf(["list", 1]), { line: 8, column: 5 })
  assert.deepEqual(positionOf(["empty"]), { line: 10, column: 1 })
})

test("a key is found where it stands, whatever is behind it", () => {
  const { positionOf } = read(TEXT)
  assert.deepEqual(positionOf(["name"], "key"), { line: 1, column: 1 })
  assert.deepEqual(positionOf(["list", 1, "do"], "key"), { line: 9, column: 5 })
  assert.deepEqual(positionOf(["nodes", "a", "interfaces", "eth0", "on"], "key"), { line: 5, column: 15 })
})

test("what is not there is found where it would belong", () => {
  const { positionOf } = read(TEXT)
  assert.deepEqual(positionOf(["nodes", "a", "port"]), { line: 3, column: 3 })
  assert.deepEqual(positionOf(["list", 7, "at"]), { line: 6, column: 1 })
  assert.deepEqual(positionOf(["nowhere"]), { line: 1, column: 1 })
  assert.deepEqual(positionOf([]), { line: 1, column: 1 })
})

test("aliases are followed", () => {
  const { data, positionOf } = read("a: &x { k: 1 }\nb: *x\n")
  assert.deepEqual(data, { a: { k: 1 }, b: { k: 1 } })
  assert.deepEqual(positionOf(["b", "k"]), { line: 1, column: 12 })
})

test("text that is no YAML, or says a key twice, is refused with its place", () => {
  const problems = (text: string) => {
    const document = readYaml(text)
    assert.ok(Result.isFailure(document))
    return document.failure
  }
  assert.equal(problems("a: [1, 2\nb: 3\n")[0]?.line, 2)
  assert.deepEqual([problems("a: 1\nb: 2\na: 3\n")[0]?.line, problems("a: 1\nb: 2\na: 3\n")[0]?.column], [3, 1])
})

test("what is more than anybody writes is refused in one sentence, with its place", () => {
  const refusal = (text: string) => {
    const document = readYaml(text)
    assert.ok(Result.isFailure(document))
    assert.equal(document.failure.length, 1)
    return document.failure[0]
  }
  /** Nine values in the second line, and with each line twice as many and three more. */
  const bomb = Array.from({ length: 60 }, (_, i) => `z${i + 1}: &z${i + 1} [*z${i}, *z${i}]\n`).join("")
  const message = "With its aliases written out, the file has more than 200000 values"
  assert.deepEqual(refusal(`z0: &z0 x\n${bomb}`), { line: 16, column: 18, message })
  assert.deepEqual(refusal(`a: 1\nb: ${"[".repeat(20_000)}`), {
    line: 2,
    column: 103,
    message: "The file is nested too deeply",
  })
  assert.match(refusal("x".repeat(5_000_000))?.message ?? "", /larger/)
})

test("one document means one", () => {
  const document = readYaml("a: 1\n---\nb: 2\n")
  assert.ok(Result.isFailure(document))
  assert.deepEqual(document.failure, [{ line: 2, column: 1, message: "Expected one document; here begins another" }])
})

test("a tag that means nothing here is a mistake, and not passed over", () => {
  for (const text of ["a: !x 1\n", "a: !!binary eA==\n", "a: !!set {b}\n", "a: !!omap [b: 1]\n"]) {
    const document = readYaml(text)
    assert.ok(Result.isFailure(document), text)
    assert.deepEqual(document.failure, [{ line: 1, column: 4, message: "There is no such tag" }])
  }
  assert.deepEqual(read("a: !!str 1\n").data, { a: "1" })
})

test("a key that is no text is told where it stands", () => {
  for (const text of ["? [a]\n: 1\n", "? {a: b}\n: 1\n"]) {
    const document = readYaml(text)
    assert.ok(Result.isFailure(document), text)
    assert.deepEqual(document.failure, [{ line: 1, column: 3, message: "Expected plain text as a key" }])
  }
})

const STREAM = `# of two files in one
a: 1
---
kind: X
list: [x]
---
`

test("a stream is read document by document, with the lines of the whole text", () => {
  const stream = readYamlStream(STREAM)
  assert.ok(Result.isSuccess(stream))
  assert.deepEqual(stream.success.map(({ data }) => data), [{ a: 1 }, { kind: "X", list: ["x"] }, null])
  assert.deepEqual(stream.success.map(({ positionOf }) => positionOf(["list", 0])), [
    { line: 2, column: 1 },
    { line: 5, column: 8 },
    { line: 6, column: 4 },
  ])
})

test("a text of nothing is a stream of nothing", () => {
  for (const text of ["", "# nothing\n"]) {
    const stream = readYamlStream(text)
    assert.ok(Result.isSuccess(stream))
    assert.deepEqual(stream.success.filter(({ data }) => data !== null), [])
  }
})

test("what is wrong in any document of a stream is told, without what is written there", () => {
  const told = (text: string) => {
    const stream = readYamlStream(text)
    assert.ok(Result.isFailure(stream), text)
    return stream.failure
  }
  const twice = told("a: 1\n---\nb: 1\nb: 2\n---\nc: [1\n")
  assert.deepEqual(twice.map(({ line }) => line), [4, 7])
  for (
    const text of [
      "secret: |hunter2\n  x\n",
      'secret: "x\n',
      'secret: "\\hunter2"\n',
      "secret: *hunter2\n",
      "secret: [hunter2\n",
      "secret: 'hunter2' hunter2\n",
      "}hunter2\n",
      "secret: @hunter2\n",
      "secret: &hunter2 &hunter2 x\n",
      "secret: !hunter2! x\n",
      "--- hunter2: hunter2: hunter2\n",
      "%hunter2\n--- %hunter2\n",
    ]
  ) {
    assert.ok(!JSON.stringify(told(text)).includes("hunter"), `${text}${JSON.stringify(told(text))}`)
  }
})
