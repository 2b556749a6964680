/**
 * The exchange engine in the broker's slot: fills the previous slice's orders in this slice's candle, then brackets, financing,
 * marks.
 */
import { z } from 'zod'
import { decodeState, encodeState, type State } from '../lib/codec.js'
import { instrumentOperator } from '../model/instrument-operator.js'
import { schemas } from '../model/columns.js'
import { nextRoll, tradingDay } from './calendar/new-york.js'
import { emitFills, emptyAccount, writeHolding } from './exchange/account-rows.js'
import { createExchange } from './exchange/account.js'
import { watchMargin } from './exchange/closeout.js'
import { bookFinancing } from './exchange/financing.js'
import { type AccountMark, emptyMark, markAccount } from './exchange/marks.js'
import { awaitsMarket, type BidAskBar, matchBar, type MatchOutcome } from './exchange/matching.js'
import { submitOrderRow } from './exchange/order-row.js'
import { cancel } from './exchange/orders.js'
import { restoreExchange, saveExchange } from './exchange/snapshot.js'
import { financingRates } from './exchange/terms/financing-rates.js'
import { termsLeaves } from './exchange/terms/leaves.js'
import { commissionSources, takeRates } from './exchange/terms/take-rates.js'
import { beginBatch } from './exchange/transactions.js'
import type { Exchange } from './exchange/types.js'
import { MINUTE_MS } from '../lib/time-units.js'

const config = z.strictObject({
  ...termsLeaves,
  capital: z
    .number()
    .positive()
    .max(1e11)
    .default(100_000)
    .meta({ env: 'SEP_CAPITAL', unit: 'home currency', description: 'deposit, home currency' }),
  fillDelayMs: z
    .number()
    .min(0)
    .max(59_999)
    .default(2000)
    .meta({ env: 'FILL_DELAY_MS', description: 'delay of a market fill after the open, ms' }),
  slippageBps: z
    .number()
    .min(0)
    .max(100)
    .default(0.2)
    .meta({ env: 'SLIPPAGE_BPS', description: 'slippage of market and stop fills, bps' }),
  conversionFee: z
    .number()
    .min(0)
    .max(0.1)
    .default(0.005)
    .meta({ env: 'CONVERSION_FEE', unit: 'fraction', description: 'fee for converting P&L to home, fraction of mid' }),
  orderMaxAgeSec: z.number().min(0).max(86_400).default(120).meta({
    env: 'ORDER_MAX_AGE_SEC',
    description: 'age at which an increase without a price is cancelled, s; 0 = never',
  }),
  accountMarginRate: z.number().min(0).max(1).default(0).meta({
    env: 'SEP_ACCOUNT_MARGIN_RATE',
    unit: 'fraction',
    description: 'margin rate of the account; the larger of it and the instrument rate applies',
  }),
  financing: financingRates.default({}).meta({
    env: 'SEP_FINANCING',
    unit: 'fraction a year',
    description: 'financing by instrument: yearly rates, days charged Monday to Sunday',
  }),
})

interface BrokerState {
  readonly count: number
  readonly fillDelay: number
  readonly maxAgeMs: number
  readonly ex: Exchange
  /** Instruments that convert a commission: their rates are needed even while nothing of theirs is held. */
  readonly rates: Int32Array
  /** 1 if instrument k has trades or orders, so that its candle must be matched. */
  readonly active: Uint8Array
  readonly bar: BidAskBar
  readonly outcome: MatchOutcome
  readonly mark: AccountMark
  costs: number
  lastTsMs: number
  /** The next 17:00 New York, NaN before the first slice. */
  rollMs: number
}

export const paperBroker = instrumentOperator({
  kind: 'paper-broker@2',
  doc: 'The exchange engine: market fills after the next open, brackets over the range, financing at 17:00 New York, margin closeout.',
  in: { order: schemas.order, candle: schemas.candle, quote: schemas.quote, execution: schemas.execution },
  out: schemas.account,
  config,
  blank: emptyAccount,
  init: ({ fillDelayMs, orderMaxAgeSec, ...money }, world, saved): BrokerState => {
    const settings = { ...money, hedging: false, keepLog: false }
    const state = saved ? decodeState<{ ex: State; costs: number; lastTsMs: number; rollMs: number }>(saved) : null
    const ex = state ? restoreExchange(settings, world, state.ex) : createExchange(settings, world)
    return {
      count: world.instruments.length,
      fillDelay: fillDelayMs / MINUTE_MS,
      maxAgeMs: orderMaxAgeSec === 0 ? Number.POSITIVE_INFINITY : orderMaxAgeSec * 1000,
      ex,
      rates: commissionSources(ex.commission, world.instruments.length),
      active: Uint8Array.from(ex.trades, (_, k) => isActive(ex, k)),
      bar: {
        ...{ bo: 0, bh: 0, bl: 0, bc: 0 },
        ...{ ao: 0, ah: 0, al: 0, ac: 0 },
        ...{ bid: 0, ask: 0, openTsMs: 0, fillTsMs: 0, tsMs: 0 },
      },
      outcome: { rejected: null },
      mark: emptyMark(world.instruments.length),
      costs: state?.costs ?? 0,
      lastTsMs: state?.lastTsMs ?? Number.NaN,
      rollMs: state?.rollMs ?? Number.NaN,
    }
  },
  save: ({ ex, costs, lastTsMs, rollMs }) => encodeState({ ex: saveExchange(ex), costs, lastTsMs, rollMs }),
  step: (state, time, { order, candle, quote }, out, from, to) => {
    const { count, ex, active } = state
    for (let s = from; s < to; s++) {
      const tsMs = time.tsMs[s]!
      const base = s * count
      out.at[s + 1] = out.at[s]!
      out.financing[s] = roll(state, tsMs)
      // An instrument without trades and orders costs only reading its order row and its mark.
      let busy = ex.marginCallTsMs === ex.marginCallTsMs
      takeRates(ex, state.rates, quote, base)
      for (let k = 0; k < count; k++) {
        const i = base + k
        out.mark[i] = (quote.bid[i]! + quote.ask[i]!) / 2
        const ordered = order.closeUnits[i] !== 0 || order.approvedUnits[i] !== 0 || order.closeAll[i] !== 0
        if (!ordered && active[k] === 0) continue
        busy = true
        // Before the first candle of a conversion pair there is no rate; keep the last one.
        if (quote.homeRate[i]! > 0) ex.homeRate[k] = quote.homeRate[i]!
        state.outcome.rejected = null
        if (ordered) state.outcome.rejected = submitOrderRow(ex, order, i, k, state.lastTsMs)
        if (ex.orders[k]!.length > 0) expireIncreases(state, k, tsMs, candle.present[i] !== 0)
        if (candle.present[i] !== 0 && awaitsMarket(ex, k)) match(state, candle, i, k, tsMs)
        if (state.outcome.rejected !== null) out.rejected[i] = 1
        active[k] = 1
      }
      if (busy) settle(state, quote, candle.present, out, s, tsMs)
      const balance = ex.balanceE4 / 1e4
      out.balance[s] = balance
      out.nav[s] = busy ? state.mark.nav : balance
      out.marginUsedTotal[s] = busy ? state.mark.marginUsed : 0
      out.marginAvailable[s] = busy ? state.mark.marginAvailable : Math.max(0, balance)
      out.costs[s] = state.costs
      out.transactions[s] = ex.lastTransactionId
      state.lastTsMs = tsMs
    }
  },
})

