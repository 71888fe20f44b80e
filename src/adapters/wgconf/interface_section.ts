/** `[Interface]`: what is ours. Of wg-quick's keys we perform Address, MTU and Table; of the others we say that we do not. */
import * as Result from "effect/Result"
import { parseSecretKey, type SecretKey } from "../../domain/wireguard/secret_key.ts"
import { type Reader, readFwMark, readListenPort, readMtu, readSwitch, readTable } from "./field_values.ts"
import { SectionFields, type SectionKeys } from "./section_fields.ts"
import { readTunnelAddress } from "./tunnel_address.ts"
import type { WgConfig } from "./wg_config.ts"
import type { WgProblem } from "./wg_problem.ts"
import type { WgSection } from "./wg_sections.ts"

export interface Notes {
  readonly problems: WgProblem[]
  readonly warnings: WgProblem[]
}

/** undefined only where there are problems. */
export function readInterface(section: WgSection, notes: Notes): Omit<WgConfig, "peers"> | undefined {
  const fields = new SectionFields(section, KEYS, notes.problems)
  fields.missing("PrivateKey", "There is no private key; `wg genkey` makes one")
  const privateKey = fields.one("PrivateKey", readPrivateKey)?.value
  const rest = {
    listenPort: fields.one("ListenPort", readListenPort)?.value ?? 0,
    fwmark: fields.one("FwMark", readFwMark)?.value ?? 0,
    mtu: fields.one("MTU", readMtu)?.value,
    addresses: fields.list("Address", readTunnelAddress, COMMA_OR_SPACE).map(({ value }) => value),
    table: fields.one("Table", readTable)?.value ?? "auto",
  }
  warn(fields, notes.warnings)
  return privateKey && { privateKey, ...rest }
}

function warn(fields: SectionFields, warnings: WgProblem[]): void {
  const savesConfig = fields.one("SaveConfig", readSwitch)
  if (savesConfig?.value === true) warnings.push({ ...savesConfig.at, message: NOT_PERFORMED })
  for (const path of UNPERFORMED) {
    for (const { line, keyColumn, value } of fields.all(path)) {
      if (value !== "") warnings.push({ line, column: keyColumn, path, message: NOT_PERFORMED })
    }
  }
}

const readPrivateKey: Reader<SecretKey> = (text) =>
  Result.flatMap(parseSecretKey(text), (key) => (key.isZero ? Result.fail("zeros are no key") : Result.succeed(key)))

const NOT_PERFORMED = "This is not performed here; it needs wg-quick"

const COMMA_OR_SPACE = /([, \t\v\f\r]+)/

const UNPERFORMED = ["DNS", "PreUp", "PostUp", "PreDown", "PostDown"] as const

const KEYS: SectionKeys = {
  wg: ["PrivateKey", "ListenPort", "FwMark"],
  quick: ["Address", "MTU", "Table", ...UNPERFORMED, "SaveConfig"],
}
