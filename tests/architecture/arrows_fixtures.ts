/** Rule 1: which file may import which, and which package. */
import { test } from "node:test"
import { arrows } from "./arrows.ts"
import { accepts, arrow, type Files, finds, lines } from "./fixture.ts"

type Arrow = readonly [from: string, to: string]

const ALLOWED: readonly Arrow[] = [
  ["src/domain/mesh/policy/own.ts", "src/domain/discovery/affiliate.ts"],
  ["src/agent/agent.ts", "src/domain/node.ts"],
  ["src/agent/agent.ts", "src/agent/ports.ts"],
  ["src/adapters/udp.ts", "src/agent/ports.ts"],
  ["src/adapters/tun/linux.ts", "src/adapters/tun/ioctl.ts"],
  ["src/adapters/tun/linux.ts", "src/domain/net/address.ts"],
  ["src/adapters/tun/open.ts", "src/adapters/linux/libc.ts"],
  ["src/sim/world.ts", "src/domain/node.ts"],
  ["src/sim/world/loop.ts", "src/domain/node.ts"],
  ["src/sim/world.ts", "src/sim/fabric.ts"],
  ["src/sim/checks.ts", "src/sim/fabric.ts"],
  ["src/sim/nat/mapping.ts", "src/sim/queue.ts"],
  ["src/sim/nat_table.ts", "src/sim/host.ts"],
  ["src/sim/constructor.ts", "src/sim/host.ts"],
  ["src/sim/fabric.ts", "src/sim/nat.ts"],
  ["src/report/text.ts", "src/domain/net/address.ts"],
  ["src/report/text.ts", "src/sim/trace.ts"],
  ["src/report/text.ts", "src/sim/trace/line.ts"],
  ["src/report/text.ts", "src/sim/run.ts"],
  ["src/report/text.ts", "src/sim/summary.ts"],
  ["src/report/text.ts", "src/report/table.ts"],
  ["src/commands/sim.ts", "src/sim/world.ts"],
  ["src/commands/agent.ts", "src/adapters/udp.ts"],
  ["src/commands/version.ts", "package.json"],
  ["src/main.ts", "src/commands/sim.ts"],
  ["src/main.ts", "deno.json"],
]

const ACROSS_FOLDERS: readonly Arrow[] = [
  ["src/domain/bytes.ts", "src/agent/ports.ts"],
  ["src/domain/bytes.ts", "package.json"],
  ["src/agent/agent.ts", "src/adapters/udp.ts"],
  ["src/agent/agent.ts", "src/sim/rng.ts"],
  ["src/adapters/udp.ts", "src/agent/agent.ts"],
  ["src/adapters/udp.ts", "src/adapters/tun.ts"],
  ["src/adapters/tun.ts", "src/adapters/tun/linux.ts"],
  ["src/adapters/tun/linux.ts", "src/adapters/udp/socket.ts"],
  ["src/adapters/linux/libc.ts", "src/adapters/udp/socket.ts"],
  ["src/adapters/udp.ts", "src/sim/rng.ts"],
  ["src/sim/rng.ts", "src/agent/ports.ts"],
  ["src/sim/rng.ts", "src/report/text.ts"],
  ["src/report/text.ts", "src/sim/world.ts"],
  ["src/report/text.ts", "src/agent/ports.ts"],
  ["src/domain/bytes.ts", "src/domain/bytes_test.ts"],
  ["src/main.ts", "src/main_test.ts"],
  ["src/main.ts", "tests/fixture.ts"],
]

const INSIDE_SIM: readonly Arrow[] = [
  ["src/sim/nat.ts", "src/sim/host.ts"],
  ["src/sim/nat/mapping.ts", "src/sim/world.ts"],
  ["src/sim/firewall.ts", "src/sim/fabric.ts"],
  ["src/sim/link.ts", "src/sim/scenario/decode.ts"],
  ["src/sim/link.ts", "src/sim/discovery.ts"],
  ["src/sim/link.ts", "src/domain/node.ts"],
  ["src/sim/fabric.ts", "src/domain/node.ts"],
  ["src/sim/fabric/router.ts", "src/sim/world.ts"],
  ["src/sim/oracle.ts", "src/domain/node.ts"],
]

