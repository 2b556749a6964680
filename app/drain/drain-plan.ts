/**
 * Plans the closes that bring the margin of SEP's own trades down to the budget: first those that could not be understood but for their id,
 * then the largest position first, oldest trades first.
 */
import type { BrokerTrade, UnreadableItem } from '../../model/broker-client.js'
import type { World } from '../../model/world.js'
import { fairPart } from '../../operators/risk/fifo.js'
import { OWN_TAG } from '../../sinks/execution/broker-view.js'

export interface DrainInputs {
  readonly world: World
  readonly trades: readonly BrokerTrade[]
  readonly unreadable: readonly UnreadableItem[]
  /** Margin that the broker shows beyond the trades that could be read, home currency. */
  readonly hiddenMargin: number
  readonly balance: number
  readonly marginAvailable: number
  /** Margin of one unit in home currency: mid * margin rate * rate to home, by instrument of the world; NaN: no price. */
  readonly marginPerUnit: Float64Array
  readonly targetPct: number
  readonly basis: 'capacity' | 'available'
  /** Tolerated excess, % of the budget. */
  readonly bufferPct: number
  /** Closes of fewer units are skipped. */
  readonly minUnits: number
  /** True: what is left of a trade may not be as large as another trade of its instrument (US division). */
  readonly fifo: boolean
}
export interface DrainClose {
  readonly instrument: string
  readonly tradeId: string
  /** Units to close, positive; NaN = they could not be read. */
  readonly units: number
  /** As the broker expects it: the whole trade, or a number of units. */
  readonly text: 'ALL' | string
  /** Margin that the close frees, home currency; of an unreadable trade all that is hidden. */
  readonly margin: number
}
export interface DrainPlan {
  /** Home currency. */
  readonly budget: number
  readonly ownMargin: number
  /** Excess over the budget; 0 within the tolerance. */
  readonly excess: number
  readonly closes: readonly DrainClose[]
  /** Instruments with own trades but no price: not counted and not closed. */
  readonly unpriced: readonly string[]
}

export const drainPlan = (inputs: DrainInputs): DrainPlan => {
  const { world, targetPct, bufferPct, marginPerUnit } = inputs
  const own = inputs.trades.filter(({ tag }) => tag === OWN_TAG)
  const positions = world.instruments
    .map(({ name, tradeUnitsPrecision }, k) => {
      const trades = own.filter(({ instrument }) => instrument === name).sort(byAge)
      const units = trades.reduce((sum, trade) => sum + Math.abs(Number(trade.units)), 0)
      const perUnit = marginPerUnit[k]!
      const sizes = new Map(
        inputs.trades
          .filter(({ instrument }) => inputs.fifo && instrument === name)
          .map(({ tradeId, units: held }) => [tradeId, Math.abs(Number(held))]),
      )
      return { name, trades, sizes, perUnit, margin: units * perUnit, precision: tradeUnitsPrecision }
    })
    .filter(({ trades }) => trades.length > 0)
  const priced = positions.filter(({ margin }) => Number.isFinite(margin))
  const ownMargin = priced.reduce((sum, { margin }) => sum + margin, inputs.hiddenMargin)
  const capacity =
    inputs.basis === 'capacity' ? Math.min(inputs.balance, inputs.marginAvailable + ownMargin) : inputs.marginAvailable
  const budget = Math.max(0, capacity) * targetPct
  const excess = ownMargin > budget * (1 + bufferPct / 100) ? ownMargin - budget : 0
  const closes = excess > 0 ? closesById(inputs) : []
  let left = excess - (closes.length > 0 ? inputs.hiddenMargin : 0)
  for (const position of priced.toSorted((a, b) => b.margin - a.margin || (a.name < b.name ? -1 : 1))) {
    if (!(left > 0)) break
    const scale = Number(`1e${position.precision}`)
    for (const close of closesOf(position, Math.ceil((left / position.perUnit) * scale) / scale)) {
      if (close.units < inputs.minUnits) continue
      closes.push(close)
      left -= close.margin
    }
  }
  const unpriced = positions.filter((position) => !priced.includes(position)).map(({ name }) => name)
  return { budget, ownMargin, excess, closes, unpriced }
}

const closesById = ({ unreadable, hiddenMargin }: DrainInputs): DrainClose[] =>
  unreadable
    .filter(({ kind, id, tag }) => kind === 'trade' && id !== null && tag === OWN_TAG)
    .map(({ id, instrument }) => ({
      instrument: instrument ?? UNKNOWN_INSTRUMENT,
      tradeId: id as string,
      units: Number.NaN,
      text: 'ALL',
      margin: hiddenMargin,
    }))

/** The broker needs only the trade's id. */
const UNKNOWN_INSTRUMENT = 'unknown'

interface Position {
  readonly name: string
  readonly trades: readonly BrokerTrade[]
  /** Of all trades of the instrument, also of other hands; empty where they do not matter. */
  readonly sizes: ReadonlyMap<string, number>
  readonly perUnit: number
  /** Decimals of units. */
  readonly precision: number
}

const closesOf = ({ name, trades, sizes, perUnit, precision }: Position, wanted: number): DrainClose[] => {
  const closes: DrainClose[] = []
  let left = wanted
  for (const trade of trades) {
    if (!(left > 0)) break
    const held = Math.abs(Number(trade.units))
    const others = [...sizes].flatMap(([id, size]) => (id === trade.tradeId ? [] : [size]))
    const units = fairPart(held, Math.min(held, left), others, Number(`1e${precision}`))
    const text = units >= held ? 'ALL' : units.toFixed(precision)
    closes.push({ instrument: name, tradeId: trade.tradeId, units, text, margin: units * perUnit })
    left -= units
  }
  return closes
}

const byAge = (a: BrokerTrade, b: BrokerTrade): number =>
  a.openTsMs - b.openTsMs || Number(a.tradeId) - Number(b.tradeId)
