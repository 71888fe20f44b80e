/**
 * Events as lines of JSON, each with the version of its vocabulary. Lines of older versions are read as what they would
 * be today: version 1 knew one source, and less of affiliates and of ourselves.
 */
import * as Result from "effect/Result"
import * as SchemaParser from "effect/SchemaParser"
import { Event, EVENT_VERSION } from "./event.ts"

export type JournalFault = "not-json" | "unknown-version" | "not-an-event"

export const encodeEvent = (event: Event): string => JSON.stringify({ v: EVENT_VERSION, ...event })

export function decodeEvent(line: string): Result.Result<Event, JournalFault> {
  const parsed = Result.try({ try: (): unknown => JSON.parse(line), catch: () => "not-json" as const })
  if (Result.isFailure(parsed)) return Result.fail(parsed.failure)
  if (!isRecord(parsed.success)) return Result.fail("not-an-event")
  const { v, ...fields } = parsed.success
  if (v !== 1 && v !== EVENT_VERSION) return Result.fail("unknown-version")
  return Result.mapError(decode(v === 1 ? fromVersion1(fields) : fields), () => "not-an-event" as const)
}

const decode = SchemaParser.decodeUnknownResult(Event)

type Fields = Readonly<Record<string, unknown>>

function fromVersion1(event: Fields): Fields {
  switch (event["_tag"]) {
    case "AffiliateSeen":
      return { source: "service", ...event, affiliate: affiliateFromVersion1(event["affiliate"]) }
    case "AffiliateExpired":
      return { source: "service", ...event }
    case "LocalEndpointsChanged":
      return { networks: [], ...event }
  }
  return event
}

function affiliateFromVersion1(affiliate: unknown): unknown {
  if (!isRecord(affiliate)) return affiliate
  const { kubespan } = affiliate
  const known = { hostname: "", operatingSystem: "", machineType: "unknown", ...affiliate }
  if (!isRecord(kubespan)) return known
  return { ...known, kubespan: { additionalAddresses: [], excludeAdvertisedNetworks: [], ...kubespan } }
}

const isRecord = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value)
