/**
 * A TUN device (Linux' Documentation/networking/tuntap.rst) whose packets come with a virtio_net_hdr, so that the kernel
 * hands over and takes TCP and UDP super-packets of up to 64 KiB. It goes when its descriptor is closed.
 */
import { cString, libc } from "../linux/libc.ts"
import { errnoName, SystemCallError } from "../linux/system_call_error.ts"
import { calls } from "./calls.ts"

export interface Tun {
  readonly descriptor: number
  readonly name: string
  /** The kernel splits and merges TCP with us. */
  readonly hasTcpOffload: boolean
  /** It takes and gives UDP super-packets, too: Linux 6.2 and later. */
  readonly hasUdpOffload: boolean
}

/** `name` has at most 15 characters. Throws `SystemCallError` or `NoTun`. */
export function openTun(name: string): Tun {
  const file = libc().open(cString(TUN_FILE), O_RDWR | O_CLOEXEC | O_NONBLOCK, 0)
  if (file < 0) throw noFile(errnoName(libc().errno()))
  try {
    attach(file, name)
    const hasUdpOffload = offload(file, TCP | USO)
    const hasTcpOffload = hasUdpOffload || offload(file, TCP)
    if (!hasTcpOffload) offload(file, 0)
    return { descriptor: file, name, hasTcpOffload, hasUdpOffload }
  } catch (error) {
    libc().close(file)
    throw error
  }
}

/** What the interface is called now; undefined once it is deleted. It is found in whatever namespace it is. */
export function readName(descriptor: number): string | undefined {
  const answer = new Uint8Array(IFREQ_LENGTH)
  if (calls().ioctlWith(descriptor, TUNGETIFF, answer) < 0) return undefined
  return new TextDecoder().decode(answer.subarray(0, answer.indexOf(0)))
}

/** The interface's MTU; undefined where there is no such interface, or its name, in whatever bytes, is no text. */
export function readMtu(socket: number, name: string): number | undefined {
  if (name.includes(REPLACEMENT)) return undefined
  const request = interfaceRequest(name)
  if (calls().ioctlWith(socket, SIOCGIFMTU, request) < 0) return undefined
  return new DataView(request.buffer).getInt32(NAME_LENGTH, true)
}

export class NoTun extends Error {
  override readonly name = "NoTun"
}

/** Somebody deleted the interface. */
export class InterfaceGone extends Error {
  override readonly name = "InterfaceGone"
}

function noFile(code: string): NoTun {
  if (code === "ENOENT" || code === "ENODEV" || code === "ENXIO") {
    return new NoTun(`${TUN_FILE} is not there: load the kernel module "tun", or give the container that device`)
  }
  return new NoTun(`${TUN_FILE} cannot be opened (${code}): this needs root or CAP_NET_ADMIN`)
}

function attach(file: number, name: string): void {
  const request = interfaceRequest(name)
  new DataView(request.buffer).setUint16(NAME_LENGTH, IFF_TUN | IFF_NO_PI | IFF_VNET_HDR, true)
  if (calls().ioctlWith(file, TUNSETIFF, request) >= 0) return
  const errno = libc().errno()
  if (errnoName(errno) === "EBUSY") throw new NoTun(`there is an interface "${name}" already, and somebody has it open`)
  if (errnoName(errno) === "EINVAL") throw new NoTun(`"${name}" is the name of another interface, or no name for one`)
  if (errnoName(errno) === "EPERM") throw new NoTun(`making the interface "${name}" needs root or CAP_NET_ADMIN`)
  if (errnoName(errno) === "ENOTTY") throw new NoTun(`${TUN_FILE} is another device: give the container the real one`)
  throw new SystemCallError("ioctl(TUNSETIFF)", errno, `make the interface "${name}"`)
}

const offload = (file: number, what: number): boolean => calls().ioctl(file, TUNSETOFFLOAD, BigInt(what)) >= 0

/** `struct ifreq`: 16 bytes of name, then what it is about. Of no name, and of one with %d, the kernel makes another. */
function interfaceRequest(name: string): Uint8Array<ArrayBuffer> {
  const request = new Uint8Array(IFREQ_LENGTH)
  const encoded = new TextEncoder().encode(name)
  if (encoded.length === 0 || encoded.length >= NAME_LENGTH || name.includes("%")) {
    throw new NoTun(`"${name}" is no name for an interface`)
  }
  request.set(encoded)
  return request
}

/** For what is not UTF-8. */
const REPLACEMENT = "\ufffd"
const TUN_FILE = "/dev/net/tun"
const O_RDWR = 2
const O_NONBLOCK = 0o4000
const O_CLOEXEC = 0o2000000

const IFREQ_LENGTH = 40
const NAME_LENGTH = 16

/** linux/if_tun.h and linux/sockios.h. */
const TUNSETIFF = 0x400454can
const TUNGETIFF = 0x800454d2n
const TUNSETOFFLOAD = 0x400454d0n
const SIOCGIFMTU = 0x8921n
const IFF_TUN = 0x0001
const IFF_NO_PI = 0x1000
const IFF_VNET_HDR = 0x4000
/** TUN_F_CSUM, TUN_F_TSO4, TUN_F_TSO6. */
const TCP = 0x01 | 0x02 | 0x04
/** TUN_F_USO4, TUN_F_USO6. */
const USO = 0x20 | 0x40
