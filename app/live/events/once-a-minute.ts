/** Lines of what is tried again and again: the same line once a minute, with how often it came in between. */
import type { Clock } from '../../../lib/clock.js'
import type { Logger } from '../../../lib/logger.js'
import { MINUTE_MS } from '../../../lib/time-units.js'

/** Lines remembered; beyond that all are forgotten. */
const KEPT = 500

export const onceAMinute = (log: Logger, clock: Pick<Clock, 'monotonicMs'>): Logger => {
  const known = new Map<string, { readonly atMs: number; readonly more: number }>()
  return (line, level = 'info', key = line) => {
    const nowMs = clock.monotonicMs()
    const last = known.get(key)
    if (last && nowMs - last.atMs < MINUTE_MS) return void known.set(key, { ...last, more: last.more + 1 })
    log(last && last.more > 0 ? `${line} (and ${last.more} times since the last line)` : line, level)
    if (known.size >= KEPT) known.clear()
    known.set(key, { atMs: nowMs, more: 0 })
  }
}
