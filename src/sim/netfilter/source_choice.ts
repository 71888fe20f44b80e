/**
 * As whom a connection goes on: Linux' choice of a source for the packets that it rewrites, and of those that it does not.
 * A source keeps what its last connection has, else its own port, else it gets another one; whatever the choice, no two
 * connections may have the same answers. So neighbours share a port while their peers differ, a packet that came in
 * first takes the port away, and the port that was given instead spreads to all later peers. Source: spec/nat.md 1.3
 * (E1, E2c, E3, E10).
 */
import { type Endpoint, endpointOf } from "../../domain/net/endpoint.ts"
import type { Instant } from "../../domain/net/instant.ts"
import type { IpAddress } from "../../domain/net/ip_address.ts"
import type { Connection } from "./connection.ts"
import type { Conntrack } from "./conntrack.ts"
import { classOf, type PortChooser } from "./port_choice.ts"
import { inverted } from "./tuple.ts"

/** What a rule allows a source to become. */
export interface SourceRange {
  readonly address: IpAddress
  /** Both ends included; any if undefined. */
  readonly ports: readonly [first: number, last: number] | undefined
  /** A new port for each connection, whatever the source had before. */
  readonly isRandom: boolean
}

export class SourceChoice {
  readonly #table: Conntrack
  readonly #choose: PortChooser

  constructor(table: Conntrack, choose: PortChooser) {
    this.#table = table
    this.#choose = choose
  }

  /** Of an unconfirmed connection; undefined if no port is found. A range of one port is given even if that is taken. */
  choose(connection: Connection, range: SourceRange, now: Instant): Endpoint | undefined {
    const { source, destination } = inverted(connection.reply)
    const isFree = (candidate: Endpoint): boolean =>
      !this.#table.isTaken({ source: candidate, destination }, connection, now)
    const familiar = range.isRandom ? undefined : this.#familiar(source, connection, range)
    if (familiar !== undefined && isFree(familiar)) return familiar
    const kept = endpointOf(range.address, source.port)
    if (!range.isRandom && isWithin(kept, range) && (hasOnePort(range) || isFree(kept))) return kept
    const [first, last] = range.ports ?? classOf(source.port)
    const port = this.#choose({ first, last, isFree: (one) => isFree(endpointOf(range.address, one)) })
    return port === undefined ? undefined : endpointOf(range.address, port)
  }

  /** The source as it is, if that is allowed; else as what its last connection went on that is. */
  #familiar(source: Endpoint, connection: Connection, range: SourceRange): Endpoint | undefined {
    if (isWithin(source, range)) return source
    for (const { reply } of this.#table.openedBy(connection.original.source)) {
      if (isWithin(reply.destination, range)) return reply.destination
    }
    return undefined
  }
}

const isWithin = ({ address, port }: Endpoint, { address: wanted, ports }: SourceRange): boolean =>
  address === wanted && (ports === undefined || (port >= ports[0] && port <= ports[1]))

const hasOnePort = ({ ports }: SourceRange): boolean => ports !== undefined && ports[0] === ports[1]
