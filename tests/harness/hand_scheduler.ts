/** Runs fibres by hand: nothing happens until it is asked, and then everything, in order, before it returns. */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import type { Scheduler, SchedulerDispatcher } from "effect/Scheduler"

export class HandScheduler implements Scheduler, SchedulerDispatcher {
  readonly executionMode = "sync"
  #tasks: (() => void)[] = []

  shouldYield(): boolean {
    return false
  }

  makeDispatcher(): SchedulerDispatcher {
    return this
  }

  scheduleTask(task: () => void): void {
    this.#tasks.push(task)
  }

  flush(): void {
    this.runAll()
  }

  fork<A, E>(effect: Effect.Effect<A, E>): Fiber.Fiber<A, E> {
    return Effect.runFork(effect, { scheduler: this })
  }

  /** What comes out of it, which may wait for nothing that others do. */
  run<A>(effect: Effect.Effect<A>): A {
    const fiber = this.fork(effect)
    this.runAll()
    const exit = fiber.pollUnsafe()
    if (exit === undefined || Exit.isFailure(exit)) throw new Error("it does not come to an end by itself")
    return exit.value
  }

  runAll(): void {
    while (this.#tasks.length > 0) {
      const tasks = this.#tasks
      this.#tasks = []
      for (const task of tasks) task()
    }
  }
}
