/** Trials over a made-up market, without a sweep around them. */
import { join } from 'node:path'
import { loadRunMarket } from '../../../app/backtest/load-run-market.js'
import { loadGraphProgram } from '../../../app/config/graph-program.js'
import { type SweepMarket, sweepMarket } from '../../../app/trials/sweep-market.js'
import type { Trial } from '../../../app/trials/trial.js'
import { DAY_MS } from '../../../lib/time-units.js'
import { MARKET_START_MS, randomMarket } from '../../support/random-market.js'
import { ROOT } from '../../support/paths.js'

export const RSI = join(ROOT, 'examples/rsi.mjs')
export type TrialSettings = Trial['settings']

/** Settings under which a made-up market trades within minutes. */
export const EAGER_SETTINGS: TrialSettings = {
  'guards.cMin': 0,
  'guards.maxEntropy': 1,
  'direction.thrBps': 0.5,
  'direction.minCoherenceDelta': -1,
  'guards.maxSpreadBps': 100,
}

export const madeMarket = async (minutes: number, seed = 3): Promise<SweepMarket> => {
  const { settings } = await loadGraphProgram('sep', {})
  const series = randomMarket({ seed, minutes, missingPerMille: 20 })
  const stored = { series, dataHash: 'made', skipped: 0, reasons: [] }
  return sweepMarket(await loadRunMarket(settings, { data: ['made'], stored, home: 'USD', cache: null }))
}

export const trialOf = (
  market: SweepMarket,
  settings: TrialSettings,
  more: Partial<Pick<Trial, 'index' | 'kind' | 'window' | 'targets'>> = {},
): Trial => ({
  index: 0,
  kind: 'shadow',
  targets: market.market.world.instruments.map(({ name }) => ({ instrument: name, params: {}, paramKey: null })),
  window: { fold: null, part: 'all', fromMs: 0, toMs: MARKET_START_MS + DAY_MS },
  settings,
  ...more,
})
