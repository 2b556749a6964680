import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { systemClock as clock } from '../../../lib/clock.js'
import { DAY_MS, MINUTE_MS } from '../../../lib/time-units.js'
import { trialWrites } from '../../../sinks/trials/trial-writes.js'
import { memoryStore } from '../../../store/memory/store.js'
import type { Store } from '../../../store/store.js'
import { defaultWindow } from '../../../studies/spans/default-window.js'
import { latestRun } from '../../../studies/spans/latest-run.js'
import { storedRun } from '../../../studies/spans/stored-runs.js'
import { series, seriesOfRuns } from '../../../studies/spans/series.js'
import { END_MS, type MadeRun, madeRun, PARAMS } from '../../support/trials/made-run.js'

const TS = 1_775_000_000_000
const DAY = DAY_MS / MINUTE_MS
const holding = async (...runs: readonly MadeRun[]): Promise<Store> => {
  const store = memoryStore({ clock })
  for (const [k, { line, trades }] of runs.entries())
    await store.write(trialWrites(line, trades, { ts: TS + k, family: 'sep', dataHash: 'd' }))
  return store
}
const look20 = { ...PARAMS, look: 20 }
const inst = 'EUR_USD'

describe('latest run', () => {
  const few = madeRun({ days: 30, exits: [1, 5] })
  const many = madeRun({ days: 30, exits: [1, 5, 9], toMs: END_MS - DAY_MS })
  const other = madeRun({ days: 30, exits: [1, 2, 3, 4, 5, 6], params: look20 })
  const held = madeRun({ days: 30, exits: [1, 2, 3, 4, 5, 6, 7], part: 'holdout' })
  const long = madeRun({ days: 60, exits: [1, 2, 3, 4, 5, 6, 7, 8] })

  test.each([
    ['the parameters asked for, most trades', PARAMS, 0, many, 'params', false],
    ['any parameters', null, 0, other, 'span', false],
    ['parameters that no run has', { ...PARAMS, exit_cd: 0 }, 0, other, 'span', true],
    ['too few trades under the parameters', PARAMS, 4, other, 'span', true],
    ['too few trades anywhere', PARAMS, 7, null, null, false],
    ['other parameters', look20, 3, other, 'params', false],
  ])('%s', async (_, params, minTrades, expected, source, fallback) => {
    const store = await holding(few, many, other, held, long)
    const found = await latestRun(store, { instrument: inst, days: 30, params, minTrades })
    expect([found.run?.run_id ?? null, found.source, found.fallback]).toEqual([
      expected?.line.resultHash ?? null,
      source,
      fallback,
    ])
    expect(found.message.includes('fell back to run')).toBe(fallback)
  })

  test('an instrument or a span without runs', async () => {
    const store = await holding(few)
    for (const query of [
      { instrument: 'USD_JPY', days: 30 },
      { instrument: inst, days: 14 },
    ])
      expect((await latestRun(store, { ...query, params: null, minTrades: 0 })).run).toBeNull()
  })

  test('a run that has expired since it was indexed is left out', async () => {
    const store = await holding(few, many)
    await store.write([{ op: 'delete', key: `bt:trial:run:${many.line.resultHash}` }])
    const { run } = await latestRun(store, { instrument: inst, days: 30, params: PARAMS, minTrades: 0 })
    expect(run?.run_id).toBe(few.line.resultHash)
  })
})