for (const [from, to] of ALLOWED) test(`${from} may import ${to}`, () => accepts(arrows, arrow(from, to)))

const REFUSED = { "arrows/folder": ACROSS_FOLDERS, "arrows/sim": INSIDE_SIM }

for (const [rule, refused] of Object.entries(REFUSED)) {
  for (const [from, to] of refused) {
    test(`${from} must not import ${to}`, () => finds(arrows, arrow(from, to), `${from}:2 ${rule}`))
  }
}

/** Each part of the domain as an importing and as an imported file, and the parts that it may see. */
const DOMAIN: readonly (readonly [part: string, from: string, to: string, sees: string])[] = [
  ["root", "src/domain/bytes.ts", "src/domain/assert.ts", "root net"],
  ["net", "src/domain/net/prefix.ts", "src/domain/net/address.ts", "root net"],
  ["wireguard", "src/domain/wireguard/device.ts", "src/domain/wireguard/session.ts", "root net wireguard"],
  ["discovery", "src/domain/discovery/registry.ts", "src/domain/discovery/affiliate.ts", "root net discovery"],
  ["mesh", "src/domain/mesh/react.ts", "src/domain/mesh/policy/own.ts", "root net discovery mesh"],
  ["inout", "src/domain/input.ts", "src/domain/output.ts", "root net discovery mesh inout"],
  ["inout", "src/domain/output.ts", "src/domain/input.ts", "root net discovery mesh inout"],
  ["node", "src/domain/node.ts", "src/domain/node.ts", "root net wireguard discovery mesh inout node"],
]

for (const [, from, , sees] of DOMAIN) {
  for (const [part, , to] of DOMAIN) {
    if (from === to) continue
    const may = sees.split(" ").includes(part)
    const places = may ? [] : [`${from}:2 arrows/domain`]
    test(`${from} ${may ? "may" : "must not"} import ${to}`, () => finds(arrows, arrow(from, to), ...places))
  }
}

test("a folder that design.md does not name is a stray, in src and in the domain", () => {
  finds(arrows, { "src/lib/queue.ts": "export const x = 1\n" }, "src/lib/queue.ts:1 arrows/folder")
  finds(arrows, { "src/toString/queue.ts": "export const x = 1\n" }, "src/toString/queue.ts:1 arrows/folder")
  finds(
    arrows,
    { "src/domain/kubernetes/pod.ts": "export const x = 1\n" },
    "src/domain/kubernetes/pod.ts:1 arrows/domain",
  )
})

test("a type, a dynamic import, an export and a worker's URL are arrows like any other", () => {
  const files = {
    "src/sim/world.ts": "export const x = 1\n",
    "src/report/text.ts": lines(
      'import type { X } from "../sim/world.ts"',
      'export const later = () => import("../sim/world.ts")',
      'export { x } from "../sim/world.ts"',
      'export * from "../sim/world.ts"',
      'export const worker = new Worker(new URL("../sim/world.ts", import.meta.url))',
      'export type Y = import("../sim/world.ts").X | X',
      'export const url = import.meta.resolve("../sim/world.ts")',
      'import world = require("../sim/world.ts")',
      'export const template = new URL("./page.html", import.meta.url)',
      'export const address = new URL("../sim/world.ts", "http://peer.example")',
    ),
  }
  finds(arrows, files, ...[1, 2, 3, 4, 5, 6, 7, 8].map((line) => `src/report/text.ts:${line} arrows/folder`))
})

test("a test file may import across folders", () => {
  accepts(arrows, arrow("src/domain/node_test.ts", "src/adapters/crypto.ts"))
})

