/** A conversation with netfilter in one namespace: netlink(7). The kernel answers within the call that asks. */
import { libc, must } from "../linux/libc.ts"
import { decodeMessages, encodeRequest, errnoIn, type NetlinkMessage, type Request } from "./netlink_message.ts"
import { NLM_F_DUMP, NLMSG_DONE, NLMSG_ERROR } from "./netlink_message.ts"
import { SO_RCVBUFFORCE, type Socket, SOL_SOCKET } from "../linux/socket.ts"
import { openSocketIn } from "./socket.ts"
import { errnoName, SystemCallError } from "../linux/system_call_error.ts"

export class NetlinkSocket implements Disposable {
  readonly #socket: Socket
  #sequence = 0

  /** `groups`: the multicast groups whose events are to come in. */
  constructor(namespace: string, what: string, groups: readonly number[] = []) {
    const kind = { domain: AF_NETLINK, type: SOCK_RAW, protocol: NETLINK_NETFILTER }
    this.#socket = openSocketIn(namespace, kind, `${what} in "${namespace}"`, (socket) => {
      socket.set(SOL_SOCKET, SO_RCVBUFFORCE, RECEIVE_BUFFER)
      socket.bind(ANY_PORT)
      for (const group of groups) socket.set(SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, group)
    })
  }

  /** The answer: one message, all of a dump, or none where there is no such thing. */
  ask(request: Omit<Request, "sequence">): readonly NetlinkMessage[] {
    const sequence = ++this.#sequence
    const bytes = encodeRequest({ ...request, sequence })
    must(libc().send(this.#socket.descriptor, bytes, bytes.length, 0), "send", `ask ${this.#socket.what}`)
    const isDump = (request.flags & NLM_F_DUMP) === NLM_F_DUMP
    const answer: NetlinkMessage[] = []
    for (;;) {
      for (const message of this.#next().filter((message) => message.sequence === sequence)) {
        if (message.type === NLMSG_ERROR || message.type === NLMSG_DONE) return this.#ended(message, answer)
        answer.push(isDump ? { ...message, body: message.body.slice() } : message)
        if (!isDump) return answer
      }
    }
  }

  /** What has come in one piece; views that hold until the next call. Undefined where nothing waits. */
  receive(): readonly NetlinkMessage[] | undefined {
    const length = this.#socket.receiveInto(incoming)
    return length === undefined ? undefined : decodeMessages(incoming.subarray(0, length))
  }

  close(): void {
    this.#socket.close()
  }

  [Symbol.dispose](): void {
    this.close()
  }

  #next(): readonly NetlinkMessage[] {
    const messages = this.receive()
    if (messages === undefined) throw new Error(`${this.#socket.what} did not answer`)
    return messages
  }

  #ended(message: NetlinkMessage, answer: readonly NetlinkMessage[]): readonly NetlinkMessage[] {
    const errno = errnoIn(message)
    if (errno === 0) return answer
    if (errnoName(errno) === "ENOENT") return []
    throw new SystemCallError("netlink", errno, `ask ${this.#socket.what}`)
  }
}

/** One for all: there is one thread. The kernel fills at most 32 KiB at a time. */
const incoming = new Uint8Array(65_536)

/** `struct sockaddr_nl`: family 2, padding 2, port 4 (the kernel chooses), groups 4. */
const ANY_PORT = Uint8Array.of(16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)

const AF_NETLINK = 16
const SOCK_RAW = 3
const NETLINK_NETFILTER = 12
const SOL_NETLINK = 270
const NETLINK_ADD_MEMBERSHIP = 1
const RECEIVE_BUFFER = 4 * 1024 * 1024
