import assert from "node:assert/strict"
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { test } from "node:test"
import * as NodeServices from "@effect/platform-node/NodeServices"
import * as Effect from "effect/Effect"
import { firstPhysicalLink, type Link } from "../../domain/mesh/hardware_address.ts"
import { readLinks } from "./sysfs.ts"

/** A folder with links in it as Linux makes them. */
async function withLinks(
  links: Readonly<Record<string, Readonly<Record<string, string>>>>,
  then: (links: readonly Link[]) => void,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "links-"))
  try {
    for (const [name, files] of Object.entries(links)) {
      await mkdir(join(folder, name))
      for (const [file, text] of Object.entries(files)) await writeFile(join(folder, name, file), text)
    }
    then(await Effect.runPromise(readLinks(folder).pipe(Effect.provide(NodeServices.layer))))
  } finally {
    await rm(folder, { recursive: true })
  }
}

test("hardware is told from what is made in software", async () => {
  const ether = { type: "1\n", address: "2e:1a:b6:53:81:69\n", uevent: "INTERFACE=x\nIFINDEX=2\n" }
  await withLinks({
    bond0: { ...ether, uevent: "DEVTYPE=bond\nINTERFACE=bond0\n" },
    lo: { type: "772\n", address: "00:00:00:00:00:00\n", uevent: "" },
    veth1: ether,
    zeth0: { ...ether, device: "" },
  }, (links) => {
    assert.deepEqual(links.map(({ name, type, kind }) => `${name} ${type} ${kind}`), [
      "bond0 ether bond",
      "lo other virtual",
      "veth1 ether virtual",
      "zeth0 ether ",
    ])
    assert.equal(firstPhysicalLink(links)?.name, "zeth0")
  })
})

test("a link whose address cannot be read has none", async () => {
  await withLinks({ tun0: { type: "65534\n" } }, ([tun]) => assert.equal(tun?.hardwareAddress.length, 0))
})
