/** The name of a result: every input of it counts, and nothing else does. */
import { beforeAll, expect, test } from 'vitest'
import { configHashOf, resultHashes } from '../../../app/trials/identity.js'
import { type PreparedTrial, prepareTrial } from '../../../app/trials/prepare-trial.js'
import { type SweepMarket, sweepMarket } from '../../../app/trials/sweep-market.js'
import type { Trial } from '../../../app/trials/trial.js'
import { openTrialPrograms, type ProgramOf } from '../../../app/trials/trial-programs.js'
import { createWorld } from '../../../model/world.js'
import { EAGER_SETTINGS, madeMarket, RSI, trialOf, type TrialSettings } from './made-trials.js'

let market: SweepMarket
let sep: ProgramOf
let rsi: ProgramOf
beforeAll(async () => {
  market = await madeMarket(200)
  sep = await openTrialPrograms('sep')
  rsi = await openTrialPrograms(RSI)
})

const prepared = (settings: TrialSettings = {}, more: Partial<Trial> = {}): PreparedTrial =>
  prepareTrial(trialOf(market, { ...EAGER_SETTINGS, ...settings }, more), sep)
const hashOf = (one: PreparedTrial, other: SweepMarket = market, instrument: string | null = 'EUR_USD') =>
  resultHashes(one, other).get(one.kind === 'portfolio' ? null : instrument)

/** The market with one value changed. */
const withValue = (column: 'bc' | 'v' | 'tMs', row: number): SweepMarket => {
  const [first, ...rest] = market.market.series
  const changed = { ...first!, [column]: first![column].map((value, i) => (i === row ? value + 1 : value)) }
  return sweepMarket({ ...market.market, series: [changed, ...rest] })
}

test('each input of a result gives another hash', () => {
  const window = { fold: 0, part: 'all', fromMs: 60_000, toMs: 120_000 } as const
  const { instruments } = market.market.world
  const world = (home: string, untraded: string[] = [], noVolume: string[] = []) =>
    sweepMarket({ ...market.market, world: createWorld(instruments, home, { untraded, noVolume }) })
  const portfolio = prepared({}, { kind: 'portfolio', window })
  const shadow = prepared({}, { window })
  const hashes = {
    plain: hashOf(shadow),
    kind: hashOf(portfolio),
    instrument: hashOf(shadow, market, 'GBP_USD'),
    node: hashOf(prepared({ 'guards.cMin': 0.1 }, { window })),
    upstream: hashOf(prepared({ 'qbsa.noVolume': 'parity' }, { window })),
    from: hashOf(prepared({}, { window: { ...window, fromMs: 0 } })),
    to: hashOf(prepared({}, { window: { ...window, toMs: 180_000 } })),
    'a price': hashOf(shadow, withValue('bc', 3)),
    'a volume': hashOf(shadow, withValue('v', 150)),
    'a time': hashOf(shadow, withValue('tMs', 100)),
    home: hashOf(shadow, world('EUR')),
    traded: hashOf(shadow, world('USD', ['GBP_USD'])),
    volume: hashOf(shadow, world('USD', [], ['GBP_USD'])),
    slippage: hashOf(prepared({ 'broker.slippageBps': 1 }, { window })),
    commission: hashOf(prepared({ 'broker.commission': { perMillion: 1, currency: 'USD' } }, { window })),
    'start of trading alone': hashOf({ ...portfolio, tradeFromMs: 12_345 }),
    'start of the window and of trading': hashOf(prepared({}, { kind: 'portfolio', window: { ...window, fromMs: 0 } })),
    fillTrades: hashOf(prepared({ 'run.fillTrades': false }, { kind: 'portfolio', window })),
    capital: hashOf(prepared({ 'broker.capital': 5000 }, { kind: 'portfolio', window })),
    'the file of the graph': hashOf(prepareTrial(trialOf(market, {}, { window }), rsi)),
    'its content': hashOf(changedFile(prepareTrial(trialOf(market, {}, { window }), rsi))),
  }
  expect(new Set(Object.values(hashes)).size).toBe(Object.keys(hashes).length)
  for (const hash of Object.values(hashes)) expect(hash).toMatch(/^[0-9a-f]{64}$/)
})

const changedFile = (one: PreparedTrial): PreparedTrial => ({
  ...one,
  program: { ...one.program, file: { path: 'rsi.mjs', sha256: 'another' } },
})

test('what a shadow does not depend on changes nothing', () => {
  const plain = hashOf(prepared())
  expect(hashOf(prepared({ 'allocate.topK': 2 }))).toBe(plain)
  expect(hashOf(prepared({ 'run.fillTrades': false }))).toBe(plain)
  expect(hashOf(prepared({}, { index: 7, window: { ...trialOf(market, {}).window, fold: 3, part: 'test' } }))).toBe(
    plain,
  )
  expect(hashOf(prepared({ 'guards.cMin': '0.0' }))).toBe(plain)
})

test('a configuration is one whatever its window and data; a shadow and a portfolio are two', () => {
  const plain = configHashOf(prepared())
  const later = { ...trialOf(market, {}).window, fromMs: 5 }
  expect(configHashOf(prepared({}, { window: later }))).toBe(plain)
  expect(configHashOf(prepared({ 'guards.cMin': 0.2 }))).not.toBe(plain)
  expect(configHashOf(prepared({}, { kind: 'portfolio' }))).not.toBe(plain)
  const file = prepareTrial(trialOf(market, {}), rsi)
  expect(configHashOf(changedFile(file))).not.toBe(configHashOf(file))
})

test('a graph without a shadow runs as portfolio, whatever the sweep asks for', () => {
  const one = prepareTrial(trialOf(market, {}, { kind: 'shadow' }), rsi)
  expect([one.kind, one.target, one.tradeFromMs, one.fillTrades]).toEqual(['portfolio', 'broker', null, null])
})

test('a patch of settings gives what resolving all of them gives', async () => {
  const { loadGraphProgram } = await import('../../../app/config/graph-program.js')
  const given = {
    'strategy.entryCdSec': 300,
    'broker.slippageBps': 1.5,
    'qfh.coherence': 'pattern',
    'orders.boundSpreads': 4,
    'guards.maxSpread': { EUR_USD: 3 },
    c_min: 0.3,
  }
  const set = Object.entries(given).map(([path, value]) => `${path}=${JSON.stringify(value)}`)
  const { settings, graph } = await loadGraphProgram('sep', { set })
  expect(sep(given).settings).toEqual(settings)
  expect(sep(given).graph.nodes.map(({ config }) => config)).toEqual(graph.nodes.map(({ config }) => config))
})
