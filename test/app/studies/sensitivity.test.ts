/** What a configuration makes under worse assumptions, on a made market. */
import { expect, test } from 'vitest'
import { costSensitivity } from '../../../app/studies/sensitivity.js'
import { openTrialPrograms } from '../../../app/trials/trial-programs.js'
import { marketOf } from '../../../sources/market.js'
import { randomMarket } from '../../support/random-market.js'
import { EAGER } from '../../support/sep-run.js'

const loaded = { series: randomMarket({ seed: 4, minutes: 900 }), dataHash: 'made', skipped: 0, reasons: [] }

const rows = async (graph = 'sep') =>
  costSensitivity({
    programOf: await openTrialPrograms(graph, graph === 'sep' ? { set: EAGER } : {}),
    marketOf: ({ settings }) =>
      Promise.resolve(marketOf(loaded, { data: [], home: 'USD', spreadFactor: settings.run.spreadFactor })),
  })

test('each cost is the dearer of the two, and everything else is as given', async () => {
  const [base, spread, later, slippage] = await rows()
  expect([base, spread, later, slippage].map((row) => row!.name)).toEqual([
    'as given',
    'spread x 1.5',
    'one candle later',
    'slippage x 4/3',
  ])
  const perTrade = (row: typeof base, cost: 'spreadBps' | 'slippageBps'): number => row!.costs[cost] / row!.trades
  expect(base!.trades).toBeGreaterThan(5)
  expect(perTrade(spread, 'spreadBps') / perTrade(base, 'spreadBps')).toBeCloseTo(1.5, 1)
  expect(perTrade(slippage, 'slippageBps')).toBeGreaterThan(1.2 * perTrade(base, 'slippageBps'))
  expect(perTrade(slippage, 'spreadBps')).toBeCloseTo(perTrade(base, 'spreadBps'), 1)
  expect(spread!.meanBps).toBeLessThan(base!.meanBps!)
  expect(slippage!.meanBps).toBeLessThan(base!.meanBps!)
  expect(later!.meanBps).not.toBe(base!.meanBps)
})

test('a graph without a shadow is refused', async () => {
  await expect(rows('sma-flip')).rejects.toMatchObject({ code: 'bad-argument' })
})
