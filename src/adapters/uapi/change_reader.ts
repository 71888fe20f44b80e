/**
 * The lines of a `set=1` request, one after the other, to the change that they ask for. The first line that is wrong
 * decides what is answered; those behind it are not looked at. Source: spec/wireguard.md 2.1.
 */
import * as Result from "effect/Result"
import type { AllowedIpChange, DeviceChange, PeerChange, SetPeer } from "./device_change.ts"
import { EINVAL, EPROTO, type Errno, OK } from "./errno.ts"
import { type Draft, keyAndValue, taken } from "./key_line.ts"
import * as values from "./wire_values.ts"

export class ChangeReader {
  readonly #device: DeviceDraft = { replacePeers: false }
  readonly #peers: PeerDraft[] = []
  #errno: Errno = OK

  line(text: string): void {
    if (this.#errno === OK) this.#errno = this.#take(text)
  }

  /** At the empty line. */
  end(): Result.Result<DeviceChange, Errno> {
    if (this.#errno !== OK) return Result.fail(this.#errno)
    return Result.succeed({ ...this.#device, peers: this.#peers.map(changeOf) })
  }

  #take(text: string): Errno {
    const [key, value] = keyAndValue(text)
    if (value === undefined) return EPROTO
    if (key === "public_key") return this.#begin(value)
    const peer = this.#peers.at(-1)
    const isTaken = peer === undefined ? takeOfDevice(this.#device, key, value) : takeOfPeer(peer, key, value)
    return isTaken ? OK : EINVAL
  }

  #begin(value: string): Errno {
    const publicKey = values.readPublicKey(value)
    if (publicKey === undefined || this.#peers.length >= MAX_PEERS) return EINVAL
    this.#peers.push({
      isRemoved: false,
      set: { _tag: "SetPeer", publicKey, updateOnly: false, replaceAllowedIps: false },
      allowedIps: [],
    })
    return OK
  }
}

/** As many as a device of wireguard-go has (spec/wireguard.md 1.5), each of them removed and set. */
const MAX_PEERS = 2 * 65_536

type DeviceDraft = Draft<Omit<DeviceChange, "peers">>

interface PeerDraft {
  isRemoved: boolean
  readonly set: Draft<Omit<SetPeer, "allowedIps">>
  readonly allowedIps: AllowedIpChange[]
}

/** What is said of a peer that is removed does not count. */
const changeOf = ({ isRemoved, set, allowedIps }: PeerDraft): PeerChange =>
  isRemoved ? { _tag: "RemovePeer", publicKey: set.publicKey } : { ...set, allowedIps }

/** Whether there is such a key and such a value. Keys of the device come before all peers. */
function takeOfDevice(device: DeviceDraft, key: string, value: string): boolean {
  switch (key) {
    case "private_key":
      return taken(values.readSecretKey(value), (key) => device.privateKey = key)
    case "listen_port":
      return taken(values.readPort(value), (port) => device.listenPort = port)
    case "fwmark":
      return taken(values.readU32(value), (mark) => device.fwmark = mark)
    case "replace_peers":
      return taken(readTrue(value), () => device.replacePeers = true)
    default:
      return false
  }
}

function takeOfPeer(peer: PeerDraft, key: string, value: string): boolean {
  const { set, allowedIps } = peer
  switch (key) {
    case "remove":
      return taken(readTrue(value), () => peer.isRemoved = true)
    case "update_only":
      return taken(readTrue(value), () => set.updateOnly = true)
    case "preshared_key":
      return taken(values.readSecretKey(value), (key) => set.presharedKey = key)
    case "endpoint":
      return taken(values.readEndpoint(value), (endpoint) => set.endpoint = endpoint)
    case "persistent_keepalive_interval":
      return taken(values.readKeepalive(value), (keepalive) => set.keepalive = keepalive)
    case "replace_allowed_ips":
      return taken(readTrue(value), () => {
        set.replaceAllowedIps = true
        allowedIps.length = 0
      })
    case "allowed_ip":
      return taken(readAllowedIp(value), (change) => allowedIps.push(change))
    case "protocol_version":
      return value === "1"
    default:
      return false
  }
}

const readTrue = (text: string): true | undefined => (text === "true" ? true : undefined)

function readAllowedIp(text: string): AllowedIpChange | undefined {
  const action = text.startsWith("-") ? "remove" : "add"
  const prefix = values.readPrefix(action === "remove" ? text.slice(1) : text)
  return prefix && { action, prefix }
}
