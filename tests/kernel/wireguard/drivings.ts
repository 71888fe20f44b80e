/** Our adapter on the devices of others, by both of its ways. */
import { UapiClient } from "../../../src/adapters/uapi/uapi_client.ts"
import { WgTool } from "../../../src/adapters/uapi/wg_tool/wg_tool.ts"
import { type Implementation } from "./tunnel_end.ts"
import { drive, type DrivenEnd } from "./driving.ts"
import { watch } from "./watching.ts"
import { type Side, TunnelPair } from "./tunnel_pair.ts"

export const DRIVINGS = [
  { title: "wireguard-go does what our adapter says by UAPI, and tells it", run: () => driven("wireguard-go", uapi) },
  { title: "and by wg the same", run: () => driven("wireguard-go", wg) },
  { title: "our own device does, by UAPI and by wg", run: () => driven("meshfold", uapi, wg) },
  { title: "wg-watch tells what goes through wireguard-go, and Ctrl-C ends it well", run: () => watched("a") },
  { title: "and what goes through our own", run: () => watched("b") },
] as const

type Way = (pair: TunnelPair, side: Side) => DrivenEnd

async function driven(both: Implementation, way: Way, otherWay = way): Promise<string | undefined> {
  const pair = await TunnelPair.build({ a: both, b: both })
  try {
    return await drive(pair, way(pair, "a"), otherWay(pair, "b"))
  } finally {
    await pair.close()
  }
}

async function watched(side: Side): Promise<string | undefined> {
  const pair = await TunnelPair.build({ a: "wireguard-go", b: "meshfold" })
  try {
    return await watch(pair, side)
  } finally {
    await pair.close()
  }
}

const uapi: Way = (pair, side) => ({ side, control: new UapiClient({ name: pair[side].device }) })

const wg: Way = (pair, side) => ({ side, control: new WgTool({ name: pair[side].device }) })
