/** A sentence for everything that a timeline can do. */
import type { ActionSchema } from "../scenario/story_schema.ts"
import { listOf } from "../scenario/text.ts"

export function actionText(action: ActionSchema): string {
  switch (action.do) {
    case "move":
      return `${action.node} moves ${action.interface} to ${action.to.on}`
    case "interface-down":
      return `${action.node} loses ${action.interface}`
    case "interface-up":
      return `${action.node} has ${action.interface} again`
    case "address":
      return `${action.node} has ${listOf(action.address).join(" and ")} on ${action.interface}`
    case "link":
      return `the link of ${action.router ?? `${action.node} ${action.interface}`} changes`
    case "firewall":
      return `the firewall of ${action.router ?? action.node} changes`
    case "reboot":
      return `${action.router} reboots${action.outside === undefined ? "" : ` and comes back as ${action.outside}`}`
    case "partition":
      return `${action.between.map((group) => group.join(", ")).join(" and ")} are cut off from each other`
    case "heal":
      return "all partitions are healed"
    case "discovery": {
      const name = action.service === undefined ? "discovery" : `discovery (${action.service})`
      return action.state === "restart" ? `${name} restarts` : `${name} is ${action.state}`
    }
    case "kubernetes":
      return `kubernetes is ${action.state}`
    case "stop":
      return `${action.node} stops`
    case "start":
      return `${action.node} starts`
    case "clock":
      return `the clock of ${action.node} jumps by ${action.by}`
  }
}
