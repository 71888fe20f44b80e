/** What a scenario file says of translation to and within IPv6: NAT64, CLAT and network prefix translation. */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { parsePrefix, prefixFamily, prefixLength } from "../../domain/net/prefix.ts"
import { canEmbed, EMBEDDING_LENGTHS } from "../middlebox/ipv4_embedding.ts"
import { PrefixText, told } from "./text.ts"
import { readDuration, SpanText } from "./units.ts"

const optional = Schema.optionalKey

/** UDP_MIN of RFC 6146. */
const SHORTEST_TIMEOUT = readDuration("2m")
/** RFC 6296 leaves the interface identifier at least the word that it adjusts. */
const LONGEST_TRANSLATED = 64

/** Holds for what is a prefix at all; what is not the other check tells. */
const prefixText = (isFit: (text: string) => boolean, message: string) =>
  PrefixText.pipe(Schema.check(Schema.makeFilter((text: string) => isFit(text) || message, told)))

export const EmbeddingPrefixText = prefixText(
  (text) => isPrefix(text, canEmbed),
  `Expected an IPv6 prefix of length ${EMBEDDING_LENGTHS.join(", ")}, with bits 64 to 71 zero, such as 64:ff9b::/96`,
).annotate({ description: "An IPv6 prefix that IPv4 addresses fit into (RFC 6052): 64:ff9b::/96." })

export const Nat64Schema = Schema.Struct({
  prefix: optional(EmbeddingPrefixText.annotate({ description: "Behind which IPv4 lies (RFC 6052); 64:ff9b::/96." })),
  filtering: optional(
    Schema.Literals(["endpoint-independent", "address-dependent"]).annotate({
      description: "endpoint-independent.",
    }),
  ),
  ports: optional(Schema.Literals(["preserve", "sequential", "random"]).annotate({ description: "random." })),
  timeout: optional(
    SpanText.pipe(Schema.check(Schema.makeFilter(
      (text: string) => readDuration(text) >= SHORTEST_TIMEOUT || "Expected at least 2m, as RFC 6146 does",
      told,
    ))).annotate({ description: "Idle limit, from 2m on; 5m." }),
  ),
  capacity: optional(
    Schema.Int.pipe(Schema.check(Schema.isBetween({ minimum: 1, maximum: 1_000_000 })))
      .annotate({ description: "Conversations that the table holds." }),
  ),
}).annotate({
  title: "Nat64",
  description: "Stateful NAT64 (RFC 6146) for an IPv6-only network: endpoint-independent mapping, hairpinning.",
})
export type Nat64Schema = typeof Nat64Schema.Type

const TranslatedPrefixText = prefixText(
  (text) => isPrefix(text, (block) => prefixFamily(block) === "v6" && prefixLength(block) <= LONGEST_TRANSLATED),
  `Expected an IPv6 prefix of at most ${LONGEST_TRANSLATED} bits`,
)

export const Nptv6Schema = Schema.Struct({
  inside: TranslatedPrefixText.annotate({ description: "What the network inside uses, or part of it." }),
  outside: TranslatedPrefixText.annotate({ description: "As what it is seen; the network outside routes it here." }),
}).annotate({ title: "Nptv6", description: "Network prefix translation (RFC 6296), stateless and port by port." })
export type Nptv6Schema = typeof Nptv6Schema.Type

function isPrefix(text: string, isFit: (block: Parameters<typeof canEmbed>[0]) => boolean): boolean {
  const parsed = parsePrefix(text)
  return Result.isFailure(parsed) || isFit(parsed.success)
}
