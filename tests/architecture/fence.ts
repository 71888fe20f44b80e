/** What may not be named inside the fence of determinism, and what to do instead. */

const CLOCK = "the core reads no clock; take `now: Instant` as a parameter"
const TIMER = "nothing is armed; return a deadline with its reason, and the driver wakes you"
const RUNTIME = "the core knows no runtime; move the use behind a port in src/adapters"
const LATER = "the core is synchronous; return an output and take the answer as input"
const LOCALE = "depends on the machine's language; compare with < and >, format by hand"
const COLLECTOR = "observes the garbage collector; bound the collection and remove entries by rule"

export const FORBIDDEN_GLOBALS: ReadonlyMap<string, string> = new Map([
  ["Date", CLOCK],
  ["performance", CLOCK],
  ["Temporal", CLOCK],
  ["setTimeout", TIMER],
  ["setInterval", TIMER],
  ["setImmediate", TIMER],
  ["queueMicrotask", TIMER],
  ["crypto", "draw from the injected Random, and take ciphers from the Suite"],
  ["Deno", RUNTIME],
  ["process", RUNTIME],
  ["fetch", RUNTIME],
  ["globalThis", "name the global itself, so that this test can see which one it is"],
  ["Promise", LATER],
  ["Intl", LOCALE],
  ["WeakRef", COLLECTOR],
  ["FinalizationRegistry", COLLECTOR],
])

export const isLocaleMethod = (member: string): boolean => member === "localeCompare" || /^toLocale/.test(member)

/** The members of Math whose results the language defines to the last bit. */
export const EXACT_MATH: ReadonlySet<string> = new Set([
  "abs",
  "ceil",
  "clz32",
  "floor",
  "fround",
  "imul",
  "max",
  "min",
  "round",
  "sign",
  "sqrt",
  "trunc",
  "E",
  "LN10",
  "LN2",
  "LOG10E",
  "LOG2E",
  "PI",
  "SQRT1_2",
  "SQRT2",
])
