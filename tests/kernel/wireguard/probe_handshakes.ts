/** The rows about handshakes: what gets a response, what gets none, and what a session is before its first message. */
import { hex } from "../../harness/vectors.ts"
import type { Probe } from "./probe.ts"
import type { ProbeDesk } from "./probe_desk.ts"
import { newKeys, readInitiation, setMac1, writeResponse } from "./probe_noise.ts"
import { altered, flipped } from "./probe_packets.ts"
import { answer, type ProbeGroup, type Row, silence } from "./probe_row.ts"
import { sleep } from "./tunnel_pair.ts"

async function* strangers(desk: ProbeDesk): AsyncGenerator<Row> {
  const tried = async (title: string, ...changes: readonly Change[]): Promise<Row> => {
    const probe = desk.probe()
    const messages = changes.map((change) => change(probe.initiation().message, probe))
    return silence(title, await desk.silent(probe, ...messages))
  }
  const unknown = desk.probe(undefined, false)
  yield silence("an unknown static key", await desk.silent(unknown, unknown.initiation().message))
  yield await tried("a bad mac1", (message) => flipped(message, 116))
  yield await tried("a reserved byte", (message) => altered(message, 1, 1))
  yield await tried("a reserved byte under a right mac1", (message, probe) => signed(altered(message, 1, 1), probe))
  for (const length of [0, 1, 4]) {
    yield await tried(`${length} bytes of an initiation`, (message) => message.slice(0, length))
  }
  const speaker = desk.probe()
  const keepalive = speaker.transport(await speaker.open(), new Uint8Array(0))
  yield silence("31 bytes of a keepalive", await desk.silent(speaker, keepalive.slice(0, 31)))
  const short: Change = (message) => message.slice(0, 147)
  const long: Change = (message) => Uint8Array.of(...message, 0)
  yield await tried("an initiation that lacks its last byte", short, (...given) => signed(short(...given), given[1]))
  yield await tried("an initiation with a byte more", long, (...given) => signed(long(...given), given[1]))
  for (const [name, point] of LOW_ORDER) {
    const ephemeral = { secret: newKeys().secret, public: point }
    const es = new Uint8Array(32)
    yield await tried(`${name} as ephemeral key`, (_, probe) => probe.initiation({ ephemeral, es }).message)
  }
}

/** What is done to an initiation that was right. */
type Change = (message: Uint8Array, probe: Probe) => Uint8Array

async function* timestamps(desk: ProbeDesk): AsyncGenerator<Row> {
  const probe = desk.probe()
  const first = sent(probe)
  yield answer("a good initiation", await probe.response(first) !== undefined)
  await sleep(APART_MS)
  yield silence("the same again", await desk.silent(probe, first.message))
  yield silence("one with a timestamp of an hour ago", await desk.silent(probe, old(probe, -3_600_000)))
  await sleep(APART_MS)
  yield answer("one with a timestamp 10 s ahead", await probe.response(sent(probe, 10_000)) !== undefined)
  await sleep(APART_MS)
  yield silence("then one of the present", await desk.silent(probe, old(probe, 0)))

  const hasty = desk.probe()
  const [one, other] = [hasty.initiation(), hasty.initiation()]
  hasty.sendRun(one.message, other.message)
  const session = await hasty.response(one)
  const late = await desk.quiet(hasty)
  yield { title: "two within 20 ms: one answer", trouble: session === undefined ? "none came" : late }

  desk.remove(probe)
  desk.introduce(probe)
  probe.send(first.message)
  yield answer("the first one again, to a device that forgot the peer", await probe.response(first) !== undefined)
}

async function* unconfirmed(desk: ProbeDesk): AsyncGenerator<Row> {
  const probe = desk.probe()
  const session = await probe.response(sent(probe))
  if (session === undefined) throw new Error("no response came")
  desk.hostSends(probe)
  yield silence("after a response, before anything was sent on the session", await desk.quiet(probe))
  if (!await probe.echoes(session)) throw new Error("the session is none")
}

