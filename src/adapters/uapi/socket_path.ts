/** Where the socket of an interface is (spec/wireguard.md 2.1). */
import { UapiError } from "./uapi_error.ts"

export interface SocketPlace {
  /** Of the interface. */
  readonly name: string
  readonly directory?: string
}

/** Where `wg` looks. */
export const UAPI_DIRECTORY = "/var/run/wireguard"

/** Throws a `UapiError` for what is no name of an interface, or a path that no socket can have. */
export function socketPath({ name, directory = UAPI_DIRECTORY }: SocketPlace): string {
  const path = `${directory}/${name}.sock`
  if (!NAME.test(name) || /^\.+$/.test(name)) throw new UapiError(path, "this is no name of an interface")
  if (new TextEncoder().encode(path).length > MAX_PATH_BYTES) {
    throw new UapiError(path, "the path is too long for a socket")
  }
  return path
}

/** As wg-quick has it; the kernel allows 15 characters. */
const NAME = /^[a-zA-Z0-9_=+.-]{1,15}$/
/** Of sockaddr_un, without the zero at its end. */
const MAX_PATH_BYTES = 107