type Out = Parameters<typeof paperBroker.step>[3]
type In = Parameters<typeof paperBroker.step>[2]

const isActive = (ex: Exchange, k: number): number => (ex.trades[k]!.length > 0 || ex.orders[k]!.length > 0 ? 1 : 0)

/** Books financing for every 17:00 New York since the previous slice, at the positions and quotes of that time. */
const roll = (state: BrokerState, tsMs: number): number => {
  // A candle that closes at 17:00 ends before the roll: its fills are open or gone when the day rolls.
  if (tsMs <= state.rollMs) return 0
  if (Number.isNaN(state.rollMs)) {
    state.rollMs = nextRoll(tsMs - 1)
    return 0
  }
  let booked = 0
  while (tsMs > state.rollMs) {
    // Day numbers count from Thursday 1970-01-01; the New York day that ends is the one before the roll.
    const weekday = (((tradingDay(state.rollMs - 1) + 3) % 7) + 7) % 7
    booked += bookFinancing(state.ex, state.rollMs, weekday)
    state.rollMs = nextRoll(state.rollMs)
  }
  return booked
}

const match = (state: BrokerState, candle: In['candle'], i: number, k: number, tsMs: number): void => {
  const { bar, ex, outcome, fillDelay } = state
  bar.bo = candle.bo[i]!
  bar.bh = candle.bh[i]!
  bar.bl = candle.bl[i]!
  bar.bc = candle.bc[i]!
  bar.ao = candle.ao[i]!
  bar.ah = candle.ah[i]!
  bar.al = candle.al[i]!
  bar.ac = candle.ac[i]!
  bar.bid = bar.bo + (bar.bc - bar.bo) * fillDelay
  bar.ask = bar.ao + (bar.ac - bar.ao) * fillDelay
  bar.openTsMs = tsMs - MINUTE_MS
  bar.fillTsMs = bar.openTsMs + fillDelay * MINUTE_MS
  bar.tsMs = tsMs
  matchBar(ex, k, bar, outcome)
}

/**
 * An increase may fill until the slice at its age limit; after that, or at the limit without a candle, it is cancelled as OANDA
 * does in a halt. A reduction keeps waiting.
 */
const expireIncreases = (state: BrokerState, k: number, tsMs: number, present: boolean): void => {
  const orders = state.ex.orders[k]!
  for (let n = 0; n < orders.length; ) {
    const order = orders[n]!
    const ageMs = tsMs - order.createdTsMs
    if (order.positionFill === 'REDUCE_ONLY' || (present ? ageMs <= state.maxAgeMs : ageMs < state.maxAgeMs)) {
      n++
      continue
    }
    beginBatch(state.ex, tsMs)
    cancel(state.ex, order, 'MARKET_HALTED', tsMs)
    state.outcome.rejected = 'MARKET_HALTED'
  }
}

/**
 * Marks the account at the close of the slice, closes out if necessary, and writes the rows of instruments that have or had a
 * position.
 */
const settle = (
  state: BrokerState,
  quote: In['quote'],
  present: Uint8Array,
  out: Out,
  s: number,
  tsMs: number,
): void => {
  const { ex, active, count, mark } = state
  const base = s * count
  for (let k = 0; k < count; k++) {
    if (active[k] === 0 || !(quote.bid[base + k]! > 0)) continue
    ex.bid[k] = quote.bid[base + k]!
    ex.ask[k] = quote.ask[base + k]!
  }
  if (watchMargin(ex, markAccount(ex, mark), tsMs, present, base)) markAccount(ex, mark)
  if (ex.fills.length > 0) state.costs += emitFills(ex, out, s)
  for (let k = 0; k < count; k++) {
    if (active[k] === 0) continue
    active[k] = isActive(ex, k)
    if (active[k] !== 0) writeHolding(ex, mark, out, base + k, k)
  }
}
