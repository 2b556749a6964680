/** Work that goes on beside a run: the first failure stops everything, and is what the run ends with. */
import { setMaxListeners } from 'node:events'

export interface Beside {
  /** Aborts at the end of the run, at a failure, and with the signal that was given. */
  readonly signal: AbortSignal
  add(work: (signal: AbortSignal) => Promise<void>): void
  /** Stops all work and waits for it. */
  end(): Promise<void>
  /** Throws what failed first, if anything did. */
  check(): void
}

export const beside = (given: AbortSignal): Beside => {
  const stop = new AbortController()
  const signal = AbortSignal.any([given, stop.signal])
  // Everything that waits in a pipeline listens to this one signal.
  setMaxListeners(0, signal)
  const failed: unknown[] = []
  const working: Promise<void>[] = []
  return {
    signal,
    add: (work) => {
      const done = work(signal).catch((error: unknown) => {
        failed.push(error)
        stop.abort(new Error('a part of the pipeline failed'))
      })
      working.push(done)
    },
    end: async () => {
      stop.abort(new Error('the run has ended'))
      await Promise.all(working)
    },
    check: () => {
      if (failed.length > 0) throw failed[0]
    },
  }
}
