/** Collects every trade of a run from the broker's fills: what closed, and at the end what is still open, marked and named `open`. */
import type { NodeColumns } from '../../graph/engine/run/frame.js'
import type { FrameSink } from '../../graph/engine/run/rx.js'
import type { World } from '../../model/world.js'
import { createTripBook, endRow, takeFill, type TripInput } from '../../operators/performance/trip-book.js'
import { type CauseCost, createCostLedger } from './cost-ledger.js'
import { type LastMark, openRows } from './open-rows.js'
import { type TradeRow, tradeRow } from './trade-row.js'

export interface TradeCollector extends FrameSink {
  /** Closed in full, in the order in which they closed. */
  readonly rows: readonly TradeRow[]
  /** Left at the end, marked at the last quote as the account marks them. */
  open(): readonly TradeRow[]
  /** What the fills turned over and cost, by cause. */
  readonly causes: ReadonlyMap<string, CauseCost>
}

/** `node` is the node whose orders go to the broker. */
export const collectTrades = (world: World, node: string): TradeCollector => {
  const { instruments } = world
  const count = instruments.length
  const names = instruments.map(({ name }) => name)
  const unitScale = instruments.map(({ tradeUnitsPrecision }) => Number(`1e${tradeUnitsPrecision}`))
  const rows: TradeRow[] = []
  const book = createTripBook(count)
  const ledger = createCostLedger()
  const last = emptyMark(count)
  return {
    rows,
    causes: ledger.causes,
    open: () => openRows(names, book.trips, ledger.entryCosts, last),
    write: (frame) => {
      const input = {
        account: frame.columns['broker'],
        order: frame.columns[node],
        candle: frame.columns['candle'],
        quote: frame.columns['quote'],
      } as unknown as TripInput
      const { account, candle, quote } = input
      const at = account.at
      for (let s = 0; s < frame.slices; s++) {
        const tsMs = frame.time.tsMs[s] as number
        for (let e = at[s] as number; e < (at[s + 1] as number); e++) {
          const k = account.fillInstrument[e] as number
          const i = s * count + k
          const homeRate = quote.homeRate[i] as number
          ledger.take(account, candle as never, homeRate, i, e, tsMs)
          last.financing -= account.fillFinancing[e] as number
          const finished = takeFill(book, unitScale[k] as number, input, i, e)
          if (!finished) continue
          ledger.forget(finished.id)
          rows.push(tradeRow(finished, names[k] as string))
        }
        for (let k = 0; k < count; k++) endRow(book, input, s * count + k, k, tsMs)
      }
      takeMark(last, frame.columns['broker'] as NodeColumns, frame.columns['quote'] as NodeColumns, frame.slices)
      last.tsMs = frame.time.tsMs[frame.slices - 1] as number
    },
  }
}

const emptyMark = (count: number): LastMark => {
  const unknown = () => new Float64Array(count).fill(Number.NaN)
  return {
    tsMs: Number.NaN,
    bid: unknown(),
    ask: unknown(),
    homeRate: unknown(),
    unrealized: new Float64Array(count),
    financing: 0,
  }
}

/** Takes the last slice's marks; a price or a rate that is not known leaves the one before, as in the account. */
const takeMark = (last: LastMark, account: NodeColumns, quote: NodeColumns, slices: number): void => {
  const count = last.bid.length
  const financing = account['financing'] as Float64Array
  for (let s = 0; s < slices; s++) last.financing += financing[s] as number
  last.unrealized.set((account['unrealized'] as Float64Array).subarray((slices - 1) * count, slices * count))
  for (const name of ['bid', 'ask', 'homeRate'] as const) {
    const column = quote[name] as Float64Array
    for (let k = 0; k < count; k++) {
      for (let s = slices - 1; s >= 0; s--) {
        const value = column[s * count + k] as number
        if (!(value > 0)) continue
        last[name][k] = value
        break
      }
    }
  }
}
