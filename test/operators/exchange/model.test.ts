/** Random lives of an account: after every step the folded log equals the live account, and money is conserved. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeState, encodeState, type State } from '../../../lib/codec.js'
import { checkConservation, configureAccount, transferFunds } from '../../../operators/exchange/account.js'
import { watchMargin } from '../../../operators/exchange/closeout.js'
import { bookFinancing } from '../../../operators/exchange/financing.js'
import { type FoldedAccount, type FoldedOrder, foldTransactions } from '../../../operators/exchange/fold.js'
import { emptyMark, markAccount } from '../../../operators/exchange/marks.js'
import { matchQuote } from '../../../operators/exchange/matching.js'
import { moneyText } from '../../../operators/exchange/money.js'
import { orderFields } from '../../../operators/exchange/order-fields.js'
import { cancelOrder, replaceOrder, submitOrder } from '../../../operators/exchange/orders.js'
import { closePosition, closeTrade, nameOrder, nameTrade } from '../../../operators/exchange/requests.js'
import { restoreExchange, saveExchange } from '../../../operators/exchange/snapshot.js'
import type { Exchange, ExchangeConfig, OnFill, NewOrder } from '../../../operators/exchange/types.js'
import { action, type Action } from './account-actions.js'
import { EUR, nextMinute, open, ordersOf, PLAIN, play, quote, worldOf } from './scenario.js'

const TICK = [1e-5, 1e-3]
const DIGITS = [5, 3]
const onGrid = (k: number, price: number) => Number(price.toFixed(DIGITS[k]))
const midOf = (ex: Exchange, k: number) => (ex.bid[k]! + ex.ask[k]!) / 2
const priceNear = (ex: Exchange, k: number, n: number) => onGrid(k, midOf(ex, k) + n * TICK[k]!)

const onFillOf = (k: number, value: number | 'wrong' | null): OnFill | undefined =>
  value === null
    ? undefined
    : value === 'wrong'
      ? { price: k === EUR ? 1.1 : 100 }
      : { distance: onGrid(k, value * TICK[k]!) }

const requestOf = (ex: Exchange, a: Extract<Action, { do: 'submit' }>, tsMs: number): NewOrder => ({
  type: a.type,
  k: a.k,
  units: a.units,
  ...(a.type === 'MARKET' ? {} : { price: priceNear(ex, a.k, a.ticks) }),
  ...(a.timeInForce === undefined ? {} : { timeInForce: a.timeInForce, gtdTsMs: tsMs + 130_000 }),
  ...(a.positionFill === undefined ? {} : { positionFill: a.positionFill }),
  ...(a.bound === null ? {} : { priceBound: priceNear(ex, a.k, a.bound) }),
  takeProfitOnFill: onFillOf(a.k, a.take),
  stopLossOnFill: onFillOf(a.k, a.stop),
  trailingStopLossOnFill:
    a.trailing === 'wrong' ? undefined : onFillOf(a.k, a.trailing === null ? null : a.trailing + 100),
  ...(a.name === null ? {} : { clientExtensions: { id: `o${a.name}` }, tradeClientExtensions: { id: `t${a.name}` } }),
})

/** One of the list, sometimes none. */
const pickOf = <T>(list: readonly T[], n: number): T | undefined => (n === 5 ? undefined : list[n % list.length])

