/**
 * The memory that recvmsg(2) fills in: `struct msghdr` (56 bytes) with its iovec (16), and behind them the peer's address,
 * the control messages and the payload, each at its place in one buffer, which never moves. On a 64-bit machine.
 */
import { addressOf, libc } from "../linux/libc.ts"
import { type ControlMessage, readControlMessages } from "./control_messages.ts"
import { SOCKET_ADDRESS_LENGTH } from "../linux/socket_address.ts"

/** All are views, which hold until the next message is received. */
export interface ReceivedMessage {
  readonly name: Uint8Array
  readonly control: readonly ControlMessage[]
  readonly payload: Uint8Array
}

/** What waits on the socket, or with MSG_ERRQUEUE on its error queue; undefined when the call failed: errno says why. */
export function receiveMessage(descriptor: number, flags: number): ReceivedMessage | undefined {
  shared ??= new MessageBuffer()
  return shared.receive(descriptor, flags)
}

/** One for all sockets: there is one thread, and what is received is copied before the next is. */
let shared: MessageBuffer | undefined

class MessageBuffer {
  readonly #bytes: Uint8Array<ArrayBuffer>
  readonly #view: DataView

  constructor() {
    const memory = new ArrayBuffer(PAYLOAD_AT + PAYLOAD_LENGTH)
    const start = addressOf(memory)
    this.#bytes = new Uint8Array(memory)
    this.#view = new DataView(memory)
    this.#view.setBigUint64(NAME, start + BigInt(NAME_AT), true)
    this.#view.setBigUint64(VECTOR, start + BigInt(VECTOR_AT), true)
    this.#view.setBigUint64(VECTOR_COUNT, 1n, true)
    this.#view.setBigUint64(CONTROL, start + BigInt(CONTROL_AT), true)
    this.#view.setBigUint64(VECTOR_AT, start + BigInt(PAYLOAD_AT), true)
    this.#view.setBigUint64(VECTOR_AT + 8, BigInt(PAYLOAD_LENGTH), true)
  }

  receive(descriptor: number, flags: number): ReceivedMessage | undefined {
    this.#view.setUint32(NAME_LENGTH, SOCKET_ADDRESS_LENGTH, true)
    this.#view.setUint32(CONTROL_LENGTH, PAYLOAD_AT - CONTROL_AT, true)
    const length = libc().recvmsg(descriptor, this.#bytes, flags)
    if (length < 0) return undefined
    const nameEnd = NAME_AT + this.#view.getUint32(NAME_LENGTH, true)
    const controlEnd = CONTROL_AT + this.#view.getUint32(CONTROL_LENGTH, true)
    return {
      name: this.#bytes.subarray(NAME_AT, nameEnd),
      control: readControlMessages(this.#bytes.subarray(CONTROL_AT, controlEnd)),
      payload: this.#bytes.subarray(PAYLOAD_AT, PAYLOAD_AT + length),
    }
  }
}

/** Fields of `struct msghdr`. */
const NAME = 0
const NAME_LENGTH = 8
const VECTOR = 16
const VECTOR_COUNT = 24
const CONTROL = 32
const CONTROL_LENGTH = 40

const VECTOR_AT = 56
const NAME_AT = 72
const CONTROL_AT = 128
const PAYLOAD_AT = 1024
/** No datagram is longer. */
const PAYLOAD_LENGTH = 65536
