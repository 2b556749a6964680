/**
 * Performance of the account: NAV and drawdown, turnover, costs, every finished round trip, and whether it earns what the shadow
 * does.
 */
import { z } from 'zod'
import { decodeState, encodeState, type State } from '../lib/codec.js'
import { instrumentOperator } from '../model/instrument-operator.js'
import { f64, u8 } from '../graph/engine/define/schema.js'
import { schemas } from '../model/columns.js'
import { gridScale } from './grid.js'
import { adverseBps, favourableBps } from './performance/excursion.js'
import { netOf, type RoundTrip } from './performance/round-trip.js'
import {
  awaitsEnd,
  createGapRows,
  createShadowGap,
  endPosition,
  type GapColumns,
  type ShadowGap,
  addShadowResult,
  addTrip,
  writeGap,
} from './performance/shadow-gap.js'
import { createTripBook, endRow, applyFill, type TripBook, tripPorts } from './performance/trip-book.js'

interface Memory {
  navPeak: number
  turnover: number
  costs: number
  readonly book: TripBook
  readonly gap: ShadowGap
}
interface PerformanceState {
  readonly count: number
  readonly unitScale: Float64Array
  readonly memory: Memory
  /** The row values of memory.gap, updated when a trade or a position ends. */
  readonly gapRows: GapColumns
}

/**
 * drawdownPct: below the highest NAV so far, 0..100. turnover and costs count from the start. A round trip is written when its
 * trade is fully closed: units at the entry, exit price averaged over its closes, time and reason of the last; net = gross -
 * costs + financing. An entry whose decision was not seen counts as made in a filled place, so that it gets no credit.
 */
export const performance = instrumentOperator({
  kind: 'performance@3',
  doc: 'NAV peak, drawdown, turnover, costs; finished trades with costs and excursions; how much more the shadow earns per trade.',
  in: {
    ...tripPorts,
    account: { ...tripPorts.account, units: f64.row, nav: f64.slice },
    shadow: { closed: u8.row, comparedBps: f64.row },
  },
  out: schemas.result,
  config: z.strictObject({}),
  init: (_config, world, saved): PerformanceState => {
    const count = world.instruments.length
    const memory: Memory = saved
      ? decodeState<Memory>(saved)
      : {
          navPeak: Number.NEGATIVE_INFINITY,
          turnover: 0,
          costs: 0,
          book: createTripBook(count),
          gap: createShadowGap(count),
        }
    const unitScale = Float64Array.from(world.instruments, ({ tradeUnitsPrecision }) => gridScale(tradeUnitsPrecision))
    const gapRows = createGapRows(count)
    for (let k = 0; k < count; k++) writeGap(memory.gap, gapRows, k)
    return { count, unitScale, memory, gapRows }
  },
  save: ({ memory }) => encodeState(memory as unknown as State),
  step: (state, time, input, out, from, to) => {
    const { count, memory, gapRows } = state
    const { account, shadow } = input
    const { book, gap } = memory
    for (let s = from; s < to; s++) {
      out.at[s + 1] = out.at[s]!
      for (let e = account.at[s]!; e < account.at[s + 1]!; e++) bookFill(state, input, out, s, e)
      const tsMs = time.tsMs[s]!
      let openPositions = 0
      for (let k = 0, i = s * count; k < count; k++, i++) {
        if (account.units[i] !== 0) openPositions++
        endRow(book, input, i, k, tsMs)
        const ends = awaitsEnd(gap, k) && book.trips[k]!.length === 0
        if (ends) endPosition(gap, k)
        if (shadow.closed[i] === 1) addShadowResult(gap, k, shadow.comparedBps[i]!)
        if (ends || shadow.closed[i] === 1) writeGap(gap, gapRows, k)
        out.shadowTrades[i] = gapRows.shadowTrades[k]!
        out.realTrades[i] = gapRows.realTrades[k]!
        out.shadowMinusRealBps[i] = gapRows.shadowMinusRealBps[k]!
        out.shadowMinusRealSd[i] = gapRows.shadowMinusRealSd[k]!
      }
      const nav = account.nav[s]!
      if (nav > memory.navPeak) memory.navPeak = nav
      const { navPeak } = memory
      out.nav[s] = nav
      out.navPeak[s] = navPeak
      out.drawdownPct[s] = navPeak > 0 ? Math.min(100, ((navPeak - nav) / navPeak) * 100) : 0
      out.turnover[s] = memory.turnover
      out.costs[s] = memory.costs
      out.openPositions[s] = openPositions
    }
  },
})

type Input = Parameters<typeof performance.step>[2]
type Out = Parameters<typeof performance.step>[3]

const bookFill = (state: PerformanceState, input: Input, out: Out, s: number, e: number): void => {
  const { memory, unitScale, count } = state
  const { account, quote } = input
  const k = account.fillInstrument[e]!
  const i = s * count + k
  memory.turnover += Math.abs(account.fillUnits[e]!) * account.fillPrice[e]! * quote.homeRate[i]!
  memory.costs += account.fillSpreadCost[e]! + account.fillSlippageCost[e]! + account.fillConversionCost[e]!
  memory.costs += account.fillDepthCost[e]! + account.fillCommission[e]!
  const finished = applyFill(memory.book, unitScale[k]!, input, i, e)
  if (!finished) return
  addTrip(memory.gap, finished)
  writeTrip(finished, out, s)
}

const writeTrip = (trip: RoundTrip, out: Out, s: number): void => {
  const at = out.at[s + 1]!
  out.reserve(at + 1)
  out.tradeInstrument[at] = trip.k
  out.tradeId[at] = trip.id
  out.tradeUnits[at] = trip.units
  out.entryTsMs[at] = trip.entryTsMs
  out.exitTsMs[at] = trip.exitTsMs
  out.entryPrice[at] = trip.entryPrice
  out.exitPrice[at] = trip.exitPrice
  out.entryNotional[at] = trip.entryNotional
  out.gross[at] = trip.gross
  out.spreadCost[at] = trip.spreadCost
  out.slippageCost[at] = trip.slippageCost
  out.conversionCost[at] = trip.conversionCost
  out.depthCost[at] = trip.depthCost
  out.commission[at] = trip.commission
  out.financing[at] = trip.financing
  out.net[at] = netOf(trip)
  out.maeBps[at] = adverseBps(trip)
  out.mfeBps[at] = favourableBps(trip)
  out.entryReason[at] = trip.entryReason
  out.exitReason[at] = trip.exitReason
  out.filledPlace[at] = trip.filledPlace
  out.at[s + 1] = at + 1
}
