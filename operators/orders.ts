/** The order that would bring a position to its target: a full close, a reduction, or one ramp step with its protection. */
import { z } from 'zod'
import { instrumentOperator } from '../model/instrument-operator.js'
import { REASON } from '../model/codes.js'
import { f64, i32, u8 } from '../graph/engine/define/schema.js'
import { schemas } from '../model/columns.js'
import { pipSize } from '../model/world.js'
import { floorUnits, gridScale, onGrid, priceBoundOf } from './grid.js'
import { protectionLeaves, type StopMarket, stopDistanceOf, takeDistanceOf } from './strategy/protection.js'

const config = z.strictObject({
  rampStepPct: z.number().positive().max(1).default(0.25).meta({
    env: 'PM_RAMP_STEP_PCT',
    unit: 'fraction',
    description: 'maximum increase per slice, fraction of the target',
  }),
  deadbandPct: z.number().min(0).max(1).default(0.2).meta({
    from: 'size.deadbandPct',
    description: 'no order while the position is within this fraction of its target',
  }),
  boundSpreads: z.number().min(0).max(100).default(3).meta({
    env: 'PRICE_BOUND_SPREADS',
    description: 'price bound of an increase, spreads from the quote (at least 1 bp)',
  }),
  ...protectionLeaves,
})

interface OrdersState {
  readonly count: number
  readonly traded: Uint8Array
  readonly config: z.output<typeof config>
  readonly pip: Float64Array
  readonly priceScale: Float64Array
  readonly unitScale: Float64Array
  readonly leastUnits: Float64Array
}

const noIntent = {
  closeUnits: 0,
  closeAll: 0,
  closeReason: REASON.none,
  increaseUnits: 0,
  increaseReason: REASON.none,
  stopDistance: Number.NaN,
  takeDistance: Number.NaN,
  stopPrice: Number.NaN,
  takePrice: Number.NaN,
  priceBound: Number.NaN,
}

/**
 * At most one leg per row; none is 0, or NaN for brackets and bound. While an order of the instrument is pending or unknown only
 * a full close goes out, and none while a close is pending. An increase needs a candle, a quote, and, if stops are on, a stop.
 */
export const orders = instrumentOperator({
  kind: 'orders@2',
  doc: 'Orders from target and position: full closes and reductions at once, increases in steps with stop, take profit and price bound.',
  in: {
    target: { targetUnits: f64.row },
    wish: { side: i32.row, reason: u8.row, enter: u8.row, exit: u8.row, pulse: u8.row, holdAdds: u8.row },
    dir: { atr: f64.row, rangeMedian: f64.row },
    account: {
      units: f64.row,
      pendingUnits: f64.row,
      closePending: u8.row,
      unknown: u8.row,
      stopPrice: f64.row,
      takePrice: f64.row,
    },
    candle: { present: u8.row },
    quote: { bid: f64.row, ask: f64.row },
  },
  out: schemas.intent,
  config,
  blank: noIntent,
  init: (c, world): OrdersState => {
    const perInstrument = (of: (instrument: (typeof world.instruments)[number]) => number) =>
      Float64Array.from(world.instruments, of)
    const unitScale = perInstrument(({ tradeUnitsPrecision }) => gridScale(tradeUnitsPrecision))
    return {
      count: world.instruments.length,
      traded: world.traded,
      config: c,
      pip: perInstrument(pipSize),
      priceScale: perInstrument(({ displayPrecision }) => gridScale(displayPrecision)),
      unitScale,
      leastUnits: Float64Array.from(world.instruments, ({ minimumTradeSize }, k) =>
        Math.max(minimumTradeSize, 1 / unitScale[k]!),
      ),
    }
  },
  save: () => new Uint8Array(0),
  step: (state, _time, input, out, from, to) => {
    const { count, traded } = state
    const { target, account } = input
    for (let s = from; s < to; s++) {
      for (let k = 0, i = s * count; k < count; k++, i++) {
        if (traded[k] !== 0 && (account.units[i] !== 0 || target.targetUnits[i] !== 0)) send(state, input, out, k, i)
      }
    }
  },
})

