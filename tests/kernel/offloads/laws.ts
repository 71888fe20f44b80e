/**
 * Our cutting and merging against the kernel's own, with random packets: what we cut is byte for byte what the kernel
 * cuts, and what we merge, cut by the kernel again, is what we were given.
 */
import fc from "fast-check"
import assert from "node:assert/strict"
import { byFlow, played, steps } from "../../harness/flow_steps.ts"
import { segmentsOf } from "../../harness/super_packets.ts"
import { mergeable, streams } from "../../harness/stream_arbitraries.ts"
import { toHex } from "../../harness/vectors.ts"
import { singlePackets, superPackets, withOneZero } from "./kernel_streams.ts"
import { OffloadLab } from "./offload_lab.ts"

/** True if all laws hold. */
export function runOffloads(seed: number): boolean {
  using lab = new OffloadLab()
  return LAWS.map((law) => holds(law(lab), seed)).every(Boolean)
}

interface Law {
  readonly title: string
  readonly runs: number
  readonly packets: fc.Arbitrary<readonly Uint8Array[]>
  /** The packets that came out; throws where it does not hold. */
  readonly check: (packets: readonly Uint8Array[]) => number
}

const LAWS: readonly ((lab: OffloadLab) => Law)[] = [
  (lab) => ({
    title: "what the kernel would finish and cut we finish and cut in the same way",
    runs: 400,
    packets: fc.oneof({ weight: 5, arbitrary: superPackets }, singlePackets).map((one) => [one]),
    check: ([one = NONE]) => {
      const byKernel = lab.cutByKernel(one)
      assert.ok(byKernel.length > 0, "the kernel takes it")
      const comparable = (packet: Uint8Array): string => toHex(withOneZero(packet, one))
      assert.deepEqual(lab.cutByUs(one).map(comparable), byKernel.map(comparable))
      return byKernel.length
    },
  }),
  (lab) => ({
    title: "segments that are merged are cut by the kernel into what they were",
    runs: 250,
    packets: interleaved,
    check: (packets) => survive(lab, packets),
  }),
  (lab) => ({
    title: "so are flows with losses, marks, fragments and damage in them",
    runs: 200,
    packets: fc.tuple(steps, fc.constantFrom(100, 536, 1_220, 1_380)).map(([steps, size]) => played(steps, size)),
    check: (packets) => survive(lab, packets),
  }),
]

function survive(lab: OffloadLab, packets: readonly Uint8Array[]): number {
  const out = lab.mergedAndCut(packets)
  assert.deepEqual(byFlow(out), byFlow(packets))
  return out.length
}

function holds({ title, runs, packets, check }: Law, seed: number): boolean {
  let count = 0
  const property = fc.property(packets, (packets) => {
    count += check(packets)
  })
  const { failed, counterexample, numShrinks, errorInstance } = fc.check(property, { seed: seed | 0, numRuns: runs })
  console.log(`${failed ? "FAIL" : "ok  "} offloads: ${title} (${runs} times, ${count} packets, seed ${seed})`)
  if (!failed) return true
  console.log(`     ${errorInstance instanceof Error ? errorInstance.message : String(errorInstance)}`)
  console.log(`     with these packets (shrunk ${numShrinks} times):`)
  for (const packet of counterexample?.[0] ?? []) console.log(`     ${toHex(packet)}`)
  console.log(`     again: deno task test:kernel --only wireguard --seed ${seed}`)
  return false
}

/** Segments of up to four streams, in turns of any length; as much as fits into the arena. */
const interleaved = fc.tuple(
  fc.array(fc.oneof(mergeable, mergeable, streams), { minLength: 1, maxLength: 4, size: "max" }),
  fc.array(fc.tuple(fc.nat(3), fc.integer({ min: 1, max: 64 })), { maxLength: 40 }),
).map(([streams, turns]) => {
  const queues = streams.map((stream) => [...segmentsOf(stream)])
  const packets = [
    ...turns.flatMap(([which, count]) => queues[which % queues.length]?.splice(0, count) ?? []),
    ...queues.flat(),
  ]
  let room = ROOM
  return packets.filter(({ length }) => (room -= length + 16) >= 0)
})

const ROOM = 500_000
const NONE = new Uint8Array(0)
