/** What the kernel refused, counted by errno. */
import type { Troubles } from "../../src/adapters/dataplane/trouble_log.ts"

export class CountedFailures implements Troubles {
  readonly isAny = false
  readonly byErrno = new Map<number, number>()

  failed(_to: unknown, errno: number): void {
    this.byErrno.set(errno, (this.byErrno.get(errno) ?? 0) + 1)
  }

  worked(): void {}
}
