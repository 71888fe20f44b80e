/** The rows about sessions: which messages are taken, in which order, from where, and on which of several sessions. */
import type { Probe, ProbeSession } from "./probe.ts"
import type { ProbeDesk } from "./probe_desk.ts"
import { altered, echoOf, flipped } from "./probe_packets.ts"
import { answer, type ProbeGroup, type Row, silence } from "./probe_row.ts"
import { sleep } from "./tunnel_pair.ts"

async function* data(desk: ProbeDesk): AsyncGenerator<Row> {
  const probe = desk.probe()
  const session = await probe.open()
  const echo = probe.echo(session)
  yield answer("an echo request", await probe.echoes(session, echo))
  yield silence("the same ciphertext again", await desk.silent(probe, echo))
  yield answer("one of 61 bytes, not padded", await probe.echoes(session, probe.echo(session, undefined, 61)))
  const foreign = probe.transport(session, echoOf("10.99.0.1", probe.plan.far, 1))
  yield silence("an inner source that is not allowed", await desk.silent(probe, foreign))
  const forged = probe.echo(session)
  yield silence("a bad tag", await desk.silent(probe, flipped(forged, forged.length - 1)))
  yield silence("a reserved byte in a transport message", await desk.silent(probe, altered(probe.echo(session), 1, 1)))
}

async function* counters(desk: ProbeDesk): AsyncGenerator<Row> {
  const probe = desk.probe()
  const echoes = (session: ProbeSession, counter: bigint) => probe.echoes(session, probe.echo(session, counter))
  const silent = (session: ProbeSession, counter: bigint) => desk.silent(probe, probe.echo(session, counter))
  const first = await probe.open()
  yield answer("counter 20000", await echoes(first, 20_000n))
  yield answer("counter 20000 - 8128", await echoes(first, 20_000n - WINDOW))
  yield silence("counter 20000 - 8129", await silent(first, 20_000n - WINDOW - 1n))
  const second = await probe.open()
  // Here the kernel module answers: its own limit is 2^64 - 8130.
  yield silence("counter 2^64 - 2^13 - 1", await silent(second, REJECT_AFTER_MESSAGES))
  yield answer("counter 2^64 - 2^13 - 2", await echoes(second, REJECT_AFTER_MESSAGES - 1n))
  yield silence("then counter 30000", await silent(second, 30_000n))
  if (!await echoes(second, REJECT_AFTER_MESSAGES - 2n)) throw new Error("the session is gone")
}

async function* innerPackets(desk: ProbeDesk): AsyncGenerator<Row> {
  const probe = desk.probe()
  const session = await probe.open()
  const packet = echoOf(probe.plan.address, probe.plan.far, 1)
  const wrong: readonly (readonly [title: string, packet: Uint8Array])[] = [
    ["an inner packet longer than the message", altered(packet, 2, 0, packet.length + 1)],
    ["an inner packet shorter than its header", altered(packet, 2, 0, 19)],
    ["an inner packet of version 5", altered(packet, 0, 0x55)],
    ["an inner packet of one byte", packet.slice(0, 1)],
    ["an inner IPv6 packet of 39 bytes", altered(new Uint8Array(39), 0, 0x60)],
  ]
  for (const [title, one] of wrong) yield silence(title, await desk.silent(probe, probe.transport(session, one)))
  yield answer("a good one after all that", await probe.echoes(session))
}

async function* roaming(desk: ProbeDesk): AsyncGenerator<Row> {
  const probe = desk.probe()
  const session = await probe.open()
  const old = probe.echo(session)
  if (!await probe.echoes(session, old)) throw new Error("an echo was not answered")
  const second = probe.move()
  yield follows("data", (await probe.answered(probe.echo(session), session))?.port, second)
  probe.move()
  probe.send(flipped(probe.echo(session), 20))
  yield stays("a bad tag", await desk.reaches(probe), second)
  probe.move()
  probe.send(old)
  yield stays("a replay", await desk.reaches(probe), second)
  const third = probe.move()
  probe.send(probe.transport(session, new Uint8Array(0)))
  yield follows("a keepalive", await desk.reaches(probe), third)
  const fourth = probe.move()
  probe.send(probe.transport(session, echoOf("10.99.0.1", probe.plan.far, 1)))
  yield follows("an inner source that is not allowed", await desk.reaches(probe), fourth)
}

/** spec/wireguard.md 1.8. */
async function* rotation(desk: ProbeDesk): AsyncGenerator<Row> {
  const probe = desk.probe()
  const one = await probe.open()
  const two = await begun(probe)
  const answeredOn = async (session: ProbeSession) => (await probe.answered(probe.echo(session), one, two))?.on
  const first = await answeredOn(one)
  yield answer("the first session while a second is not confirmed", first !== undefined)
  yield answer("and it is on the first", first === one)
  yield answer("the second, which that confirms, on itself", await answeredOn(two) === two)
  yield answer("the first after that, on the second", await answeredOn(one) === two)
  const three = await begun(probe)
  if (desk.end.implementation === "meshfold") {
    // Ours lets one more session receive, on purpose: session_slots.ts says why.
    const isHeard = await answeredOn(one) === two
    await probe.echoes(three)
    await probe.open()
    const trouble = isHeard ? await desk.silent(probe, probe.echo(one)) : "it was not answered when the third was begun"
    yield silence("the first once a fourth is confirmed, not before", trouble)
  } else {
    yield silence("the first once a third is begun", await desk.silent(probe, probe.echo(one)))
    if (await answeredOn(two) !== two) throw new Error("the second session is gone, too")
  }
}

export const SESSIONS: readonly ProbeGroup[] = [data, counters, innerPackets, roaming, rotation]

/** A session of which the device knows no more than that it answered. */
async function begun(probe: Probe): Promise<ProbeSession> {
  await sleep(25)
  const initiation = probe.initiation()
  probe.send(initiation.message)
  const session = await probe.response(initiation)
  if (session === undefined) throw new Error("no response came")
  return session
}

const follows = (title: string, at: number | undefined, expected: number): Row => ({
  title: `from another port, ${title}: followed`,
  trouble: at === expected ? undefined : `the answer came to ${at}, not ${expected}`,
})

const stays = (title: string, at: number | undefined, expected: number | undefined): Row => ({
  title: `from another port, ${title}: not followed`,
  trouble: at === expected ? undefined : `the answer came to ${at}, not ${expected}`,
})

/** spec/wireguard.md 1.12 and 1.5. */
const WINDOW = 8128n
const REJECT_AFTER_MESSAGES = 2n ** 64n - 2n ** 13n - 1n
