import assert from "node:assert/strict"
import { test } from "node:test"
import { ipAddress } from "../../domain/net/ip_address.ts"
import { performSteps } from "./perform.ts"
import { isInSandbox } from "./sandbox.ts"
import { openUdpSocket, setTtl } from "./udp_socket.ts"

const skip = isInSandbox() ? false : "runs in the lab's sandbox alone"

test("both families may have the same port, and what is in use is named", { skip }, () => {
  performSteps([{ tool: "ip", line: "netns add us" }, { tool: "ip", namespace: "us", line: "link set dev lo up" }])
  const at = { namespace: "us", port: 4000 }
  using v4 = openUdpSocket({ ...at, family: "v4" })
  using v6 = openUdpSocket({ ...at, family: "v6" })
  assert.ok(v4.descriptor !== v6.descriptor)
  assert.throws(() => openUdpSocket({ ...at, family: "v6" }), /cannot bind the v6 UDP port 4000 in "us".*EADDRINUSE/)
  const elsewhere = { ...at, family: "v4", port: 4001, address: ipAddress("192.0.2.1") } as const
  assert.throws(() => openUdpSocket(elsewhere), /EADDRNOTAVAIL/)
})

// ip(7): 1 to 255.
test("a datagram can be given any time to live but none", { skip }, () => {
  performSteps([{ tool: "ip", line: "netns add us-ttl" }])
  for (const family of ["v4", "v6"] as const) {
    using socket = openUdpSocket({ namespace: "us-ttl", family, port: 4000 })
    setTtl(socket, family, 1)
    setTtl(socket, family, 255)
    assert.throws(() => setTtl(socket, family, 256), /EINVAL/)
  }
})
