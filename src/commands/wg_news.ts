/** What an operator is told of an interface that goes on, in a line: what is wrong, and what can be done about it. */
import type { LineNews, Trouble } from "../adapters/dataplane/line_news.ts"
import { errnoName } from "../adapters/linux/system_call_error.ts"
import { formatEndpoint } from "../domain/net/endpoint.ts"

export function newsText(news: LineNews): string {
  switch (news._tag) {
    case "TroubleBegan":
      return `${beganText(news.trouble)}; trying on`
    case "TroubleOver":
      return overText(news.trouble, news.failures)
    case "InterfaceRenamed":
      return `the interface is called "${news.name}" now; wg(8) still knows it by its first name`
    case "InterfaceMoved":
      return "the interface is in another network namespace now: the tunnel goes on from this one, " +
        `with ${news.mtu} for an MTU whatever it is there`
  }
}

const beganText = ({ to, errno }: Trouble): string =>
  to === undefined
    ? `the host does not take what the tunnel brings: ${ON_WRITING.get(errnoName(errno)) ?? errnoName(errno)}`
    : `cannot send to ${formatEndpoint(to)}: ${ON_SENDING.get(errnoName(errno)) ?? errnoName(errno)}`

function overText({ to, errno }: Trouble, failures: number): string {
  const what = to === undefined ? "the host takes packets" : `can send to ${formatEndpoint(to)}`
  return `${what} again, after ${failures} ${failures === 1 ? "failure" : "failures"} (${errnoName(errno)})`
}

/** errno(3), with what it means for a UDP socket. */
const ON_SENDING: ReadonlyMap<string, string> = new Map([
  ["EPERM", "Operation not permitted (a firewall on this host?)"],
  ["EACCES", "Permission denied (a route that prohibits it, or a broadcast address?)"],
  ["ENETUNREACH", "Network is unreachable (is the link up, and is there a route?)"],
  ["EHOSTUNREACH", "No route to host"],
  ["ENETDOWN", "Network is down"],
  ["EINVAL", "Invalid argument (a blackhole route, or no socket for this family?)"],
  ["EMSGSIZE", "Message too long (is the MTU of the interface beyond 65,000?)"],
  ["ENOBUFS", "No buffer space available (net.core.optmem_max, net.core.wmem_max)"],
  ["ENOMEM", "Out of memory"],
  ["EAGAIN", "the send buffer of the socket stays full"],
])

/** And for a TUN. */
const ON_WRITING: ReadonlyMap<string, string> = new Map([
  ["EIO", "the interface is down (ip link set up)"],
  ["EINVAL", "it finds a packet invalid"],
  ["ENOMEM", "Out of memory"],
  ["ENOBUFS", "Out of memory"],
])
