/** Bytes that nobody can guess, from the platform. */
import { randomBytes as draw } from "node:crypto"

export const randomBytes = (count: number): Uint8Array => new Uint8Array(draw(count))