const act = (ex: Exchange, a: Action, config: ExchangeConfig, home: string): Exchange => {
  const tsMs = nextMinute(ex)
  const trades = ex.trades.flat()
  const orders = ordersOf(ex)
  if (a.do === 'submit') submitOrder(ex, requestOf(ex, a, tsMs), tsMs)
  else if (a.do === 'bracket') {
    const trade = pickOf(trades, a.trade)
    const k = trade?.k ?? EUR
    const byDistance = a.byDistance || a.type === 'TRAILING_STOP_LOSS'
    const at = byDistance
      ? { distance: onGrid(k, (Math.abs(a.ticks) + 60) * TICK[k]!) }
      : { price: priceNear(ex, k, a.ticks) }
    submitOrder(ex, { type: a.type, k, units: 0, tradeId: trade?.id ?? 999, ...at }, tsMs)
  } else if (a.do === 'bar') {
    const o = midOf(ex, a.k)
    const c = o + a.ticks * TICK[a.k]!
    play(ex, a.k, [o, Math.max(o, c) + a.up * TICK[a.k]!, Math.min(o, c) - a.down * TICK[a.k]!, c], {
      spread: 10 * TICK[a.k]!,
    })
    watchMargin(ex, markAccount(ex, emptyMark(ex.trades.length)), nextMinute(ex), Uint8Array.of(1, 1), 0)
  } else if (a.do === 'tick') {
    const bid = priceNear(ex, a.k, a.ticks)
    const ask = onGrid(a.k, bid + 10 * TICK[a.k]!)
    matchQuote(ex, a.k, bid, ask, tsMs)
    quote(ex, a.k, bid, ask)
  } else if (a.do === 'open') {
    submitOrder(ex, { type: 'MARKET', k: a.k, units: a.units }, tsMs)
    matchQuote(ex, a.k, ex.bid[a.k]!, ex.ask[a.k]!, tsMs)
  } else if (a.do === 'cancel') cancelOrder(ex, pickOf(orders, a.order)?.id ?? 999, tsMs)
  else if (a.do === 'replace') {
    const old = pickOf(orders, a.order)
    const k = old?.k ?? EUR
    const tradeId = old?.tradeId ? { tradeId: old.tradeId } : {}
    const at =
      old?.type === 'TRAILING_STOP_LOSS'
        ? { distance: onGrid(k, 300 * TICK[k]!) }
        : { price: priceNear(ex, k, a.ticks) }
    replaceOrder(ex, old?.id ?? 999, { type: old?.type ?? 'LIMIT', k, units: old?.units ?? 1, ...tradeId, ...at }, tsMs)
  } else if (a.do === 'close') {
    const trade = pickOf(trades, a.trade)
    const units = a.percent === 'ALL' ? 'ALL' : Math.ceil((Math.abs(trade?.units ?? 1) * a.percent) / 100)
    closeTrade(ex, trade?.id ?? 999, units, tsMs)
  } else if (a.do === 'flatten')
    closePosition(ex, a.k, a.side === 'net' ? (ex.units[a.k]! > 0 ? 'long' : 'short') : a.side, 'ALL', tsMs)
  else if (a.do === 'fund') transferFunds(ex, a.amount, tsMs)
  else if (a.do === 'finance') bookFinancing(ex, tsMs, a.weekday)
  else if (a.do === 'configure') configureAccount(ex, { marginRate: a.percent / 100 }, tsMs)
  else if (a.do === 'name') {
    nameOrder(ex, pickOf(orders, a.order)?.id ?? 999, { order: { id: `o${a.name}` } }, tsMs)
    nameTrade(ex, pickOf(trades, a.trade)?.id ?? 999, { id: `t${a.name}`, tag: 'x' }, tsMs)
  } else {
    const restored = restoreExchange(config, worldOf(home), decodeState<State>(encodeState(saveExchange(ex))))
    restored.fills.push(...ex.fills)
    return restored
  }
  return ex
}

/** The live account in the shape of the folded one. */
const described = (ex: Exchange): Omit<FoldedAccount, 'marginRate'> => ({
  homeCurrency: String(ex.log[0]!['homeCurrency']),
  alias: ex.alias,
  marginCall: !Number.isNaN(ex.marginCallTsMs),
  balance: moneyText(ex.balanceE4),
  pl: moneyText(ex.realizedE4),
  financing: moneyText(ex.financingE4),
  commission: moneyText(ex.commissionE4),
  trades: new Map(
    ex.trades.flat().map((trade) => [
      String(trade.id),
      {
        instrument: ex.instruments[trade.k]!.name,
        price: trade.price.toFixed(DIGITS[trade.k]),
        initialUnits: String(trade.initialUnits),
        units: String(trade.units),
        realizedPL: moneyText(trade.realizedE4),
        financing: moneyText(trade.financingE4),
        ...(trade.take ? { takeProfitOrderID: String(trade.take.id) } : {}),
        ...(trade.stop ? { stopLossOrderID: String(trade.stop.id) } : {}),
        ...(trade.trailing ? { trailingStopLossOrderID: String(trade.trailing.id) } : {}),
        ...(trade.clientExtensions ? { clientExtensions: trade.clientExtensions } : {}),
      },
    ]),
  ),
  orders: new Map(ordersOf(ex).map((order) => [String(order.id), orderFields(ex, order)])),
  lastTransactionID: String(ex.lastTransactionId),
})

const compare = (ex: Exchange): void => {
  const { marginRate, orders, trades, ...folded } = foldTransactions(ex.log)
  const account = described(ex)
  const rates = ex.instruments.map((instrument) => Math.max(instrument.marginRate, Number(marginRate)))
  expect([...ex.marginRate]).toEqual(rates)
  // The log knows more of an order: ids, time, create reason.
  const common = sorted(orders).map(([id, fields]) => [id, within(fields, account.orders.get(id))])
  expect([{ ...folded, orders: undefined, trades: sorted(trades) }, common]).toEqual([
    { ...account, orders: undefined, trades: sorted(account.trades) },
    sorted(account.orders),
  ])
}
const within = (fields: FoldedOrder, like: FoldedOrder | undefined): FoldedOrder =>
  Object.fromEntries(Object.keys(like ?? {}).map((name) => [name, fields[name]]))