describe('series', () => {
  const exits = [0, 1, 14 * DAY - 1, 14 * DAY, 20 * DAY, 30 * DAY, 45 * DAY, 60 * DAY, 89 * DAY]
  const ninety = madeRun({ days: 90, exits })

  test('spans are half-open at their begin: a trade that exits exactly then belongs to the day before', async () => {
    const { rows, fallback } = await series(await holding(ninety), {
      instrument: inst,
      days: [14, 30, 60],
      params: PARAMS,
    })
    expect(rows.map(({ days, trades, pnl_bps }) => [days, trades, pnl_bps])).toEqual([
      [14, 3, 3],
      [30, 5, 5],
      [60, 7, 7],
    ])
    expect(new Set(rows.map(({ run_id, to }) => `${run_id} ${to}`)).size).toBe(1)
    expect(fallback).toBe(false)
  })

  test('without a trade the rates are null', async () => {
    const { rows } = await series(await holding(madeRun({ days: 90, exits: [80 * DAY] })), {
      instrument: inst,
      days: [14],
      params: null,
    })
    expect(rows[0]).toMatchObject({ trades: 0, pnl_bps: 0, win_rate: null, mean_bps: null })
  })

  test.each([
    ['90 days are preferred to more', [madeRun({ days: 120, exits }), ninety], PARAMS, 1, false],
    ['without 90 days the longest', [madeRun({ days: 60, exits }), madeRun({ days: 120, exits })], PARAMS, 1, false],
    [
      'the newest end',
      [madeRun({ days: 90, exits, toMs: END_MS - DAY_MS }), madeRun({ days: 90, exits: [] })],
      null,
      1,
      false,
    ],
    [
      'the parameters, though another run is longer',
      [madeRun({ days: 90, exits, params: look20 }), madeRun({ days: 60, exits })],
      PARAMS,
      1,
      false,
    ],
    [
      'another run where the parameters have none so long',
      [madeRun({ days: 90, exits, params: look20 }), madeRun({ days: 30, exits })],
      PARAMS,
      0,
      true,
    ],
    [
      'never a locked hold-out',
      [madeRun({ days: 90, exits, part: 'holdout' }), madeRun({ days: 60, exits })],
      null,
      1,
      false,
    ],
  ] as const)('%s', async (_, runs, params, expected, fallback) => {
    const found = await series(await holding(...runs), { instrument: inst, days: [14, 60], params })
    expect(found.run.run_id).toBe(runs[expected]!.line.resultHash)
    expect(found.fallback).toBe(fallback)
    expect(found.message.includes('fell back')).toBe(fallback)
  })

  test('no run is long enough: the error names the command that makes one', async () => {
    const store = await holding(madeRun({ days: 30, exits }))
    await expect(series(store, { instrument: inst, days: [14, 60], params: null })).rejects.toThrow(
      'EUR_USD: no run of 60 days or more is stored; sep studies enqueue-long-run queues one',
    )
  })

  test('a longer span never has fewer trades', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.nat(90 * DAY), { maxLength: 60 }), async (exitMinutes) => {
        const store = await holding(madeRun({ days: 90, exits: exitMinutes }))
        const { rows } = await series(store, { instrument: inst, days: [14, 30, 60, 90], params: PARAMS })
        const counts = rows.map(({ trades }) => trades)
        expect(counts).toEqual(counts.toSorted((a, b) => a - b))
        expect(counts.at(-1)).toBe(new Set(exitMinutes.filter((m) => m < 90 * DAY)).size)
      }),
      { numRuns: 50 },
    ))
})

describe('runs compared as spans', () => {
  const id = ({ line }: MadeRun) => line.resultHash
  const base = madeRun({ days: 30, exits: [1, 2] })
  const sixty = madeRun({ days: 60, exits: [1, 2, 40 * DAY] })
  const renamed = (made: MadeRun, change: Partial<MadeRun['line']>): MadeRun => ({
    ...made,
    line: { ...made.line, resultHash: 'f'.repeat(64), ...change },
  })

  test('of one configuration and end', async () => {
    const rows = await seriesOfRuns(await holding(base, sixty), [id(base), id(sixty)])
    expect(rows.map(({ days, trades }) => [days, trades])).toEqual([
      [30, 2],
      [60, 3],
    ])
  })

  test.each([
    ['parameters', madeRun({ days: 60, exits: [], params: look20 }), 'look 12 in run'],
    ['another setting', renamed(sixty, { configHash: 'e'.repeat(64) }), 'another setting: configuration'],
    ['an axis that one has not', renamed(sixty, { params: { ...PARAMS, atrK: 2 } }), 'atrK absent in run'],
    ['the end', madeRun({ days: 60, exits: [], toMs: END_MS - DAY_MS }), 'end 2026-03-31T00:00:00.000Z in run'],
    ['the instrument', madeRun({ days: 60, exits: [], instrument: 'USD_JPY' }), 'instrument EUR_USD in run'],
  ])('they differ in %s: refused, and the difference is named', async (_, other, text) => {
    const store = await holding(base, other)
    await expect(seriesOfRuns(store, [id(base), id(other)])).rejects.toThrow(text)
  })

  test('one that is not there', async () => {
    await expect(seriesOfRuns(await holding(base), [id(base), 'gone'])).rejects.toThrow('run gone: not in the store')
  })
})

test('what other programs wrote wrongly is bad data', async () => {
  const store = await holding(madeRun({ days: 30, exits: [1] }))
  const { line } = madeRun({ days: 30, exits: [1] })
  await store.write([{ op: 'set', key: `bt:trial:run:${line.resultHash}`, value: '{"run_id":1}' }])
  await expect(latestRun(store, { instrument: inst, days: 30, params: null, minTrades: 0 })).rejects.toThrow(
    'bt:trial:run',
  )
})

test('the default window is that of the gates', () =>
  expect(defaultWindow(30)).toEqual({ days: 30, spans: [14, 30, 60], long_run_days: 90 }))

test.each(['a b', 'x:y', '', '../x', '\u{1f600}'])(
  'a run of the name %j, which no key can have, does not exist',
  async (name) => {
    expect(await storedRun(memoryStore({ clock }), name)).toBeNull()
  },
)
