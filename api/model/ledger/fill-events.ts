/** The fills of frames, and the trades that they close. */
import type { z } from 'zod'
import { columnsOf } from '../../../graph/engine/run/columns-of.js'
import type { Columns } from '../../../graph/engine/define/schema.js'
import type { Frame } from '../../../graph/engine/run/frame.js'
import { roundTo } from '../../../lib/round.js'
import { REASONS } from '../../../model/codes.js'
import { schemas } from '../../../model/columns.js'
import { nodes } from '../../../model/nodes.js'
import type { World } from '../../../model/world.js'
import { netOf, type RoundTrip } from '../../../operators/performance/round-trip.js'
import { applyFill, createTripBook } from '../../../operators/performance/trip-book.js'
import type { fillSchema, tradeSchema } from '../../contract/ledger.js'

type Trade = z.output<typeof tradeSchema>
type Fill = Omit<z.output<typeof fillSchema>, 'id'>
/** `trade`: null unless the fill closes one. */
type OnFill = (tsMs: number, fill: Fill, trade: Trade | null) => void

/** Takes every frame of a run, those before trading included: a trade may have been opened in one. */
export const fillEvents = (world: World, node: string): ((frame: Frame, onFill: OnFill) => void) => {
  const { instruments } = world
  const count = instruments.length
  const unitScale = instruments.map(({ tradeUnitsPrecision }) => Number(`1e${tradeUnitsPrecision}`))
  const book = createTripBook(count)
  return (frame, onFill) => {
    const account = columnsOf(frame, nodes.broker)
    const input = {
      account,
      candle: columnsOf(frame, nodes.candle),
      quote: columnsOf(frame, nodes.quote),
      order: columnsOf(frame, { node, schema: schemas.order }),
    }
    for (let s = 0, e = 0; s < frame.slices; s++)
      for (; e < account.at[s + 1]!; e++) {
        const k = account.fillInstrument[e]!
        const tsMs = frame.time.tsMs[s]!
        const closed = applyFill(book, unitScale[k]!, input, s * count + k, e)
        const { name, displayPrecision } = instruments[k]!
        const of = { instrument: name, decimals: displayPrecision + 1 }
        onFill(tsMs, fillOf(of, account, e, tsMs), closed ? tradeOf(of, closed, tsMs) : null)
      }
  }
}

/** The fills of frames alone, oldest first; `n` counts those of a slice. */
export const newFills = (world: World): ((frame: Frame, onFill: (fill: Fill, n: number) => void) => void) => {
  const { instruments } = world
  return (frame, onFill) => {
    const account = columnsOf(frame, nodes.broker)
    for (let s = 0; s < frame.slices; s++)
      for (let e = account.at[s]!; e < account.at[s + 1]!; e++) {
        const { name, displayPrecision } = instruments[account.fillInstrument[e]!]!
        const of = { instrument: name, decimals: displayPrecision + 1 }
        onFill(fillOf(of, account, e, frame.time.tsMs[s]!), e - account.at[s]!)
      }
  }
}

interface Of {
  readonly instrument: string
  /** Of its prices. */
  readonly decimals: number
}

const fillOf = ({ instrument, decimals }: Of, own: Columns<typeof schemas.account>, e: number, tsMs: number): Fill => {
  const costs = own.fillSpreadCost[e]! + own.fillSlippageCost[e]! + own.fillConversionCost[e]! + own.fillDepthCost[e]!
  return {
    tsMs,
    instrument,
    units: own.fillUnits[e]!,
    price: roundTo(own.fillPrice[e]!, decimals),
    reason: REASONS[own.fillReason[e]!] ?? 'none',
    pnl: own.fillOpens[e] === 1 ? null : figureOf(own.fillGross[e]!, MONEY),
    costs: figureOf(costs + own.fillCommission[e]!, MONEY),
    tradeId: `${own.fillTradeId[e]!}`,
  }
}

const tradeOf = ({ instrument, decimals }: Of, trip: RoundTrip, exitMs: number): Trade => ({
  instrument,
  side: trip.units > 0 ? 'long' : 'short',
  units: Math.abs(trip.units),
  entryMs: trip.entryTsMs,
  exitMs,
  entryPrice: figureOf(trip.entryPrice, decimals),
  exitPrice: figureOf(trip.exitPrice, decimals),
  net: figureOf(netOf(trip), MONEY),
  netBps: figureOf((netOf(trip) / trip.entryNotional) * 1e4, 2),
  reason: REASONS[trip.exitReason] ?? 'none',
})

/** Decimals of money in home currency. */
const MONEY = 4

const figureOf = (value: number, decimals: number): number | null =>
  Number.isFinite(value) ? roundTo(value, decimals) : null
