/** The next thing that the calendar brings: the market opens or closes, the roll, a blackout. */
import type { z } from 'zod'
import { blackoutEdge, concerns, isBlackout } from '../../../../operators/calendar/blackout.js'
import { fxWeekEdge, isFxWeekMinute, nextRoll } from '../../../../operators/calendar/new-york.js'
import type { nextEventSchema } from '../../../contract/status.js'
import type { FrameContext } from '../frame-context.js'

export type NextEvent = z.output<typeof nextEventSchema>

export const nextEvent = ({ world, traded, settings }: FrameContext, tsMs: number): NextEvent | null => {
  if (Number.isNaN(tsMs)) return null
  const all = traded.map(({ name }) => name)
  const isOpen = isFxWeekMinute(tsMs)
  const blackouts = (settings.session?.blackouts ?? []).flatMap((rule): NextEvent[] => {
    const atMs = blackoutEdge(rule, tsMs)
    if (!Number.isFinite(atMs) || isBlackout(rule, tsMs)) return []
    const instruments = traded.flatMap(({ name, k }) => {
      const { base, quote } = world.instruments[k]!
      return concerns(rule, [base, quote]) ? [name] : []
    })
    return [{ kind: 'blackout', atMs, instruments }]
  })
  const events: NextEvent[] = [
    { kind: isOpen ? 'close' : 'open', atMs: fxWeekEdge(tsMs), instruments: all },
    ...(isOpen ? [{ kind: 'rollover', atMs: nextRoll(tsMs), instruments: all } as const] : []),
    ...blackouts,
  ]
  return events.toSorted((a, b) => a.atMs - b.atMs)[0] ?? null
}