const using = (path: string, specifier: string): Files => ({
  [path]: lines("", `import * as X from "${specifier}"`, "X"),
})

const PACKAGES_ALLOWED: readonly Arrow[] = [
  ["src/domain/bytes.ts", "effect/encoding/Hex"],
  ["src/domain/wireguard/noble.ts", "@noble/curves/ed25519.js"],
  ["src/domain/discovery/message.ts", "@bufbuild/protobuf"],
  ["src/domain/discovery/generated/message_pb.ts", "@bufbuild/protobuf/codegenv2"],
  ["src/domain/discovery/seal.ts", "@noble/ciphers/aes.js"],
  ["src/domain/discovery/seal.ts", "effect/Result"],
  ["src/adapters/discovery/client.ts", "@bufbuild/protobuf"],
  ["src/agent/agent.ts", "effect"],
  ["src/agent/agent.ts", "effect/Queue"],
  ["src/adapters/udp.ts", "node:dgram"],
  ["src/adapters/kubernetes.ts", "yaml"],
  ["src/adapters/udp.ts", "@effect/platform-node/NodeSocket"],
  ["src/report/html.ts", "uplot"],
  ["src/commands/sim.ts", "@effect/platform-node/NodeRuntime"],
  ["src/main.ts", "effect/cli/Command"],
  ["src/domain/bytes_test.ts", "node:test"],
]

const DATA = ["SchemaParser", "SchemaTransformation", "SchemaGetter", "Result", "Option", "Brand", "Order", "Equal"]

for (const module of [...DATA, "Schema", "SchemaIssue", "Encoding", "net", "net/IpNetwork", "encoding"]) {
  for (const path of ["src/domain/bytes.ts", "src/sim/rng.ts", "src/report/text.ts"]) {
    test(`${path} may import "effect/${module}"`, () => accepts(arrows, using(path, `effect/${module}`)))
  }
}

const PACKAGES_REFUSED: readonly Arrow[] = [
  ["src/domain/bytes.ts", "effect"],
  ["src/domain/bytes.ts", "effect/Effect"],
  ["src/domain/bytes.ts", "yaml"],
  ["src/domain/bytes.ts", "@bufbuild/protobuf"],
  ["src/domain/mesh/identity.ts", "@bufbuild/protobuf"],
  ["src/domain/wireguard/message.ts", "@bufbuild/protobuf/wire"],
  ["src/domain/discovery.ts", "@bufbuild/protobuf"],
  ["src/domain/discovery/seal.ts", "@bufbuild/protoplugin"],
  ["src/domain/discovery/seal.ts", "effect"],
  ["src/domain/discovery/seal.ts", "yaml"],
  ["src/sim/discovery.ts", "@bufbuild/protobuf"],
  ["src/agent/agent.ts", "@bufbuild/protobuf"],
  ["src/sim/scenario.ts", "effect"],
  ["src/sim/scenario.ts", "effect/Queue"],
  ["src/sim/suite.ts", "@noble/hashes/blake2.js"],
  ["src/agent/agent.ts", "node:dgram"],
  ["src/agent/agent.ts", "@effect/platform-node"],
  ["src/report/html.ts", "effect"],
  ["src/report/html.ts", "effect/Effect"],
  ["src/report/html.ts", "@effect/platform-node"],
  ["src/report/html.ts", "node:fs"],
  ["src/report/html.ts", "fs"],
  ["src/commands/sim.ts", "node:fs"],
  ["src/main.ts", "yaml"],
]

for (const [path, name] of PACKAGES_ALLOWED) {
  test(`${path} may import "${name}"`, () => accepts(arrows, using(path, name)))
}

for (const [path, name] of PACKAGES_REFUSED) {
  test(`${path} must not import "${name}"`, () => finds(arrows, using(path, name), `${path}:2 arrows/package`))
}
