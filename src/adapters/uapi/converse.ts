/** One client's requests, answered one after the other: the next is not read before the last is answered. */
import type { Socket } from "node:net"
import type { DeviceChange } from "./device_change.ts"
import type { DeviceReport } from "./device_report.ts"
import { ENOANO, type Errno, OK } from "./errno.ts"
import { reportText } from "./report_text.ts"
import { type Request, RequestReader } from "./request_reader.ts"

/** A device, as its clients may use it: one operation at a time. */
export interface UapiBackend {
  readonly get: () => Promise<DeviceReport>
  /** An errno of Linux, zero for success. A change that is refused should leave everything as it was. */
  readonly set: (change: DeviceChange) => Promise<Errno>
}

/** Ends with the client, or with the first thing that is no request. */
export async function converse(socket: Socket, backend: UapiBackend, failed: Failed): Promise<void> {
  const reader = new RequestReader()
  try {
    for await (const bytes of socket) {
      for (const request of reader.push(bytes)) {
        if (request._tag === "Broken") return
        await write(socket, await answer(request, backend, failed))
      }
    }
  } catch {
    // The client went away in the middle of something; that is its affair.
  } finally {
    socket.destroy()
  }
}

type Failed = (error: unknown) => void
type Answerable = Exclude<Request, { readonly _tag: "Broken" }>

/** `wg` understands numbers below zero after `set` alone; there wireguard-go sends no others (spec/wireguard.md 2.1). */
async function answer(request: Answerable, backend: UapiBackend, failed: Failed): Promise<string> {
  try {
    switch (request._tag) {
      case "Get":
        return `${reportText(await backend.get())}errno=${OK}\n\n`
      case "Set":
        return negated(await backend.set(request.change))
      case "Refused":
        return negated(request.errno)
    }
  } catch (error) {
    failed(error)
    return request._tag === "Get" ? `errno=${ENOANO}\n\n` : negated(ENOANO)
  }
}

const negated = (errno: Errno): string => `errno=${errno === OK ? OK : -Math.abs(errno)}\n\n`

const write = (socket: Socket, text: string): Promise<void> =>
  new Promise((resolve, reject) => {
    socket.write(text, (error) => error ? reject(error) : resolve())
  })
