/** One line of the probe table of spec/wireguard.md 4.4: what is tried, what must come of it, and what else did. */
import type { ProbeDesk } from "./probe_desk.ts"

export interface Row {
  readonly title: string
  /** undefined if it is as it should be. */
  readonly trouble: string | undefined
}

/** Rows that follow from each other. */
export type ProbeGroup = (desk: ProbeDesk) => AsyncGenerator<Row>

export const silence = (title: string, trouble: string | undefined): Row => ({ title: `${title}: silence`, trouble })

export const answer = (title: string, answered: unknown): Row => ({
  title: `${title}: an answer`,
  trouble: answered ? undefined : "none came",
})
