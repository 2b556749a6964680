/** Open positions of the newest slice; those without a stop first. */
import type { z } from 'zod'
import type { positionSchema } from '../../../contract/status.js'
import type { FrameContext } from '../frame-context.js'
import { money, priceOf } from '../rounded.js'
import { isNonZero, type SliceLook, timeOrNull } from '../slice-look.js'

export type PositionRow = z.output<typeof positionSchema>

/** `openedMs`: when the position of each instrument was opened; NaN = not seen. */
export const positionRows = (
  { world }: FrameContext,
  look: SliceLook,
  openedMs: ArrayLike<number>,
): readonly PositionRow[] =>
  world.instruments
    .flatMap(({ name, displayPrecision }, k): PositionRow[] => {
      const [units, foreign] = [look.row('broker', 'units', k), look.row('broker', 'foreignUnits', k)]
      const price = priceOf(displayPrecision)
      const stop = look.row('broker', 'stopPrice', k)
      const own: PositionRow[] = isNonZero(units)
        ? [
            {
              instrument: name,
              side: units > 0 ? 'long' : 'short',
              units,
              entryPrice: price(look.row('broker', 'entryPrice', k)),
              stopPrice: price(stop),
              takePrice: price(look.row('broker', 'takePrice', k)),
              stopDistance: money(stopDistance(look, k, units, stop)),
              openPnl: money(look.row('broker', 'unrealized', k)),
              openedMs: timeOrNull(openedMs[k] ?? Number.NaN),
              owner: 'sep',
              trades: look.row('broker', 'tradeCount', k) || 0,
            },
          ]
        : []
      return isNonZero(foreign) ? [...own, foreignRow(name, foreign)] : own
    })
    .toSorted((a, b) => Number(a.stopPrice !== null) - Number(b.stopPrice !== null))

/** What the stop would cost from the closing side of the quote, home currency; never below 0. */
const stopDistance = (look: SliceLook, k: number, units: number, stop: number): number => {
  const close = look.row('quote', units > 0 ? 'bid' : 'ask', k)
  return Math.max(0, (close - stop) * units) * look.row('quote', 'homeRate', k)
}

const foreignRow = (instrument: string, units: number): PositionRow => ({
  instrument,
  side: units > 0 ? 'long' : 'short',
  units,
  entryPrice: null,
  stopPrice: null,
  takePrice: null,
  stopDistance: null,
  openPnl: null,
  openedMs: null,
  owner: 'foreign',
  trades: 0,
})
