/** What the calendar allows an instrument now, and when it allows entries again. */
import { isoTime } from '../../../../lib/iso-time.js'
import type { FrameContext } from '../frame-context.js'
import { type SliceLook, timeOrNull } from '../slice-look.js'
import { type GuardRow, timedGuard } from './plain-guard.js'

export interface SessionHours {
  readonly open: boolean
  readonly closesMs: number | null
  readonly entriesFromMs: number | null
}

/** Null where the graph has no calendar, and before the first slice. */
export const sessionHours = ({ nextEntry }: FrameContext, look: SliceLook, k: number): SessionHours | null =>
  look.has('session')
    ? {
        open: look.row('session', 'open', k) === 1,
        closesMs: timeOrNull(look.row('session', 'closeTsMs', k)),
        entriesFromMs:
          look.row('session', 'entryOk', k) === 1 ? look.tsMs : timeOrNull(nextEntry?.(k, look.tsMs) ?? Number.NaN),
      }
    : null

export const sessionRows = ({ nextEntry }: FrameContext, look: SliceLook, k: number): readonly GuardRow[] => {
  if (!look.has('session')) return []
  const passes = look.row('session', 'entryOk', k) === 1
  const untilMs = passes ? look.tsMs : (nextEntry?.(k, look.tsMs) ?? Number.NaN)
  const change = Number.isFinite(untilMs) ? `wait until ${isoTime(untilMs)}` : 'wait until it is open again'
  const [code, text] = stateOf(look, k)
  return [timedGuard({ code, node: 'session', passes, text, change }, look.tsMs, untilMs)]
}

const stateOf = (look: SliceLook, k: number): readonly [code: string, text: string] => {
  const is = (column: 'open' | 'nearClose' | 'rollover' | 'blackout' | 'entryOk') =>
    look.row('session', column, k) === 1
  if (look.slice('session', 'weekOpen') === 0) return ['week', 'the market is closed']
  if (!is('open')) return ['session', 'its sessions are closed']
  if (is('blackout')) return ['blackout', 'a blackout of one of its currencies']
  if (is('rollover')) return ['rollover', 'around 17:00 New York']
  if (is('nearClose')) return ['near_close', 'its session closes soon']
  return is('entryOk') ? ['session', 'its session is open'] : ['break', "the market's daily break"]
}
