/** Lists that have an address twice, in however different words: two owners of it would be one and the same. */
import type { Issue } from "./decode.ts"
import { addressesOf } from "./networks.ts"
import type { ScenarioFile } from "./schema.ts"

export function repeatedAddresses(file: ScenarioFile): readonly Issue[] {
  return [
    ...Object.entries(file.routers ?? {}).flatMap(([name, { outside }]) =>
      inList(outside, ["routers", name, "outside"])
    ),
    ...Object.entries(file.nodes).flatMap(([node, { interfaces }]) =>
      Object.entries(interfaces).flatMap(([name, { address }]) =>
        inList(address, ["nodes", node, "interfaces", name, "address"])
      )
    ),
    ...(file.timeline ?? []).flatMap((action, i) => {
      if (action.do === "address") return inList(action.address, ["timeline", i, "address"])
      return action.do === "move" ? inList(action.to.address, ["timeline", i, "to", "address"]) : []
    }),
  ]
}

function inList(list: string | readonly string[], path: Issue["path"]): readonly Issue[] {
  const known = new Set<string>()
  return addressesOf(list).flatMap((address, i) => {
    if (known.size < known.add(address).size) return []
    return [{ path: [...path, i], message: `${address} stands in this list twice` }]
  })
}
