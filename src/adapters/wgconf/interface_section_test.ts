import assert from "node:assert/strict"
import { test } from "node:test"
import { type Notes, readInterface } from "./interface_section.ts"
import { wgSections } from "./wg_sections.ts"

const KEY = "PrivateKey = yAnz5TF+lXXJte14tji3zlMNq+hd2rYUIgJBgB3fBmk=\n"

function read(lines: string) {
  const [section] = wgSections(`[Interface]\n${lines}`).sections
  assert.ok(section)
  const notes: Notes = { problems: [], warnings: [] }
  return { ours: readInterface(section, notes), ...notes }
}

const told = (notes: Notes["problems"]) => notes.map(({ line, path, message }) => `${line} ${path}: ${message}`)

test("a private key is enough", () => {
  const { ours, problems, warnings } = read(KEY)
  assert.deepEqual([...problems, ...warnings], [])
  const { privateKey: _, ...rest } = ours ?? {}
  assert.deepEqual(rest, {
    listenPort: 0,
    fwmark: 0,
    mtu: undefined,
    addresses: [],
    table: "auto",
  })
})

test("all that can be said is read", () => {
  const lines =
    "ListenPort=51820\nFwMark=0xca6c\nMTU=1380\nAddress = 10.0.0.2/24, fd00::2/64\nAddress=10.1.0.1 10.1.0.2\n"
  const { ours, problems } = read(`${KEY}${lines}Table = off\n`)
  assert.deepEqual(problems, [])
  assert.deepEqual([ours?.listenPort, ours?.fwmark, ours?.mtu, ours?.table], [51_820, 51_820, 1380, "off"])
  assert.deepEqual(ours?.addresses.map(({ address }) => address), ["10.0.0.2", "fd00::2", "10.1.0.1", "10.1.0.2"])
})

test("what only wg-quick performs is accepted with a warning each", () => {
  const lines = "DNS = 1.1.1.1, home\nPreUp = a\nPostUp = iptables -A x = y; b\nPostUp = c\nPreDown=d\nPostDown=e\n"
  const { ours, problems, warnings } = read(`${KEY}${lines}SaveConfig = true\n`)
  assert.ok(ours)
  assert.deepEqual(problems, [])
  const expected = ["9 SaveConfig", "3 DNS", "4 PreUp", "5 PostUp", "6 PostUp", "7 PreDown", "8 PostDown"]
  assert.deepEqual(told(warnings), expected.map((what) => `${what}: This is not performed here; it needs wg-quick`))
})

test("where nothing is asked for there is nothing to warn of", () => {
  assert.deepEqual(read(`${KEY}DNS =\nSaveConfig = false\n`).warnings, [])
})

test("a missing key, zeros, and a bad value are problems", () => {
  assert.deepEqual(told(read("MTU=1420\n").problems), ["1 PrivateKey: There is no private key; `wg genkey` makes one"])
  const zeros = `PrivateKey = ${"A".repeat(43)}=\n`
  assert.deepEqual(told(read(zeros).problems), ["2 PrivateKey: Zeros are no key"])
  assert.deepEqual(told(read(`${KEY}SaveConfig = yes\n`).problems), ["3 SaveConfig: Expected true or false"])
  assert.deepEqual(told(read(`${KEY}PublicKey = x\n`).problems).length, 1)
})