const sorted = <V>(map: ReadonlyMap<string, V>) => [...map].sort(([a], [b]) => Number(a) - Number(b))

/** Ids are consecutive; a batch is named by its first transaction and has one time; each balance follows from the previous one. */
const checkLog = (ex: Exchange): void => {
  let balanceE4 = 0
  ex.log.forEach((transaction, i) => {
    expect(Number(transaction.id)).toBe(i + 1)
    const first = ex.log[Number(transaction.batchID) - 1]!
    expect([first.batchID, first.tsMs]).toEqual([first.id, transaction.tsMs])
    if (transaction['accountBalance'] === undefined) return
    const change = transaction['pl'] ?? transaction['amount'] ?? transaction['financing']
    balanceE4 += Math.round(Number(change) * 1e4) - Math.round(Number(transaction['commission'] ?? 0) * 1e4)
    expect(transaction['accountBalance']).toBe(moneyText(balanceE4))
  })
}

const checkMoney = (ex: Exchange): void => {
  checkConservation(ex)
  const mark = markAccount(ex, emptyMark(ex.trades.length))
  let netE4 = 0
  let financingE4 = 0
  let commissionE4 = 0
  let worst = 0
  for (const fill of ex.fills) {
    const costs = fill.spreadCost + fill.slippageCost + fill.conversionCost + fill.depthCost
    worst = Math.max(worst, Math.abs(fill.gross - costs - fill.pl))
    const least = Math.min(fill.spreadCost, fill.conversionCost, fill.depthCost, fill.commission - fill.minimumCost)
    // The slippage is what is left of the price's distance without depth, so it has its rounding.
    if (!(least >= 0 && fill.minimumCost >= 0 && fill.slippageCost > -1e-7)) worst = Number.POSITIVE_INFINITY
    netE4 += Math.round((fill.pl + fill.financing) * 1e4) - Math.round(fill.commission * 1e4)
    commissionE4 += Math.round(fill.commission * 1e4)
    financingE4 += Math.round(fill.financing * 1e4)
  }
  const waitingE4 = ex.trades.flat().reduce((sum, trade) => sum + trade.financingE4 - trade.financingTakenE4, 0)
  // Net = gross minus costs; all nets plus the financing of open trades are the change of the balance.
  expect(worst).toBeLessThan(1e-7)
  expect([commissionE4, financingE4 + waitingE4, netE4 + waitingE4 + ex.depositedE4]).toEqual([
    ex.commissionE4,
    ex.financingE4,
    ex.balanceE4,
  ])
  expect(mark.nav).toBeCloseTo(ex.balanceE4 / 1e4 + mark.unrealized, 9)
}

/** Margin is that of the larger side; on a netting account the other side is empty. */
const checkMargin = (ex: Exchange): void => {
  const mark = markAccount(ex, emptyMark(ex.trades.length))
  for (const [k, trades] of ex.trades.entries()) {
    const side = (sign: number) => trades.reduce((sum, { units }) => sum + Math.max(0, units * sign), 0)
    const needed = Math.max(side(1), side(-1)) * midOf(ex, k) * (ex.quoteIsHome[k] ? 1 : ex.homeRate[k]!)
    expect(mark.marginOf[k]).toBeCloseTo(needed * ex.marginRate[k]!, 6)
  }
}

/** On netting accounts all trades of an instrument are on one side; lists are in order of id. */
const checkBook = (ex: Exchange): void => {
  const wrong = ex.trades.filter((trades, k) => {
    const sides = new Set(trades.map(({ units }) => Math.sign(units)))
    return sides.has(0) || (sides.size > 1 && !ex.config.hedging) || !isRising(trades) || !isRising(ex.orders[k]!)
  })
  expect(wrong).toEqual([])
}
const isRising = (list: readonly { readonly id: number }[]) =>
  list.every(({ id }, i) => i === 0 || id > list[i - 1]!.id)

