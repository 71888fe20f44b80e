/** What an operator should know of a line that goes on: what the kernel refuses, and what became of the interface. */
import type { Endpoint } from "../../domain/net/endpoint.ts"

/** Something that fails in one way: sending to an endpoint, or, where there is none, writing to the TUN. */
export interface Trouble {
  readonly to: Endpoint | undefined
  readonly errno: number
}

export type LineNews =
  | { readonly _tag: "TroubleBegan"; readonly trouble: Trouble }
  | { readonly _tag: "TroubleOver"; readonly trouble: Trouble; readonly failures: number }
  | { readonly _tag: "InterfaceRenamed"; readonly name: string }
  /** It is in another network namespace: `mtu` is the last that was seen. */
  | { readonly _tag: "InterfaceMoved"; readonly mtu: number }
