import assert from "node:assert/strict"
import { test } from "node:test"
import { wgSections } from "./wg_sections.ts"

test("sections hold their lines, whatever the case and the white space", () => {
  const { sections, problems } = wgSections(" [ INTER face ] # ours\r\n\t MTU =\t1420 \r\n\n[peer]\nPublicKey=a=b=\n")
  assert.deepEqual(problems, [])
  assert.deepEqual(sections, [
    { name: "Interface", line: 1, entries: [{ line: 2, keyColumn: 3, column: 9, key: "MTU", value: "1420" }] },
    { name: "Peer", line: 4, entries: [{ line: 5, keyColumn: 1, column: 11, key: "PublicKey", value: "a=b=" }] },
  ])
})

test("a comment may stand anywhere, and ends with its line", () => {
  const { sections, problems } = wgSections("# [Peer]\n[Interface]#x\n#MTU = 1\nMTU = 2# = 3\n  # x")
  assert.deepEqual(problems, [])
  assert.deepEqual(sections[0]?.entries.map(({ key, value }) => [key, value]), [["MTU", "2"]])
})

test("a line that belongs nowhere is a problem", () => {
  const told = (text: string) => wgSections(text).problems.map(({ line, column, message }) => [line, column, message])
  assert.deepEqual(told("\n MTU = 1"), [[2, 2, "This stands before the first section; begin with [Interface]"]])
  assert.deepEqual(told("[Peer\n"), [[1, 1, "There is no such section; there are [Interface] and [Peer]"]])
  assert.deepEqual(told("[Interface]\n; MTU\n"), [[2, 1, "Expected KEY = VALUE, or a section"]])
  assert.deepEqual(told("[Interface]\nMTU = 1\0\n"), [[2, 1, "There is a control character in this line"]])
})

test("what stands in a section that there is not is not told of as well", () => {
  const { sections, problems } = wgSections("[Interface]\n[Host]\nName = a\n[Peer]\nMTU = 1")
  assert.deepEqual(problems.map(({ line }) => line), [2])
  assert.deepEqual(sections.map(({ name, entries }) => [name, entries.length]), [["Interface", 0], ["Peer", 1]])
})