const financing = {
  EUR_USD: { longRate: -0.017, shortRate: 0.0033, daysCharged: [1, 1, 3, 1, 1, 0, 0] },
  USD_JPY: { longRate: 0.02, shortRate: -0.03, daysCharged: [1, 1, 3, 1, 1, 0, 0] },
}
type Terms = Partial<Pick<ExchangeConfig, 'commission' | 'depth' | 'division'>>
const live = (
  actions: readonly Action[],
  home: string,
  hedging: boolean,
  terms: Terms,
  look: (ex: Exchange) => void = () => {},
): Exchange => {
  const capital = home === 'JPY' ? 200_000 : 2000
  const config: ExchangeConfig = { ...PLAIN, capital, slippageBps: 0.5, hedging, financing, ...terms }
  let ex = open(config, home)
  for (const a of actions) {
    ex = act(ex, a, config, home)
    compare(ex)
    checkMoney(ex)
    checkBook(ex)
    checkMargin(ex)
    look(ex)
  }
  checkLog(ex)
  return ex
}
const lives = fc.array(action, { minLength: 1, maxLength: 40, size: 'max' })
/** Levels that lives of this size take, and that some of their orders exceed. */
const THIN = [
  { units: 5000, ticks: 0 },
  { units: 10_000, ticks: 3 },
  { units: 30_000, ticks: 4 },
]
const accounts: readonly (readonly [home: string, hedging: boolean, terms: Terms])[] = [
  ['USD', false, {}],
  ['EUR', false, {}],
  ['USD', true, {}],
  ['JPY', true, {}],
  ['USD', false, { depth: THIN, commission: 'us-core' }],
  ['EUR', false, { depth: THIN, commission: { perUnit: 0.00003, currency: 'JPY', when: 'each', min: 11 } }],
  ['JPY', true, { depth: 'ladder', commission: 'bvi-core' }],
]

describe('model', () => {
  test.each(accounts)('home %s, hedging %s, %j: the log is the account', (home, hedging, terms) => {
    fc.assert(
      fc.property(lives, (actions) => void live(actions, home, hedging, terms)),
      { numRuns: 100 },
    )
  })

  test('the lives cover everything that can happen to an account', () => {
    const seen = new Set<string>()
    let paired = 0
    for (const [i, actions] of fc.sample(lives, { numRuns: 90, seed: 7 }).entries()) {
      const [home, hedging, terms] = accounts[i % accounts.length] as (typeof accounts)[number]
      const { log } = live(actions, home, hedging, terms, (ex) => {
        if (ex.trades.some((trades) => new Set(trades.map(({ units }) => units > 0)).size > 1)) paired++
      })
      for (const { type, reason } of log) seen.add(typeof reason === 'string' ? `${type} ${reason}` : type)
    }
    expect(paired).toBeGreaterThan(20)
    for (const met of [
      'ORDER_FILL MARKET_ORDER',
      'ORDER_FILL MARKET_ORDER_TRADE_CLOSE',
      'ORDER_FILL MARKET_ORDER_POSITION_CLOSEOUT',
      'ORDER_FILL STOP_LOSS_ORDER',
      'ORDER_FILL TAKE_PROFIT_ORDER',
      'ORDER_FILL TRAILING_STOP_LOSS_ORDER',
      'ORDER_FILL LIMIT_ORDER',
      'ORDER_FILL STOP_ORDER',
      'ORDER_FILL MARKET_IF_TOUCHED_ORDER',
      'ORDER_CANCEL LINKED_TRADE_CLOSED',
      'ORDER_CANCEL CLIENT_REQUEST',
      'ORDER_CANCEL CLIENT_REQUEST_REPLACED',
      'ORDER_CANCEL INSUFFICIENT_MARGIN',
      'ORDER_CANCEL INSUFFICIENT_LIQUIDITY',
      'ORDER_CANCEL BOUNDS_VIOLATION',
      'ORDER_CANCEL TIME_IN_FORCE_EXPIRED',
      'ORDER_CANCEL STOP_LOSS_ON_FILL_LOSS',
      'MARGIN_CALL_ENTER',
      'DAILY_FINANCING',
      'TRANSFER_FUNDS',
      'TRADE_CLIENT_EXTENSIONS_MODIFY',
    ])
      expect(seen).toContain(met)
  })

  test('a snapshot is a copy', () => {
    const ex = open()
    submitOrder(ex, { type: 'LIMIT', k: EUR, units: 1000, price: 1.2, stopLossOnFill: { distance: 0.01 } }, 0)
    play(ex, EUR, [1.1])
    const saved = saveExchange(ex)
    const bytes = encodeState(saved)
    cancelOrder(ex, ex.trades[EUR]![0]!.stop!.id, 1)
    submitOrder(ex, { type: 'MARKET', k: EUR, units: -400 }, 1)
    play(ex, EUR, [1.1])
    expect(encodeState(saved)).toEqual(bytes)
    const restored = restoreExchange(PLAIN, worldOf('USD'), saved)
    expect(encodeState(saveExchange(restored))).toEqual(bytes)
  })
})
