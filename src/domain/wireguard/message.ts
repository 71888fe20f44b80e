/**
 * The four wire messages (spec/wireguard.md 1.2). A message is its own bytes, branded by type after length and type
 * word were checked, so a handler cannot receive the wrong one and parsing allocates nothing. Integers are
 * little-endian; the three reserved bytes are part of the type word and must be zero.
 */
import type * as Brand from "effect/Brand"
import { nominal } from "../brand.ts"
import { readU32, writeU32 } from "../bytes.ts"
import { cut } from "../slab.ts"

export type HandshakeInitiation = Uint8Array & Brand.Brand<"HandshakeInitiation">
export type HandshakeResponse = Uint8Array & Brand.Brand<"HandshakeResponse">
export type CookieReply = Uint8Array & Brand.Brand<"CookieReply">
export type TransportData = Uint8Array & Brand.Brand<"TransportData">
export type HandshakeMessage = HandshakeInitiation | HandshakeResponse

export const INITIATION_LENGTH = 148
export const RESPONSE_LENGTH = 92
export const COOKIE_REPLY_LENGTH = 64
/** An empty transport message, which is a keepalive. */
export const KEEPALIVE_LENGTH = 32

const INITIATION = 1
const RESPONSE = 2
const COOKIE_REPLY = 3
/** For those who write and read transport messages in place: their type word, */
export const TRANSPORT = 4
/** and the bytes before the sealed payload: type, receiver index and counter. */
export const TRANSPORT_HEADER = 16

export const isInitiation = (datagram: Uint8Array): datagram is HandshakeInitiation =>
  datagram.length === INITIATION_LENGTH && readU32(datagram, 0) === INITIATION

export const isResponse = (datagram: Uint8Array): datagram is HandshakeResponse =>
  datagram.length === RESPONSE_LENGTH && readU32(datagram, 0) === RESPONSE

export const isCookieReply = (datagram: Uint8Array): datagram is CookieReply =>
  datagram.length === COOKIE_REPLY_LENGTH && readU32(datagram, 0) === COOKIE_REPLY

export const isTransport = (datagram: Uint8Array): datagram is TransportData =>
  datagram.length >= KEEPALIVE_LENGTH && readU32(datagram, 0) === TRANSPORT

/** Of an initiation or a response: the index that its sender gave it. */
export const senderIndex = (message: HandshakeMessage): number => readU32(message, 4)

/** The index that the receiver gave: in a response at 8, in cookie replies and transport messages at 4. */
export const responseReceiver = (message: HandshakeResponse): number => readU32(message, 8)
export const receiverIndex = (message: CookieReply | TransportData): number => readU32(message, 4)

/** The transport counter in two words, because a hostile one may exceed what a double holds exactly. */
export const counterLow = (message: TransportData): number => readU32(message, 8)
export const counterHigh = (message: TransportData): number => readU32(message, 12)
export const sealedPayload = (message: TransportData): Uint8Array => message.subarray(TRANSPORT_HEADER)

export const field = {
  initiation: {
    ephemeral: (m: HandshakeInitiation): Uint8Array => m.subarray(8, 40),
    encryptedStatic: (m: HandshakeInitiation): Uint8Array => m.subarray(40, 88),
    encryptedTimestamp: (m: HandshakeInitiation): Uint8Array => m.subarray(88, 116),
  },
  response: {
    ephemeral: (m: HandshakeResponse): Uint8Array => m.subarray(12, 44),
    encryptedNothing: (m: HandshakeResponse): Uint8Array => m.subarray(44, 60),
  },
  cookieReply: {
    nonce: (m: CookieReply): Uint8Array => m.subarray(8, 32),
    encryptedCookie: (m: CookieReply): Uint8Array => m.subarray(32, 64),
  },
} as const

/** The last 32 bytes of a handshake message are mac1 and mac2; each covers all that stands before it. */
export const mac1Input = (m: HandshakeMessage): Uint8Array => m.subarray(0, m.length - 32)
export const mac1Of = (m: HandshakeMessage): Uint8Array => m.subarray(m.length - 32, m.length - 16)
export const mac2Input = (m: HandshakeMessage): Uint8Array => m.subarray(0, m.length - 16)
export const mac2Of = (m: HandshakeMessage): Uint8Array => m.subarray(m.length - 16)

const brandInitiation = nominal<HandshakeInitiation>()
const brandResponse = nominal<HandshakeResponse>()
const brandCookieReply = nominal<CookieReply>()
const brandTransport = nominal<TransportData>()

/** Empty messages to be filled in; the macs stay zero until they are known. */
export function newInitiation(sender: number): HandshakeInitiation {
  const message = typed(INITIATION_LENGTH, INITIATION)
  writeU32(message, 4, sender)
  return brandInitiation(message)
}

export function newResponse(sender: number, receiver: number): HandshakeResponse {
  const message = typed(RESPONSE_LENGTH, RESPONSE)
  writeU32(message, 4, sender)
  writeU32(message, 8, receiver)
  return brandResponse(message)
}

export function newCookieReply(receiver: number): CookieReply {
  const message = typed(COOKIE_REPLY_LENGTH, COOKIE_REPLY)
  writeU32(message, 4, receiver)
  return brandCookieReply(message)
}

/** A transport message with room for `sealedLength` bytes behind its header. */
export function newTransport(receiver: number, sealedLength: number): TransportData {
  const message = typed(TRANSPORT_HEADER + sealedLength, TRANSPORT)
  writeU32(message, 4, receiver)
  return brandTransport(message)
}

export function setCounter(message: TransportData, high: number, low: number): void {
  writeU32(message, 8, low)
  writeU32(message, 12, high)
}

function typed(length: number, type: number): Uint8Array {
  const message = cut(length)
  message[0] = type
  return message
}