async function* presharedKeys(desk: ProbeDesk): AsyncGenerator<Row> {
  const presharedKey = crypto.getRandomValues(new Uint8Array(32))
  const probe = desk.probe(presharedKey)
  const initiation = sent(probe)
  const heard = await probe.next(({ message }) => message[0] === 2)
  yield answer("an initiation of one that has another preshared key", heard !== undefined)
  const message = heard?.message ?? new Uint8Array(92)
  const opensAs = (key: Uint8Array): boolean => probe.sessionOf(initiation, message, key) !== undefined
  const isShut = !opensAs(new Uint8Array(32)) && opensAs(presharedKey)
  yield { title: "its tag fits the device's key alone", trouble: isShut ? undefined : "it does not" }
  yield await rejection(desk, presharedKey)
}

/** The device calls; a response with another key is none, and the right one to the same initiation is. */
async function rejection(desk: ProbeDesk, presharedKey: Uint8Array): Promise<Row> {
  const title = "an initiator rejects such a tag, and takes the right one"
  const probe = desk.probe(presharedKey)
  desk.introduce(probe, "endpoint", `${probe.plan.outer}:${probe.port}`)
  const initiation = (await desk.speaks(probe))?.message
  if (initiation?.[0] !== 1) return { title, trouble: "it does not initiate" }
  const read = readInitiation(probe.keys, initiation)
  const theirs = new DataView(initiation.buffer, initiation.byteOffset).getUint32(4, true)
  const respond = (ours: number, key: Uint8Array) => writeResponse(read, newKeys(), { ours, theirs }, key).message
  const used = await desk.silent(probe, respond(7, new Uint8Array(32)))
  if (used !== undefined) return { title, trouble: used }
  probe.send(respond(8, presharedKey))
  const data = await probe.next(({ message }) => message[0] === 4)
  return { title, trouble: data === undefined ? "it does not take the right one" : undefined }
}

async function* bogus(desk: ProbeDesk): AsyncGenerator<Row> {
  const probe = desk.probe()
  const session = await probe.open()
  const random = (type: number, length: number): Uint8Array => {
    const message = crypto.getRandomValues(new Uint8Array(length))
    message.set([type, 0, 0, 0])
    return message
  }
  const response = random(2, 92)
  new DataView(response.buffer).setUint32(8, session.remoteIndex, true)
  setMac1(response, probe.plan.device)
  yield silence("a response that nobody asked for", await desk.silent(probe, response))
  const cookie = random(3, 64)
  new DataView(cookie.buffer).setUint32(4, session.remoteIndex, true)
  yield silence("a cookie of nobody's", await desk.silent(probe, cookie))
  const lost = { ...session, remoteIndex: (session.remoteIndex ^ 0x5555_5555) >>> 0 }
  yield silence("an unknown index", await desk.silent(probe, probe.echo(lost)))
  if (!await probe.echoes({ ...session, counter: 100n })) throw new Error("the session is gone")
}

export const HANDSHAKES: readonly ProbeGroup[] = [strangers, timestamps, unconfirmed, presharedKeys, bogus]

function sent(probe: Probe, aheadMs = 0) {
  const initiation = probe.initiation({ aheadMs })
  probe.send(initiation.message)
  return initiation
}

const old = (probe: Probe, aheadMs: number): Uint8Array => probe.initiation({ aheadMs }).message

/** With mac1 where it is, as seen from the end. */
function signed(message: Uint8Array, probe: Probe): Uint8Array {
  const copy = message.slice()
  setMac1(copy, probe.plan.device)
  return copy
}

/** The shared secret with each of these is zero, whoever's key it is. */
const LOW_ORDER: readonly (readonly [name: string, point: Uint8Array])[] = [
  ["zero", new Uint8Array(32)],
  ["one", new Uint8Array(32).fill(1, 0, 1)],
  ["a point of order 8", hex("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800")],
]

const APART_MS = 25
