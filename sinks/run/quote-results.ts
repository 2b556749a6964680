/** Results of fixed units in quote currency, from the fills alone: what engines without an account can be compared by. */
import { columnsOf, type NodeRef } from '../../graph/engine/run/columns-of.js'
import type { FrameSink } from '../../graph/engine/run/rx.js'
import type { schemas } from '../../model/columns.js'
import { nodes } from '../../model/nodes.js'
import type { World } from '../../model/world.js'

export interface QuoteResult {
  /** Closed trades, and those open at the end. */
  readonly trades: number
  readonly openTrades: number
  /** Units times price differences of their fills, the open trades marked at the last close; quote currency, not rounded. */
  readonly pnlQuote: number
}
/** A close counts if its slice is in (fromMs, toMs]; what is open at toMs counts, marked at the last close up to it. */
export interface QuoteSpan {
  readonly fromMs?: number | undefined
  readonly toMs?: number | undefined
}
export interface QuoteResultCollector extends FrameSink {
  /** By instrument, those that do not trade left out. */
  results(): { readonly [instrument: string]: QuoteResult }
}
interface OpenTrade {
  readonly price: number
  units: number
}

/** `broker`: a node with the columns of the account, whatever its id. */
export const collectQuoteResults = (
  world: World,
  broker: NodeRef<typeof schemas.account> = nodes.broker,
  { fromMs = Number.NEGATIVE_INFINITY, toMs = Number.POSITIVE_INFINITY }: QuoteSpan = {},
): QuoteResultCollector => {
  const count = world.instruments.length
  const open = world.instruments.map(() => new Map<number, OpenTrade>())
  const closed = world.instruments.map(() => ({ trades: 0, pnl: 0 }))
  const lastClose = new Float64Array(count).fill(Number.NaN)
  return {
    write: (frame) => {
      const account = columnsOf(frame, broker)
      const { present, c } = columnsOf(frame, nodes.candle)
      for (let s = 0; s < frame.slices; s++) {
        const tsMs = frame.time.tsMs[s] as number
        if (tsMs > toMs) return
        for (let e = account.at[s] as number; e < (account.at[s + 1] as number); e++) {
          const k = account.fillInstrument[e] as number
          const id = account.fillTradeId[e] as number
          const [price, units] = [account.fillPrice[e] as number, account.fillUnits[e] as number]
          const trades = open[k]!
          if (account.fillOpens[e] === 1) {
            trades.set(id, { price, units })
            continue
          }
          const trade = trades.get(id)!
          trade.units += units
          if (trade.units === 0) trades.delete(id)
          if (tsMs <= fromMs) continue
          closed[k]!.pnl -= units * (price - trade.price)
          if (trade.units === 0) closed[k]!.trades++
        }
        for (let k = 0, i = s * count; k < count; k++, i++) if (present[i] === 1) lastClose[k] = c[i] as number
      }
    },
    results: () =>
      Object.fromEntries(
        world.instruments.flatMap(({ name }, k) => {
          if (world.traded[k] === 0) return []
          const held = [...open[k]!.values()]
          const pnlQuote = held.reduce((sum, { units, price }) => sum + units * (lastClose[k]! - price), closed[k]!.pnl)
          return [[name, { trades: closed[k]!.trades + held.length, openTrades: held.length, pnlQuote }] as const]
        }),
      ),
  }
}
