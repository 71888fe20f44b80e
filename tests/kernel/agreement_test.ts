import assert from "node:assert/strict"
import { test } from "node:test"
import { endpointOf } from "../../src/domain/net/endpoint.ts"
import { ModelLab } from "../../src/sim/lab/model.ts"
import type { Outcome } from "../../src/sim/lab/outcome.ts"
import { compare } from "./agreement.ts"
import { disagreementText } from "./disagreement_text.ts"
import { randomScript } from "./random_script.ts"
import type { Script } from "./script.ts"

const SCRIPTS: readonly Script[] = Array.from({ length: 40 }, (_, i) => randomScript(2, i))

/** What a kernel would have seen that does all as the model, and draws other ports. */
const asIfKernel = ({ file, schedule }: Script): readonly Outcome[] => new ModelLab(file, schedule, { seed: 99 }).run()

test("whoever does as the model does agrees with it, whatever ports are drawn", () => {
  for (const script of SCRIPTS) assert.equal(compare(script, asIfKernel(script)).differsAt, undefined)
})

test("a datagram that got elsewhere, from elsewhere or nowhere is a difference", () => {
  const changes: readonly ((outcome: Outcome) => Outcome)[] = [
    (one) => ({ ...one, deliveries: [] }),
    (one) => ({ ...one, deliveries: one.deliveries.map((got) => ({ ...got, node: "x" })) }),
    (one) => ({ ...one, crossings: one.crossings.slice(1) }),
    (one) => ({
      ...one,
      crossings: one.crossings.map((crossing) => ({
        ...crossing,
        destination: endpointOf(crossing.destination.address, crossing.destination.port + 1),
      })),
    }),
    (one) => ({ ...one, wasSent: false }),
  ]
  for (const script of SCRIPTS) {
    const seen = asIfKernel(script)
    const number = seen.findIndex(({ deliveries }) => deliveries.length > 0)
    const outcome = seen[number]
    if (outcome === undefined) continue
    for (const change of changes) assert.equal(compare(script, seen.with(number, change(outcome))).differsAt, number)
  }
})

test("a port drawn where the model keeps it is a difference", () => {
  const withNat = (script: Script, nat: "masquerade" | "masquerade fully-random"): Script => {
    const { n1, ...others } = script.file.routers ?? {}
    const { linux: _, ...router } = n1 ?? assert.fail("there is a first router")
    return { ...script, file: { ...script.file, routers: { n1: { ...router, linux: { nat } }, ...others } } }
  }
  const goesOut = ({ crossings }: Outcome) => crossings.some(({ source }) => source.address === "203.0.113.11")
  for (const script of SCRIPTS.filter(({ kind }) => kind === "one-nat")) {
    const [keeping, drawing] = [withNat(script, "masquerade"), withNat(script, "masquerade fully-random")]
    const seen = asIfKernel(drawing)
    if (!seen.some(goesOut)) continue
    assert.equal(compare(drawing, seen).differsAt, undefined)
    assert.notEqual(compare(keeping, seen).differsAt, undefined)
  }
})

test("a disagreement is told with the network, with what was sent, and with what each side saw", () => {
  const script = SCRIPTS[0] ?? assert.fail("there are scripts")
  const seen = asIfKernel(script)
  const number = seen.findIndex(({ deliveries }) => deliveries.length > 0)
  const outcome = seen[number] ?? assert.fail("something arrives")
  const text = disagreementText(script, compare(script, seen.with(number, { ...outcome, deliveries: [] })))
  assert.match(text, /^routers:\n {2}n1:\n/m)
  assert.match(text, new RegExp(`#${number} .*\\n *kernel: .*lost\\n *model: .* got `))
  assert.equal(text.match(/model: /g)?.length, 1)
})
