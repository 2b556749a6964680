/** Bugs of commission, depth and FIFO: in the exchange engine, the shadow, the risk guards and the live account. */
import { mutantsOf } from './mutant.js'

const TERMS = ['test/operators/exchange/terms']
const FIFO = ['test/operators/exchange/fifo.test.ts', 'test/operators/risk/fifo.test.ts']
const SHADOW_COSTS = ['test/operators/shadow-trade-costs.test.ts']
const SHADOW = ['test/operators/shadow-costs.test.ts']

export const MONEY_MUTANTS = [
  ...mutantsOf('operators/exchange/parts/charge.ts', TERMS, {
    'both legs at the opening are charged as one': ['(terms.atOpen[k] === 1 ? 2 : 1)', '1'],
    'the minimum of a commission is ignored': ['(plain < least ? least : plain)', 'plain'],
    'a close is charged under a plan of openings': [
      'atOpen ? Math.abs(opened) : Math.abs(closed) + Math.abs(opened)',
      'Math.abs(closed) + Math.abs(opened)',
    ],
  }),
  ...mutantsOf('operators/exchange/fill.ts', TERMS, {
    'a commission does not reach the balance': ['ex.balanceE4 += plE4 - commissionE4', 'ex.balanceE4 += plE4'],
    'depth counts as slippage too': [
      'trade.slippageCostPerUnit + (Math.abs(price - fairPrice) - depth) * rate',
      'trade.slippageCostPerUnit + Math.abs(price - fairPrice) * rate',
    ],
  }),
  ...mutantsOf('operators/exchange/refusal.ts', TERMS, {
    'the bound is compared with the mean price': [
      'units > 0 ? worst > order.priceBound : worst < order.priceBound',
      'units > 0 ? price > order.priceBound : price < order.priceBound',
    ],
    'more than there is may be opened': ["? 'INSUFFICIENT_LIQUIDITY' : null", '? null : null'],
  }),
  ...mutantsOf('operators/exchange/matching.ts', TERMS, {
    'a take profit takes levels': ['Math.abs(trade.units), buy, takes)', 'Math.abs(trade.units), buy, false)'],
    'IOC fills what nobody offers': ['partly ? Math.min(whole, depthUnits(ex.depth)) : whole', 'whole'],
  }),
  ...mutantsOf('operators/exchange/parts/fifo.ts', FIFO, {
    'the youngest of equal trades closes first': ['other.id < single.id', 'other.id > single.id'],
    'only a protected new trade needs its own size': ['(guarded || isProtected(other))', 'guarded'],
    'a part may leave the size of an older trade': ['(single !== null || m > n)', '(m > n)'],
    'a margin closeout obeys FIFO': [" || order.createReason === 'MARGIN_CLOSEOUT'", ''],
  }),
  ...mutantsOf('operators/risk/fifo.ts', FIFO, {
    'risk leaves two trades of equal size': ['for (let m = j + 1;', 'for (let m = j + 2;'],
  }),
  ...mutantsOf('operators/exchange/terms/division.ts', ['test/operators/exchange', 'test/app/live/division.test.ts'], {
    'a hedging account is of the US division': ["hedging ? 'other' : setting", 'setting'],
  }),
  ...mutantsOf('operators/strategy/unit-position.ts', SHADOW, {
    'the shadow pays no commission when it closes': ['- p.paidBps[k]! - paid', '- p.paidBps[k]!'],
    'the comparison keeps what the size of the entry cost': ['tradeBps + (p.sizeBps[k]! + ', 'tradeBps + ('],
  }),
  ...mutantsOf('operators/strategy/unit-costs.ts', SHADOW_COSTS, {
    'gross leaves the depth out': [' + closed.commissionBps + closed.depthBps', ' + closed.commissionBps'],
    'the shadow shows the slippage of one end': ['(paid.slippagePaid[k]! + slippageOf(exit))', 'slippageOf(exit)'],
    'slippage includes the depth': ['Math.abs(price - fair) - depth)', 'Math.abs(price - fair))'],
  }),
  ...mutantsOf('operators/strategy/unit-fill.ts', SHADOW_COSTS, {
    'a whole spread at each end': ['Math.max(0, (ask - bid) / 2)', 'Math.max(0, ask - bid)'],
  }),
  ...mutantsOf('sinks/run/shadow-trades.ts', ['test/app/backtest/trading-start.test.ts'], {
    'shadow.csv lists what closed in the warm-up': ['firstTradingSlice(frame, fromMs) * count', '0'],
  }),
  ...mutantsOf('studies/trial-summary.ts', ['test/studies/trial-summary.test.ts'], {
    'only days with a trade count in the Sharpe ratio': ['Math.max(count, days.length)', 'days.length'],
    'the drawdown of a trial starts at its first trade': [
      'const path = { sum: 0, peak: 0,',
      'const path = { sum: 0, peak: -1e9,',
    ],
  }),
  ...mutantsOf('operators/performance/shadow-gap.ts', ['test/operators/performance.test.ts'], {
    'real trades are compared with what their size cost': [' + (trip.depthCost + trip.minimumCost)', ''],
  }),
  ...mutantsOf('operators/live/ledger.ts', ['test/operators/live-costs.test.ts'], {
    'the commission of a live opening is lost': [
      'return { opens: true, trade, spreadCost: 0, conversionCost: 0, commission, depthCost }',
      'return { opens: true, trade, spreadCost: 0, conversionCost: 0, commission: 0, depthCost }',
    ],
  }),
  ...mutantsOf('sinks/execution/fold-fill.ts', ['test/sinks/execution/fill-costs.test.ts'], {
    'the first trade pays the whole commission': ['commission * (sizeOf(part) / size)', 'commission'],
  }),
]
