import { expect, test } from 'vitest'
import { runOperator } from '../../../graph/engine/testing/run-operator.js'
import { size } from '../../../operators/size.js'
import { worldOf } from '../../support/wall-clock.js'

/** Units of an entry at 1.1 with a spread of 1 pip, NAV 100,000; margin alone allows 10,200 / 0.02 / 1.1 = 463,636. */
const unitsOf = (atr: number, config: object = {}, rangeMedian = Number.NaN): number => {
  const { columns } = runOperator(
    size,
    { maxVarPct: 1000, ...config },
    worldOf(['EUR_USD']),
    {
      tsMs: [60_000],
      columns: {
        wish: { side: [1], enter: [1], exit: [0], pulse: [0] },
        weight: { weight: [1], filled: [0] },
        gate: { eligible: [1] },
        signal: { sigmaEff: [1e-6] },
        dir: { atr: [atr], rangeMedian: [rangeMedian] },
        account: { units: [0], pendingUnits: [0], marginUsed: [0], balance: [1e5], nav: [1e5], marginAvailable: [1e5] },
        quote: { bid: [1.09995], ask: [1.10005], homeRate: [1] },
      },
    },
    {},
  )
  return columns['targetUnits']![0]!
}
const most = unitsOf(0.001)

test('off, the stop has no say', () => {
  expect(most).toBeGreaterThan(400_000)
  expect([unitsOf(1e-4), unitsOf(0.01), unitsOf(Number.NaN)]).toEqual([most, most, most])
})

test.each<[string, number, object, number]>([
  ['0.5 % of 100,000 at a stop of 18 pips', 0.001, { riskPerTradePct: 0.5 }, 277_777],
  ['twice the distance, half the units', 0.002, { riskPerTradePct: 0.5 }, 138_888],
  ['20 pips before an ATR exists', Number.NaN, { riskPerTradePct: 0.5 }, 250_000],
  ['at most what the margin allows', 0.001, { riskPerTradePct: 50 }, most],
  ['a wild candle: the distance has its ceiling of 3 %', 0.77, { riskPerTradePct: 0.5 }, 15_151],
])('%s', (_, atr, config, units) => expect(unitsOf(atr, config)).toBe(units))

test('no stop is possible: no position', () => expect(unitsOf(0.001, { riskPerTradePct: 1, stopMaxPct: 0.01 })).toBe(0))
