/** What mattered in a run, as a person would tell it: one line for each change that somebody could have noticed. */
import type { PeerState } from "../domain/mesh/state.ts"
import type { Instant } from "../domain/net/instant.ts"

export interface StoryLine {
  readonly at: Instant
  /** Who it happened to; empty for the world. */
  readonly node: string
  readonly text: string
}

/** More than anyone reads; the trace has all of it. */
const MAX_LINES = 100_000

export class Story {
  readonly lines: StoryLine[] = []
  /** Lines that were left out for their number. */
  omitted = 0

  tell(at: Instant, node: string, text: string): void {
    if (this.lines.length < MAX_LINES) this.lines.push({ at, node, text })
    else this.omitted++
  }

  changed(at: Instant, node: string, peer: string, state: PeerState): void {
    this.tell(at, node, `sees ${peer} ${state}`)
  }
}
