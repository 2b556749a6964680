/** Bugs of commission, depth and FIFO: in the exchange engine, the shadow, the risk guards and the live account. */
import { mutantsOf } from './mutant.js'

const TERMS = ['test/operators/exchange/terms']
const FIFO = ['test/operators/exchange/fifo.test.ts', 'test/operators/risk/fifo.test.ts']
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
