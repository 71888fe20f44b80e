/** What became of a datagram that was sent, as anybody can see it who stands on every network and in every host. */
import { type Endpoint, formatEndpoint } from "../../domain/net/endpoint.ts"
import type { IpAddress } from "../../domain/net/ip_address.ts"
import type { IcmpErrorKind } from "../packet.ts"

/** It, or an error about it, went across a network. */
export interface Crossing {
  readonly network: string
  readonly source: Endpoint
  readonly destination: Endpoint
}

/** A program got it. */
export interface Delivery {
  readonly node: string
  readonly source: Endpoint
  readonly destination: Endpoint
}

/** Its sender was told that it failed. */
export interface ErrorHeard {
  readonly node: string
  readonly kind: IcmpErrorKind
  readonly by: IpAddress
  /** Where the sender had sent it. */
  readonly about: Endpoint
}

export interface Outcome {
  /** False if it was to answer something that never came. */
  wasSent: boolean
  readonly crossings: Crossing[]
  readonly deliveries: Delivery[]
  readonly errors: ErrorHeard[]
  /** Where and why its way ended, which only the simulator knows. */
  readonly drops: string[]
}

export const outcome = (): Outcome => ({ wasSent: false, crossings: [], deliveries: [], errors: [], drops: [] })

/** In one line, for people and for comparing; only what both substrates can see. */
export function outcomeText({ wasSent, crossings, deliveries, errors }: Outcome): string {
  if (!wasSent) return "not sent"
  const seen = crossings.map(({ network, source, destination }) => `${network}: ${way(source, destination)}`)
  const got = deliveries.map(({ node, source, destination }) => `${node} got ${way(source, destination)}`)
  const told = errors.map(({ node, kind, by, about }) => `${node} told ${kind} by ${by} of ${formatEndpoint(about)}`)
  return [...seen, ...(got.length === 0 ? ["lost"] : got), ...told].join("; ")
}

const way = (source: Endpoint, destination: Endpoint): string =>
  `${formatEndpoint(source)} > ${formatEndpoint(destination)}`
