/**
 * A live broker in the broker's slot: folds execution events into the account. Orders reach the broker through the order sink.
 */
import { z } from 'zod'
import { decodeState, encodeState, type State } from '../lib/codec.js'
import { instrumentOperator } from '../model/instrument-operator.js'
import { EXECUTION, REASON } from '../model/codes.js'
import { schemas } from '../model/columns.js'
import type { Instrument } from '../model/world.js'
import { emptyAccount } from './exchange/account-rows.js'
import { createLiveLedger, type LedgerRow, foldExecution, type LiveLedger, type LedgerFill } from './live/ledger.js'

const config = z.strictObject({
  capital: z
    .number()
    .min(0)
    .max(1e11)
    .default(0)
    .meta({ description: 'balance before the first event, home currency' }),
  conversionFee: z
    .number()
    .min(0)
    .max(0.1)
    .default(0.005)
    .meta({ from: 'broker.conversionFee', description: 'fee for converting P&L to home, fraction of mid' }),
  accountMarginRate: z.number().min(0).max(1).default(0).meta({
    from: 'broker.accountMarginRate',
    description: 'margin rate of the account; the larger of it and the instrument rate applies',
  }),
})

interface LiveState {
  readonly count: number
  readonly ledger: LiveLedger
  readonly marginRate: Float64Array
  readonly commissions: readonly (Instrument['commission'] | undefined)[]
  readonly quoteIsHome: Uint8Array
  readonly conversionFee: number
  /** Last known bid, ask and rate: a slice may have no quote. */
  readonly bid: Float64Array
  readonly ask: Float64Array
  readonly homeRate: Float64Array
}

/** Foreign trades count in margin and NAV. Margin is that of the larger side, as on a hedging account. */
export const liveBroker = instrumentOperator({
  kind: 'live-broker@3',
  doc: 'The account of a live broker, folded from its transactions and the outcomes of decisions, marked at the quotes of the slice.',
  in: { order: schemas.order, candle: schemas.candle, quote: schemas.quote, execution: schemas.execution },
  out: schemas.account,
  config,
  blank: emptyAccount,
  init: ({ capital, conversionFee, accountMarginRate }, world, saved): LiveState => {
    const count = world.instruments.length
    const fresh = () => ({
      ledger: createLiveLedger(count, capital),
      bid: new Float64Array(count).fill(Number.NaN),
      ask: new Float64Array(count).fill(Number.NaN),
      homeRate: new Float64Array(count).fill(Number.NaN),
    })
    return {
      count,
      conversionFee,
      commissions: world.instruments.map(({ commission }) => commission),
      marginRate: Float64Array.from(world.instruments, ({ marginRate }) => Math.max(marginRate, accountMarginRate)),
      quoteIsHome: Uint8Array.from(world.instruments, ({ quote }) => (quote === world.home ? 1 : 0)),
      ...(saved ? decodeState<ReturnType<typeof fresh>>(saved) : fresh()),
    }
  },
  save: ({ ledger, bid, ask, homeRate }) => encodeState({ ledger: ledger as unknown as State, bid, ask, homeRate }),
  step: (state, time, { quote, execution }, out, from, to) => {
    const { count, ledger } = state
    for (let s = from; s < to; s++) {
      const tsMs = time.tsMs[s]!
      out.at[s + 1] = out.at[s]!
      out.financing[s] = 0
      for (let e = execution.at[s]!; e < execution.at[s + 1]!; e++) {
        const row = rowOf(execution, e)
        if (row.type === EXECUTION.financing) out.financing[s] = out.financing[s]! + row.amount
        const fill = foldExecution(ledger, row)
        const i = s * count + row.instrument
        if (fill) emitFill(out, s, i, row, fill, tsMs, minimumCostOf(state, row))
        else if (row.type === EXECUTION.rejected && row.tradeId === 0 && row.instrument >= 0) out.rejected[i] = 1
      }
      mark(state, quote, out, s)
    }
  },
})

type Out = Parameters<typeof liveBroker.step>[3]
type In = Parameters<typeof liveBroker.step>[2]

const rowOf = (x: In['execution'], e: number): LedgerRow => ({
  transactionId: x.transactionId[e]!,
  type: x.type[e]!,
  instrument: x.instrument[e]!,
  tradeId: x.tradeId[e]!,
  units: x.units[e]!,
  price: x.price[e]!,
  amount: x.amount[e]!,
  tsMs: x.tsMs[e]!,
  decisionTsMs: x.decisionTsMs[e]!,
  reason: x.reason[e]!,
  balance: x.balance[e]!,
  financing: x.financing[e]!,
  spreadCost: x.spreadCost[e]!,
  conversionCost: x.conversionCost[e]!,
  commission: x.commission[e]!,
  depthCost: x.depthCost[e]!,
})

/** The part of a commission that only the minimum of the instrument's plan adds. */
const minimumCostOf = ({ commissions }: LiveState, { instrument, units, commission }: LedgerRow): number => {
  const own = commissions[instrument]
  return own && own.minimum > 0 && commission > 0 ? Math.max(0, commission - own.perUnit * Math.abs(units)) : 0
}

