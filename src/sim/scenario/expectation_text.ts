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
      const { from, to, start, stop, via, lost, "in-clear": inClear } = expectation
      const span = (start === undefined ? "" : ` from ${start}`) + (stop === undefined ? "" : ` until ${stop}`)
      const where = via === "address" ? ` to the address of ${to}` : ` to ${to}`
      const clear = inClear === undefined ? "" : ` and sends ${bounds(inClear)} in the clear`
      return `${from} loses ${bounds(lost)} of its pings${where}${clear}${span}`
    }
    case "candidates": {
      const { node, peer, at, has = [], lacks = [], first } = expectation
      const wishes = [
        ...(first === undefined ? [] : [`tries ${first} first`]),
        ...(has.length === 0 ? [] : [`knows ${has.join(" and ")}`]),
        ...(lacks.length === 0 ? [] : [`does not know ${lacks.join(" or ")}`]),
      ]
      return `${node} ${wishes.join(", ") || "knows anything"} for ${peer} at ${at}`
    }
    case "allowed": {
      const { node, peer, at, has = [], lacks = [] } = expectation
      const grants = has.length === 0 ? [] : [`grants ${peer} ${has.join(" and ")}`]
      const refusals = lacks.length === 0 ? [] : [`does not grant ${peer} ${lacks.join(" or ")}`]
      return `${node} ${[...grants, ...refusals].join(", ") || `grants ${peer} anything`} at ${at}`
    }
    case "converged":
      return `every pair is up by ${expectation.by}`
    case "no-plaintext":
      return "nothing goes out in the clear"
  }
}

function bounds(count: { readonly "at-least"?: number; readonly "at-most"?: number } | undefined): string {
  const least = count?.["at-least"] === undefined ? [] : [`at least ${count["at-least"]}`]
  const most = count?.["at-most"] === undefined ? [] : [`at most ${count["at-most"]}`]
  return [...least, ...most].join(" and ") || "any number"
}
