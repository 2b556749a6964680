/** Background tasks of a run: the first failure stops all of them and ends the run. */
import { setMaxListeners } from 'node:events'

export interface TaskGroup {
  /** Aborts at the end of the run, at a failure, and with the outer signal. */
  readonly signal: AbortSignal
  add(task: (signal: AbortSignal) => Promise<void>): void
  /** Stops all tasks and waits for them. */
  end(): Promise<void>
  /** Throws the first failure, if there was one. */
  check(): void
}

export const taskGroup = (outer: AbortSignal): TaskGroup => {
  const stop = new AbortController()
  const signal = AbortSignal.any([outer, stop.signal])
  // Everything that waits in a pipeline listens to this one signal.
  setMaxListeners(0, signal)
  const failures: unknown[] = []
  const running: Promise<void>[] = []
  return {
    signal,
    add: (task) => {
      const done = task(signal).catch((error: unknown) => {
        failures.push(error)
        // What waits for the signal ends with the failure itself.
        stop.abort(error)
      })
      running.push(done)
    },
    end: async () => {
      stop.abort(new Error('the run has ended'))
      await Promise.all(running)
    },
    check: () => {
      if (failures.length > 0) throw failures[0]
    },
  }
}
