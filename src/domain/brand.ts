/**
 * Brands as `effect/Brand` types them, from a constructor that is nothing at run time. Its own comes with all of Schema:
 * 14 MB and a tenth of a second for a thread that carries packets and has nothing to decode.
 */
import type * as Brand from "effect/Brand"

export function nominal<A extends Brand.Brand<string>>(): (value: Brand.Brand.Unbranded<A>) => A
export function nominal() {
  return <A>(value: A): A => value
}
