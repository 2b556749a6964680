import { SepError } from '../../../model/error-codes.js'
import { sourceClock } from './source-clock.js'
import type { TextTime } from './text-time.js'

/** UTC of labels of which some are instants: with an offset of their own, or milliseconds since 1970. */
export interface LabelClock {
  /** NaN where there is no such time. `place` is for messages. */
  toUtc(time: TextTime, place: string): number
}

/**
 * `tz` applies to labels without an offset; without it they are in the zone `bare`, or an error where that is null. An instant with `tz`
 * given is an error: it would be shifted twice.
 */
export const labelClock = (format: string, tz: string | undefined, bare: string | null): LabelClock => {
  const zone = tz ?? bare
  const wall = zone === null ? null : sourceClock(zone)
  return {
    toUtc: ({ ms, zoned }, place) => {
      if (ms !== ms) return ms
      if (zoned && tz !== undefined)
        throw new SepError('bad-argument', `--tz ${tz}: the times are instants already, see ${place}; leave --tz out`)
      if (zoned) return ms
      if (wall === null)
        throw new SepError('bad-argument', `${format}: --tz is needed, times have no offset, see ${place}`)
      return wall(ms)
    },
  }
}
