import assert from "node:assert/strict"
import { test } from "node:test"
import { MemoryDevice } from "../../../../tests/harness/memory_device.ts"
import { keyOf } from "../../../../tests/harness/mesh_facts.ts"
import { change, secretKey, setPeer } from "../../../../tests/harness/uapi_changes.ts"
import { SecretKey } from "../../../domain/wireguard/secret_key.ts"
import type { DeviceChange } from "../device_change.ts"
import type { DeviceControl } from "../device_control.ts"
import { hexOfSecretKey } from "../wire_values.ts"
import { applyChange, ChangeFailed } from "./apply_change.ts"

const [A, B] = [keyOf("A"), keyOf("B")]

/** A device that does what stands before the first peer, and refuses there, as wireguard-go does. */
function halfway(device: MemoryDevice): DeviceControl {
  return {
    name: "wg0",
    get: device.get,
    set: async (change) => {
      await device.set({ ...change, peers: [] })
      if (change.peers.length > 0) throw new Error("wg0: refused with EINVAL")
    },
  }
}

const failureOf = async (device: DeviceControl, change: DeviceChange): Promise<ChangeFailed> => {
  const failure = await applyChange(device, change).then(() => undefined, (error: unknown) => error)
  assert.ok(failure instanceof ChangeFailed)
  return failure
}

test("a change that is taken is done", async () => {
  const device = new MemoryDevice()
  await applyChange(halfway(device), change({ listenPort: 7 }))
  assert.equal(device.report.listenPort, 7)
})

test("of a change that is refused is told what stands and what does not", async () => {
  const failure = await failureOf(
    halfway(new MemoryDevice()),
    change({ listenPort: 7, fwmark: 5, peers: [setPeer(A)] }),
  )
  assert.equal(failure.message, `wg0: refused with EINVAL; done: port 7, mark 5; not done: peer ${A}`)
  assert.deepEqual(failure.standing, { stands: ["port 7", "mark 5"], lacks: [`peer ${A}`] })
})

test("a long list is told in short, and whole to programs", async () => {
  const peers = [..."ABCDEFGH"].map((letter) => setPeer(keyOf(letter)))
  const failure = await failureOf(halfway(new MemoryDevice()), change({ peers }))
  assert.match(failure.message, /not done: (peer [^ ]+, ){5}3 more$/)
  assert.match(failure.message, /done: nothing; /)
  assert.equal(failure.standing?.lacks.length, 8)
})

test("what is wrong with a change is told before anything is sent", async () => {
  const device = new MemoryDevice()
  const failure = await failureOf(halfway(device), change({ listenPort: 70_000, peers: [setPeer(B)] }))
  assert.equal(failure.message, "wg0: not sent: 70000 is no port")
  assert.deepEqual([device.changes.length, failure.standing], [0, undefined])
})

test("a device that does not even say what it is leaves that open", async () => {
  const fail = () => Promise.reject(new Error("/a.sock: nobody answers"))
  const failure = await failureOf({ name: "wg0", get: fail, set: fail }, change({ listenPort: 7 }))
  assert.equal(failure.message, "/a.sock: nobody answers; how much of it was done the device does not say")
})

test("no key is in what is told", async () => {
  const key = secretKey(0xab)
  const peers = [setPeer(A, { presharedKey: new SecretKey(key.bytes) })]
  const failure = await failureOf(halfway(new MemoryDevice()), change({ privateKey: key, peers }))
  assert.ok(!JSON.stringify([failure.message, failure.standing]).includes(hexOfSecretKey(key).slice(0, 8)))
})
