import { expect, test } from 'vitest'
import { createWorld } from '../../model/world.js'
import type { TradeRow } from '../../sinks/run/trade-row.js'
import { resultOf } from '../../studies/report/run-result.js'
import { type BrokerTermsGiven, termsStatements } from '../../studies/report/terms-statements.js'
import { instrument } from '../support/toy.js'

const plain = createWorld([instrument('EUR_USD'), instrument('GBP_USD')], 'USD')
const own = createWorld([{ ...instrument('EUR_USD'), commission: { perUnit: 0.0001, minimum: 0 } }], 'USD')
const trades = [
  { commission: 1.25, depthCost: 0.5 },
  { commission: 2, depthCost: 0 },
] as TradeRow[]

test.each<[string, BrokerTermsGiven, typeof plain, string[]]>([
  [
    'nothing is charged',
    { commission: 'none', depth: 'off' },
    plain,
    ['Commission none: right for spreads that contain it.', 'Depth off: the best price was good for any size.'],
  ],
  [
    'a plan and the ladder',
    { commission: 'us-core', depth: 'ladder' },
    plain,
    ['Commission us-core: 3.25 USD, with core spreads where the data has none.', 'Depth ladder: 0.50 USD.'],
  ],
  [
    'terms of one’s own',
    { commission: { perUnit: 0.0001, currency: 'USD', when: 'each', min: 0 }, depth: [{ units: 1, ticks: 0 }] },
    plain,
    ['Commission as configured: 3.25 USD.', 'Depth as configured: 0.50 USD.'],
  ],
  [
    'a specification with a commission',
    { commission: 'none', depth: 'ladder' },
    own,
    [
      'Commission none: 3.25 USD.',
      'Commission of EUR_USD from the specification, not from SEP_COMMISSION.',
      'Depth ladder: 0.50 USD.',
    ],
  ],
])('%s', (_, terms, world, statements) =>
  expect(termsStatements(terms, world, resultOf(trades, 0, { nav: 0, drawdownPct: 0 }).costs)).toEqual(statements),
)
