import assert from "node:assert/strict"
import { test } from "node:test"
import { run } from "../../tests/harness/summaries.ts"
import { colourStyle, plainStyle } from "./style.ts"
import { overviewText, runText } from "./text.ts"

test("a run is told in order: story, matrix, expectations, verdict", () => {
  assert.equal(
    runText(run(), plainStyle),
    `small  scenarios/small.yaml
Two nodes.

     0ms  * a starts
    80ms  a sees b up

  from \\ to  a     b
  a          -     direct 42ms
  b          none  -
  b -> a down: nobody listens

  ok   a and b are up within 1s
         after 42ms, direct

PASS  1m in 20ms (3000:1), 4000 hops (200 k/s)
      digest 0123456789abcdef0123456789abcdef  seed 1  policy kubespan  suite model
`,
  )
})

test("an expectation that is not met shows its reasoning, and what was broken is shown", () => {
  const expectations = [{ text: "x", verdict: "fail", seen: "y", because: "z" }] as const
  const violations = [{ atMs: 5, check: "fold", detail: "the log of a does not fold" }]
  const text = runText(run({ verdict: "fail", expectations, violations }), plainStyle)
  assert.match(text, / {2}FAIL x\n {9}y\n {9}because z\n/)
  assert.match(text, / {2}BROKEN fold at 5ms: the log of a does not fold/)
  assert.match(text, /^FAIL {2}1m/m)
})

test("a long story is cut in the middle", () => {
  const story = Array.from({ length: 100 }, (_, i) => ({ atMs: i, node: "a", text: `line ${i}` }))
  const text = runText(run({ story }), plainStyle)
  assert.ok(text.includes("a line 29\n") && !text.includes("line 30\n") && text.includes("a line 90\n"))
  assert.match(text, /\.\.\. 60 more; --format json has all of them/)
})

test("what is said again and again is said twice and counted", () => {
  const story = Array.from(
    { length: 20 },
    (_, i) => ({ atMs: i, node: "a", text: i % 2 === 0 ? "tries b" : "tries c" }),
  )
  const text = runText(run({ story }), plainStyle)
  assert.equal(text.match(/tries b/g)?.length, 2)
  assert.match(text, /\.\.\. 16 of these again and again; --format json has all of them/)
})

test("a long description is wrapped", () => {
  const text = runText(run({ description: "word ".repeat(60) }), plainStyle)
  assert.ok(text.split("\n").every((line) => line.length <= 100))
})

test("several runs end with an overview", () => {
  const runs = [run(), run({ scenario: "other", verdict: "fail" })]
  assert.equal(
    overviewText(runs, plainStyle),
    `pass  small  1 of 1 expectations  1m in 20ms  01234567
FAIL  other  1 of 1 expectations  1m in 20ms  01234567
1 passed, 1 failed
`,
  )
  assert.ok(overviewText(runs, colourStyle).includes("\x1b[31m"))
})
