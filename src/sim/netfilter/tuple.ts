/** A packet's two ends, by which conntrack knows to which conversation it belongs and in which direction it goes. */
import { type Endpoint, sameEndpoint } from "../../domain/net/endpoint.ts"

export interface Tuple {
  readonly source: Endpoint
  readonly destination: Endpoint
}

/** Of the packet that answers. */
export const inverted = ({ source, destination }: Tuple): Tuple => ({ source: destination, destination: source })

export const sameTuple = (a: Tuple, b: Tuple): boolean =>
  sameEndpoint(a.source, b.source) && sameEndpoint(a.destination, b.destination)
