import type { Clock } from './clock.js'
import { pause } from './pause.js'

/**
 * A signal that aborts after `ms` or with `outer`, whichever comes first; its reason is a string. Call `release` when the work is done.
 * After a pause of the process what has arrived counts, as in `within`.
 */
export interface Deadline {
  readonly signal: AbortSignal
  readonly release: () => void
}

export const deadline = (clock: Clock, ms: number, outer?: AbortSignal): Deadline => {
  const work = new AbortController()
  const timer = new AbortController()
  const stop = () => work.abort('aborted')
  if (outer?.aborted) stop()
  else outer?.addEventListener('abort', stop, { once: true })
  void pause(clock, ms, timer.signal).then(async (slept) => {
    if (slept) await clock.yield()
    if (slept && !timer.signal.aborted) work.abort(`no answer within ${ms} ms`)
  })
  return {
    signal: work.signal,
    release: () => {
      outer?.removeEventListener('abort', stop)
      timer.abort()
    },
  }
}
