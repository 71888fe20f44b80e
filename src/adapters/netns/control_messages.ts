/**
 * What recvmsg(2) tells besides the payload: a row of `struct cmsghdr`, each with its length (8 bytes, header included),
 * level (4) and type (4) before its data, padded to 8 bytes. cmsg(3), on a 64-bit machine.
 */

export interface ControlMessage {
  readonly level: number
  readonly type: number
  readonly data: Uint8Array
}

/** The data are views into `bytes`. */
export function readControlMessages(bytes: Uint8Array): readonly ControlMessage[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const messages: ControlMessage[] = []
  for (let at = 0; at + HEADER <= bytes.length;) {
    const length = view.getUint32(at, true)
    if (length < HEADER || at + length > bytes.length) break
    const [level, type] = [view.getInt32(at + 8, true), view.getInt32(at + 12, true)]
    messages.push({ level, type, data: bytes.subarray(at + HEADER, at + length) })
    at += (length + 7) & ~7
  }
  return messages
}

const HEADER = 16
