import assert from "node:assert/strict"
import { test } from "node:test"
import { DevicePair } from "../../../tests/harness/device_pair.ts"
import { endpoint } from "../../domain/net/endpoint.ts"
import { ipAddress } from "../../domain/net/ip_address.ts"
import type { Arrival } from "../../domain/wireguard/peer_path.ts"
import type { Tunnel } from "../../domain/wireguard/tunnel.ts"
import { Arrivals } from "./arrivals.ts"
import { FROM_WORDS } from "./receiver.ts"

/** What a receiver tells, without a socket: its words are one array that is written anew, as a receiver's are. */
class Told {
  readonly words = new Uint32Array(FROM_WORDS)
  made = 0
  readonly from = (): Uint32Array => this.words
  readonly arrival = (): Arrival | undefined => {
    if (this.words[0] === 0) return undefined
    this.made++
    return { from: endpoint(`192.0.2.1:${this.words[0]}`), to: ipAddress("192.0.2.9") }
  }

  comeFrom(port: number): void {
    this.words.fill(0)
    this.words[0] = port
  }
}

function tunnel(seed: number): Tunnel {
  const [one] = new DevicePair({ seed }).devices[0].tunnels.values()
  assert.ok(one)
  return one
}

test("a peer that stays where it is has one arrival, made once", () => {
  const told = new Told()
  const [arrivals, peer] = [new Arrivals(told), tunnel(1)]
  const seen = new Set<unknown>()
  for (let run = 0; run < 3; run++) {
    told.comeFrom(7)
    arrivals.begin()
    for (let datagram = 0; datagram < 3; datagram++) seen.add(arrivals.of(peer))
  }
  assert.deepEqual([seen.size, told.made], [1, 1])
})

test("a peer that moves, and comes back, is where it last was", () => {
  const told = new Told()
  const [arrivals, peer] = [new Arrivals(told), tunnel(1)]
  const ports = [7, 8, 7, 8, 8].map((port) => {
    told.comeFrom(port)
    arrivals.begin()
    return arrivals.of(peer)?.from.port
  })
  assert.deepEqual(ports, [7, 8, 7, 8, 8])
})

test("two peers behind one address have the same arrival, and each keeps its own", () => {
  const told = new Told()
  const [arrivals, one, two] = [new Arrivals(told), tunnel(1), tunnel(2)]
  told.comeFrom(7)
  arrivals.begin()
  assert.deepEqual([arrivals.of(one)?.from.port, arrivals.of(two)?.from.port, told.made], [7, 7, 1])
  told.comeFrom(8)
  arrivals.begin()
  assert.equal(arrivals.of(two)?.from.port, 8)
  told.comeFrom(7)
  arrivals.begin()
  assert.deepEqual([arrivals.of(one)?.from.port, told.made], [7, 2])
})

test("what comes from nowhere that can be told is nobody's arrival, and is not remembered", () => {
  const told = new Told()
  const [arrivals, peer] = [new Arrivals(told), tunnel(1)]
  arrivals.begin()
  assert.deepEqual([arrivals.any(), arrivals.of(peer)], [undefined, undefined])
  told.comeFrom(9)
  arrivals.begin()
  assert.equal(arrivals.of(peer)?.from.port, 9)
})
