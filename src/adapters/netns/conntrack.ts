/**
 * Connection tracking of one namespace. The kernel drops expired entries late: when a walk through its table, or a
 * look-up, comes across one. Its table is one for all namespaces, and a walk takes 10 ms where there is much memory. So
 * the entries are learned from the kernel's events (nf_conntrack_events, on unless switched off), and `collect` looks up
 * each of them, whereupon those that have expired are gone.
 */
import { type ConntrackEntry, type EntryName, type Flow, readFlow, readName, readState } from "./conntrack_entry.ts"
import { decodeAttributes, GENERIC_HEADER, type NetlinkMessage, NLM_F_ACK, NLM_F_DUMP } from "./netlink_message.ts"
import { NetlinkSocket } from "./netlink_socket.ts"
import { SystemCallError } from "../linux/system_call_error.ts"

interface Known {
  readonly name: EntryName
  /** Of UDP alone. */
  readonly flow: Flow | undefined
}

export class Conntrack implements Disposable {
  readonly #requests: NetlinkSocket
  readonly #events: NetlinkSocket
  /** By family and original direction. */
  readonly #known = new Map<string, Known>()
  /** False as long as there may be entries that no event has told of. */
  #isComplete = false

  constructor(namespace: string) {
    this.#requests = new NetlinkSocket(namespace, "connection tracking")
    try {
      this.#events = new NetlinkSocket(namespace, "the events of connection tracking", [GROUP_NEW, GROUP_DESTROY])
    } catch (error) {
      this.#requests.close()
      throw error
    }
  }

  /** Makes the kernel drop what has expired; the UDP entries that remain, in the order in which they were learned of. */
  collect(): readonly ConntrackEntry[] {
    this.#hear()
    if (!this.#isComplete) this.#walk()
    const entries: ConntrackEntry[] = []
    for (const [key, { name, flow }] of this.#known) {
      const [answer] = this.#requests.ask({ type: MESSAGE_GET, flags: 0, ...name })
      if (answer === undefined) this.#known.delete(key)
      else if (flow !== undefined) entries.push({ ...flow, ...readState(answer) })
    }
    return entries
  }

  /** Makes the kernel forget all entries. */
  flush(): void {
    this.#requests.ask({ type: MESSAGE_DELETE, flags: NLM_F_ACK, family: ALL })
  }

  /** Entries of all protocols, with those that have expired and were not collected. */
  count(): number {
    const [answer] = this.#requests.ask({ type: MESSAGE_GET_STATS, flags: 0, family: ALL })
    const count = answer && decodeAttributes(answer.body, GENERIC_HEADER).get(CTA_STATS_GLOBAL_ENTRIES)
    return count === undefined ? 0 : new DataView(count.buffer, count.byteOffset).getUint32(0)
  }

  close(): void {
    this.#requests.close()
    this.#events.close()
  }

  [Symbol.dispose](): void {
    this.close()
  }

  /** Takes the events that wait. Where there were more than the socket could hold, some are lost. */
  #hear(): void {
    try {
      for (let messages; (messages = this.#events.receive()) !== undefined;) {
        for (const message of messages) this.#learn(message)
      }
    } catch (error) {
      if (!(error instanceof SystemCallError && error.code === "ENOBUFS")) throw error
      this.#isComplete = false
      this.#hear()
    }
  }

  #walk(): void {
    this.#known.clear()
    const entries = this.count() === 0 ? [] : this.#requests.ask({ type: MESSAGE_GET, flags: NLM_F_DUMP, family: ALL })
    for (const entry of entries) this.#learn(entry)
    this.#isComplete = true
  }

  #learn(message: NetlinkMessage): void {
    const name = readName(message)
    const key = String.fromCharCode(name.family, ...name.attributes)
    if (message.type === EVENT_NEW) this.#known.set(key, { name, flow: readFlow(message) })
    if (message.type === EVENT_DESTROY) this.#known.delete(key)
  }
}

/** AF_UNSPEC. */
const ALL = 0

/** NFNL_SUBSYS_CTNETLINK << 8, and IPCTNL_MSG_CT_... */
const MESSAGE_GET = 0x101
const MESSAGE_DELETE = 0x102
const MESSAGE_GET_STATS = 0x105
/** An entry as it is, in an answer and in an event. */
const EVENT_NEW = 0x100
const EVENT_DESTROY = 0x102

const GROUP_NEW = 1
const GROUP_DESTROY = 3
const CTA_STATS_GLOBAL_ENTRIES = 1
