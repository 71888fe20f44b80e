/**
 * What a client sends, in pieces of any size, to its requests. Bounded: a line that is too long or a request that has
 * no end breaks the conversation, and so does everything that does not begin an operation, as wireguard-go has it. A
 * request that is wrong inside is read to its end, so that what follows is understood (spec/wireguard.md 2.1).
 */
import * as Result from "effect/Result"
import { ChangeReader } from "./change_reader.ts"
import type { DeviceChange } from "./device_change.ts"
import { EINVAL, EIO, type Errno } from "./errno.ts"

export type Request =
  | { readonly _tag: "Get" }
  | { readonly _tag: "Set"; readonly change: DeviceChange }
  | { readonly _tag: "Refused"; readonly errno: Errno }
  /** Nothing that follows is looked at. */
  | { readonly _tag: "Broken" }

/** Twice the longest line that can be right, and more. */
const MAX_LINE_BYTES = 256
/** 65,536 peers with four prefixes each, and more. */
const MAX_REQUEST_BYTES = 32 * 1024 * 1024

export class RequestReader {
  readonly #line = new Uint8Array(MAX_LINE_BYTES)
  #lineBytes = 0
  #requestBytes = 0
  #state: State = BEFORE

  push(bytes: Uint8Array): readonly Request[] {
    const requests: Request[] = []
    for (let at = 0; at < bytes.length && this.#state._tag !== "Broken";) {
      const newline = bytes.indexOf(NEWLINE, at)
      const end = newline < 0 ? bytes.length : newline
      this.#requestBytes += end - at + 1
      if (this.#lineBytes + end - at > MAX_LINE_BYTES || this.#requestBytes > MAX_REQUEST_BYTES) {
        requests.push(...this.#break())
        break
      }
      this.#line.set(bytes.subarray(at, end), this.#lineBytes)
      this.#lineBytes += end - at
      at = end + 1
      if (newline >= 0) requests.push(...this.#endLine())
    }
    return requests
  }

  #endLine(): readonly Request[] {
    const text = String.fromCharCode(...this.#line.subarray(0, this.#lineBytes))
    this.#line.fill(0, 0, this.#lineBytes)
    this.#lineBytes = 0
    switch (this.#state._tag) {
      case "Before":
        return this.#begin(text)
      case "Getting":
        if (text === "") return this.#end(this.#state.hasMore ? { _tag: "Refused", errno: EINVAL } : { _tag: "Get" })
        this.#state = { _tag: "Getting", hasMore: true }
        return []
      case "Setting":
        if (text === "") return this.#end(requestOf(this.#state.reader))
        this.#state.reader.line(text)
        return []
      case "Broken":
        return []
    }
  }

  #begin(operation: string): readonly Request[] {
    if (operation === "get=1") this.#state = { _tag: "Getting", hasMore: false }
    else if (operation === "set=1") this.#state = { _tag: "Setting", reader: new ChangeReader() }
    else return this.#break()
    return []
  }

  #end(request: Request): readonly Request[] {
    this.#state = BEFORE
    this.#requestBytes = 0
    return [request]
  }

  /** In the middle of a request there is somebody who waits for an answer. */
  #break(): readonly Request[] {
    const wasInside = this.#state._tag !== "Before"
    this.#line.fill(0)
    this.#state = { _tag: "Broken" }
    return [...(wasInside ? [{ _tag: "Refused", errno: EIO } as const] : []), { _tag: "Broken" }]
  }
}

type State =
  | { readonly _tag: "Before" }
  | { readonly _tag: "Getting"; readonly hasMore: boolean }
  | { readonly _tag: "Setting"; readonly reader: ChangeReader }
  | { readonly _tag: "Broken" }

function requestOf(reader: ChangeReader): Request {
  const change = reader.end()
  if (Result.isFailure(change)) return { _tag: "Refused", errno: change.failure }
  return { _tag: "Set", change: change.success }
}

const BEFORE: State = { _tag: "Before" }
const NEWLINE = 0x0a