type Input = Parameters<typeof orders.step>[2]
type Out = Parameters<typeof orders.step>[3]

const send = (state: OrdersState, input: Input, out: Out, k: number, i: number): void => {
  const { wish, account, candle } = input
  const held = account.units[i]!
  const wanted = input.target.targetUnits[i]!
  const closing = account.closePending[i] !== 0
  if (held !== 0 && (wish.exit[i] === 1 || wanted === 0 || wanted * held < 0)) {
    if (!closing) close(out, wish, i, -held, 1)
    return
  }
  if (closing || account.pendingUnits[i] !== 0 || account.unknown[i] !== 0) return
  const missing = Math.abs(wanted) - Math.abs(held)
  if (!(Math.abs(missing) > state.config.deadbandPct * Math.abs(wanted))) return
  if (missing < 0) {
    const units = floorUnits(-missing, state.unitScale[k]!)
    if (units >= state.leastUnits[k]!) close(out, wish, i, held > 0 ? -units : units, 0)
  } else if (candle.present[i] === 1 && wish.exit[i] === 0) {
    if (held === 0) enter(state, input, out, k, i)
    else add(state, input, out, k, i, missing)
  }
}

const close = (out: Out, wish: Input['wish'], i: number, units: number, all: number): void => {
  out.closeUnits[i] = units
  out.closeAll[i] = all
  out.closeReason[i] = wish.exit[i] === 1 ? wish.reason[i]! : REASON.resize
}

/** The first ramp step. Its brackets are distances; the broker sets the prices from the fill. */
const enter = (state: OrdersState, input: Input, out: Out, k: number, i: number): void => {
  const { wish, dir, quote, target } = input
  const { config: c } = state
  const wanted = target.targetUnits[i]!
  if (wish.enter[i] !== 1 || !(wish.side[i]! * wanted > 0)) return
  const market: StopMarket = {
    bid: quote.bid[i]!,
    ask: quote.ask[i]!,
    pip: state.pip[k]!,
    atr: dir.atr[i]!,
    rangeMedian: dir.rangeMedian[i]!,
  }
  const distance = stopDistanceOf(c, market)
  if (!(distance > 0)) return
  const reason = wish.pulse[i] === 1 ? REASON.pulse : REASON.entry
  if (!increase(state, input, out, k, i, Math.abs(wanted), reason)) return
  if (c.stopLoss) out.stopDistance[i] = distance
  if (c.takeProfit) out.takeDistance[i] = takeDistanceOf(c, distance, market)
}

/** A later ramp step. It carries the bracket prices of the position; without a stop to carry there is no add. */
const add = (state: OrdersState, input: Input, out: Out, k: number, i: number, missing: number): void => {
  const { wish, account } = input
  const stop = account.stopPrice[i]!
  if (wish.holdAdds[i] !== 0 || (state.config.stopLoss && !(stop > 0))) return
  if (!increase(state, input, out, k, i, missing, REASON.add)) return
  const scale = state.priceScale[k]!
  if (state.config.stopLoss) out.stopPrice[i] = onGrid(stop, scale)
  out.takePrice[i] = onGrid(account.takePrice[i]!, scale)
}

/** Writes an increase of one ramp step, at most `missing`, and its bound; false if there is nothing to send. */
const increase = (
  state: OrdersState,
  { target, quote }: Input,
  out: Out,
  k: number,
  i: number,
  missing: number,
  reason: number,
): boolean => {
  const { config: c } = state
  const wanted = target.targetUnits[i]!
  const scale = state.unitScale[k]!
  const least = state.leastUnits[k]!
  const ramp = Math.max(least, floorUnits(Math.abs(wanted) * c.rampStepPct, scale))
  const units = floorUnits(Math.min(ramp, missing), scale)
  const buy = wanted > 0
  const bound = priceBoundOf(quote.bid[i]!, quote.ask[i]!, buy, c.boundSpreads, state.priceScale[k]!)
  if (!(units >= least && bound > 0)) return false
  out.increaseUnits[i] = buy ? units : -units
  out.increaseReason[i] = reason
  out.priceBound[i] = bound
  return true
}
