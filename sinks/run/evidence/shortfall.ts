/**
 * Implementation shortfall (Perold 1988): what each fill lost against the mid at which its decision was made, by instrument and New York
 * hour. Stops and takes have no decision apart from their fill and are left out.
 */
import { columnsOf } from '../../../graph/engine/run/columns-of.js'
import type { FrameSink } from '../../../graph/engine/run/rx.js'
import { REASON } from '../../../model/codes.js'
import { nodes } from '../../../model/nodes.js'
import type { World } from '../../../model/world.js'
import { nyHour } from '../../../operators/calendar/new-york.js'
import { quoteAtFill } from './quote-at-fill.js'

/** Home currency, positive: lost. */
export interface ShortfallCell {
  readonly instrument: string
  /** New York wall clock, 0..23, of the fill. */
  readonly hour: number
  fills: number
  /** Units x mid at the decision. */
  turnover: number
  /** From the mid at the decision to that at the fill. */
  drift: number
  /** From the mid at the fill to the price: half the spread, slippage, depth. */
  cost: number
}
export interface ShortfallCollector extends FrameSink {
  /** By instrument, then hour. */
  cells(): readonly ShortfallCell[]
}

/** Slices whose mids are remembered: an order is filled within minutes or not at all. */
const MEMORY = 8

export const collectShortfall = (world: World): ShortfallCollector => {
  const count = world.instruments.length
  const times = new Float64Array(MEMORY).fill(Number.NaN)
  const mids = new Float64Array(MEMORY * count)
  const found = new Map<number, ShortfallCell>()
  const cellOf = (k: number, hour: number): ShortfallCell => {
    const known = found.get(k * 24 + hour)
    if (known) return known
    const cell = { instrument: world.instruments[k]!.name, hour, fills: 0, turnover: 0, drift: 0, cost: 0 }
    found.set(k * 24 + hour, cell)
    return cell
  }
  let slot = 0
  return {
    cells: () => [...found].sort(([a], [b]) => a - b).map(([, cell]) => cell),
    write: (frame) => {
      const account = columnsOf(frame, nodes.broker)
      const candle = columnsOf(frame, nodes.candle)
      const { bid, ask, homeRate } = columnsOf(frame, nodes.quote)
      for (let s = 0; s < frame.slices; s++) {
        const tsMs = frame.time.tsMs[s] as number
        for (let e = account.at[s] as number; e < (account.at[s + 1] as number); e++) {
          const reason = account.fillReason[e] as number
          const decided = times.indexOf(account.fillDecisionTsMs[e] as number)
          const k = account.fillInstrument[e] as number
          const quote = quoteAtFill(account, candle, s * count + k, e, tsMs)
          const mid = mids[decided * count + k] as number
          if (decided < 0 || quote === null || !(mid > 0) || reason === REASON.stop || reason === REASON.take) continue
          const cell = cellOf(k, nyHour(account.fillTsMs[e] as number))
          const rate = homeRate[s * count + k] as number
          const units = account.fillUnits[e] as number
          const fillMid = (quote.bid + quote.ask) / 2
          cell.fills++
          cell.turnover += Math.abs(units) * mid * rate
          cell.drift += units * (fillMid - mid) * rate
          cell.cost += units * ((account.fillPrice[e] as number) - fillMid) * rate
        }
        times[slot] = tsMs
        for (let k = 0; k < count; k++) {
          const i = s * count + k
          mids[slot * count + k] = ((bid[i] as number) + (ask[i] as number)) / 2
        }
        slot = (slot + 1) % MEMORY
      }
    },
  }
}
