/**
 * What the main thread and the thread of an interface say to each other. Configurations travel as UAPI text, which both
 * can read and which holds all that is secret as text that nobody prints.
 */
export interface WgWorkerData {
  readonly name: string
  /** A `set=1` request. */
  readonly change: string
  readonly cipher: "libcrypto" | "wasm" | undefined
  /** The path of a key log. */
  readonly keyLog?: string | undefined
}

export type ToWorker =
  | { readonly _tag: "Get"; readonly id: number }
  | { readonly _tag: "Set"; readonly id: number; readonly change: string }
  | { readonly _tag: "Stop" }

export type FromWorker =
  | { readonly _tag: "Ready"; readonly port: number; readonly cipher: string; readonly lacks: readonly string[] }
  /** `text` is the answer of UAPI, complete. */
  | { readonly _tag: "Answer"; readonly id: number; readonly text: string }
  /** A handshake came to its end, or a peer is elsewhere: worth asking. */
  | { readonly _tag: "Noticed" }
  /** In words for the operator; it goes on. */
  | { readonly _tag: "News"; readonly text: string }
  /** It is over; without a reason, because that was asked for. */
  | { readonly _tag: "Ended"; readonly reason: string | undefined }
