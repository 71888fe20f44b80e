/**
 * Protobuf from whoever knows the secret: fields that we do not know are passed over, as every version of Talos does
 * with those of newer ones, and bytes that are no such message are a value instead of an exception.
 */
import { type DescMessage, fromBinary, type MessageShape } from "@bufbuild/protobuf"

/** Undefined if the bytes are cut short, nested too deeply, or hold text that is not UTF-8. */
export function parseMessage<Desc extends DescMessage>(
  schema: Desc,
  bytes: Uint8Array,
): MessageShape<Desc> | undefined {
  try {
    return fromBinary(schema, bytes, { readUnknownFields: false })
  } catch {
    return undefined
  }
}
