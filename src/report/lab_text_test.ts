import assert from "node:assert/strict"
import { test } from "node:test"
import { labRows, labVerdict, lateText } from "./lab_text.ts"
import { plainStyle } from "./style.ts"

const same = { at: 1_500_000, datagram: "a > b", kernel: "lost", model: "lost" }
const other = { ...same, model: "b got it" }

test("what both say stands there once, and what they differ in twice", () => {
  assert.deepEqual(labRows([same, other], plainStyle), [
    "  1.50s  a > b  both    lost",
    "  1.50s  a > b  kernel  lost",
    "                model   b got it",
  ])
})

test("the verdict counts the differences", () => {
  assert.equal(labVerdict([same], plainStyle), "AGREE  1 datagrams, kernel and model")
  assert.equal(labVerdict([same, other], plainStyle), "DIFFER  in 1 of 2 datagrams")
})

test("a run in which something was more than 20 ms late may differ for that", () => {
  assert.equal(lateText(20_000), undefined)
  assert.equal(lateText(34_567), "something was 35 ms late; what differs may be due to that; play it again")
})

test("both lines of what they differ in are marked, and no others", () => {
  const style = { ...plainStyle, bad: (text: string) => `!${text}` }
  const marks = labRows([same, other, same], style).map((line) => line.startsWith("!"))
  assert.deepEqual(marks, [false, true, true, false])
})