const emitFill = (
  out: Out,
  s: number,
  i: number,
  row: LedgerRow,
  fill: LedgerFill,
  tsMs: number,
  minimumCost: number,
): void => {
  const e = out.at[s + 1]!
  out.reserve(e + 1)
  const isBracket = row.reason === REASON.stop || row.reason === REASON.take || row.reason === REASON.closeout
  const decisionTsMs = isBracket && !fill.opens ? tsMs : row.decisionTsMs
  if (fill.opens) {
    out.entryFilled[i] = 1
    out.entryDecisionTsMs[i] = decisionTsMs
  } else {
    out.exitFill[i] = row.reason
    out.exitDecisionTsMs[i] = decisionTsMs
    out.realized[i] = out.realized[i]! + row.amount
  }
  const realized = fill.opens ? 0 : row.amount
  out.fillInstrument[e] = row.instrument
  out.fillTradeId[e] = row.tradeId
  out.fillOpens[e] = fill.opens ? 1 : 0
  out.fillReason[e] = row.reason
  out.fillUnits[e] = row.units
  out.fillPrice[e] = row.price
  out.fillTsMs[e] = row.tsMs
  out.fillDecisionTsMs[e] = decisionTsMs
  out.fillGross[e] = realized + fill.spreadCost + fill.conversionCost + fill.depthCost
  out.fillSpreadCost[e] = fill.spreadCost
  out.fillSlippageCost[e] = 0
  out.fillConversionCost[e] = fill.conversionCost
  out.fillDepthCost[e] = fill.depthCost
  out.fillCommission[e] = fill.commission
  out.fillMinimumCost[e] = minimumCost
  out.fillFinancing[e] = Number.isFinite(row.financing) ? row.financing : 0
  out.fillEntryPrice[e] = fill.trade.price
  out.fillEntryTsMs[e] = fill.trade.openTsMs
  out.at[s + 1] = e + 1
}

/** Writes positions, decisions in flight and the account's sums, in order of instrument index. */
const mark = (state: LiveState, quote: In['quote'], out: Out, s: number): void => {
  const { count, ledger } = state
  let unrealizedAll = ledger.hidden?.unrealized ?? 0
  let marginAll = ledger.hidden?.margin ?? 0
  for (let k = 0; k < count; k++) {
    const i = s * count + k
    if (quote.bid[i]! > 0) {
      state.bid[k] = quote.bid[i]!
      state.ask[k] = quote.ask[i]!
    }
    if (quote.homeRate[i]! > 0) state.homeRate[k] = quote.homeRate[i]!
    out.mark[i] = (state.bid[k]! + state.ask[k]!) / 2
    const { trades, onItsWay, foreign } = ledger.holdings[k]!
    if (trades.length === 0 && onItsWay.length === 0 && foreign.size === 0) continue
    const unitMargin = out.mark[i]! * (state.quoteIsHome[k] ? 1 : state.homeRate[k]!) * state.marginRate[k]!
    let units = 0
    let cost = 0
    let unrealized = 0
    for (const trade of trades) {
      units += trade.units
      cost += trade.units * trade.price
      unrealized += gainOf(state, k, trade.units, trade.price)
    }
    let foreignUnits = 0
    for (const held of foreign.values()) {
      foreignUnits += held.units
      if (held.price > 0) unrealizedAll += gainOf(state, k, held.units, held.price)
    }
    out.units[i] = units
    out.entryPrice[i] = units === 0 ? Number.NaN : cost / units
    out.unrealized[i] = unrealized
    const own = sidesOf(trades)
    const others = sidesOf(foreign.values())
    out.marginUsed[i] = trades.length === 0 ? 0 : Math.max(own.long, own.short) * unitMargin
    out.tradeCount[i] = trades.length
    out.stopPrice[i] = trades[0]?.stopPrice ?? Number.NaN
    out.takePrice[i] = trades[0]?.takePrice ?? Number.NaN
    out.foreignUnits[i] = foreignUnits
    for (const decision of onItsWay) {
      if (decision.tradeId === 0) out.pendingUnits[i] = out.pendingUnits[i]! + decision.units
      else out.closePending[i] = 1
      if (decision.doubtful) out.unknown[i] = 1
    }
    unrealizedAll += unrealized
    // At the broker the sides of a hedged pair do not offset, own or foreign.
    if (trades.length > 0 || foreign.size > 0)
      marginAll += Math.max(own.long + others.long, own.short + others.short) * unitMargin
  }
  out.balance[s] = ledger.balance
  out.nav[s] = ledger.balance + unrealizedAll
  out.marginUsedTotal[s] = marginAll
  out.marginAvailable[s] = Math.max(0, ledger.balance + unrealizedAll - marginAll)
  out.costs[s] = ledger.costs
  out.transactions[s] = ledger.lastTransactionId
}

/** Units of each side, both positive. On a netting account one of them is 0. */
const sidesOf = (trades: Iterable<{ readonly units: number }>): { readonly long: number; readonly short: number } => {
  let long = 0
  let short = 0
  for (const { units } of trades)
    if (units > 0) long += units
    else short -= units
  return { long, short }
}

/** Unrealised P&L of one trade at its closing side, home currency. */
const gainOf = (state: LiveState, k: number, units: number, price: number): number => {
  const gain = units * ((units > 0 ? state.bid[k]! : state.ask[k]!) - price)
  if (state.quoteIsHome[k]) return gain
  return gain * state.homeRate[k]! * (gain > 0 ? 1 - state.conversionFee : 1 + state.conversionFee)
}
