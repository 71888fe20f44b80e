/** A sentence for everything that a scenario can expect. */
import type { ExpectationSchema } from "./story_schema.ts"

export function expectationText(expectation: ExpectationSchema): string {
  switch (expectation.that) {
    case "pair-up": {
      const { pair, path, from, within } = expectation
      const how = path === undefined ? "" : `, ${path}`
      const since = from === undefined ? "" : ` from ${from}`
      return `${pair.join(" and ")} are up within ${within}${since}${how}`
    }
    case "pair-down": {
      const { pair, from, until, reason } = expectation
      const span = (from === undefined ? "" : ` from ${from}`) + (until === undefined ? "" : ` until ${until}`)
      return `${pair.join(" and ")} stay down${span}${reason === undefined ? "" : `, because "${reason}"`}`
    }
    case "endpoint":
      return `${expectation.node} has ${expectation.peer} at ${expectation.is} at ${expectation.at}`
    case "state":
      return `${expectation.node} sees ${expectation.peer} ${expectation.is} at ${expectation.at}`
    case "pings": {
      const { from, to, start, stop, lost } = expectation
      const span = (start === undefined ? "" : ` from ${start}`) + (stop === undefined ? "" : ` until ${stop}`)
      const least = lost["at-least"] === undefined ? [] : [`at least ${lost["at-least"]}`]
      const most = lost["at-most"] === undefined ? [] : [`at most ${lost["at-most"]}`]
      return `${from} loses ${[...least, ...most].join(" and ") || "any number"} of its pings to ${to}${span}`
    }
    case "converged":
      return `every pair is up by ${expectation.by}`
    case "no-plaintext":
      return "nothing goes out in the clear"
  }
}
