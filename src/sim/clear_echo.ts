/**
 * What two programs say to each other outside of the mesh: echo over UDP (RFC 862), with the marker and the number that
 * echoes inside it carry too.
 */
import { readU32, writeU32 } from "../domain/bytes.ts"
import { type Echo, MARKER } from "./echo.ts"

/** Where echo is served (RFC 862). */
export const ECHO_PORT = 7

const LENGTH = MARKER.length + 5

export function clearEcho({ isReply, number }: Echo, size: number): Uint8Array {
  const payload = new Uint8Array(Math.max(size, LENGTH))
  payload.set(MARKER)
  payload[MARKER.length] = isReply ? 1 : 0
  writeU32(payload, MARKER.length + 1, number)
  return payload
}

/** undefined for anything that is not one of ours. */
export function readClearEcho(payload: Uint8Array): Echo | undefined {
  if (payload.length < LENGTH || !MARKER.every((byte, i) => payload[i] === byte)) return undefined
  return { isReply: payload[MARKER.length] === 1, number: readU32(payload, MARKER.length + 1) }
}
