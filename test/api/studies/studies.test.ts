/** Runs, sweeps, comparisons and the ledger of trials over HTTP: a real sweep over a synthetic market, stored on a real server. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { z } from 'zod'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { latestRunSchema, runsSchema, runTradesSchema, seriesSchema } from '../../../api/contract/studies.js'
import { comparisonSchema, sweepReportSchema, sweepsSchema, trialLedgerSchema } from '../../../api/contract/sweeps.js'
import type { Model } from '../../../api/model/model.js'
import { BACKTEST_ROUTES } from '../../../api/routes/studies/backtest-routes.js'
import { STUDY_ROUTES } from '../../../api/routes/studies/study-routes.js'
import { SWEEP_ROUTES } from '../../../api/routes/studies/sweep-routes.js'
import { researchReads } from '../../../app/surface/research/research-reads.js'
import { packageRoot } from '../../../lib/package-root.js'
import { trialWrites } from '../../../sinks/trials/trial-writes.js'
import type { Store } from '../../../store/store.js'
import { runProgram } from '../../support/run-program.js'
import { testServer, type TestServer } from '../../support/store-server.js'
import { END_MS, madeRun, PARAMS } from '../../support/trials/made-run.js'
import { type OpenApi, openApi, toyModel } from '../server/open-api.js'

const ROUTES = [...BACKTEST_ROUTES, ...STUDY_ROUTES, ...SWEEP_ROUTES]
const LOOKS = [5, 8, 12]
const SPEC = `name: small
synth: {days: 3}
instruments: [EUR_USD]
grid: {look: [${LOOKS.join(', ')}], thr_bps: [0.5, 1], c_min: [0], guards.maxEntropy: [1], direction.minCoherenceDelta: [-1]}
persist: true
`
const root = mkdtempSync(join(tmpdir(), 'sep-studies-'))
const ledger = join(root, 'ledger.ndjson')
const research = (store: Store | null, more: Partial<Parameters<typeof researchReads>[0]> = {}) =>
  researchReads({
    ...{ store, storeUrl: null, sweeps: join(root, '.sep/sweeps'), ledger, gateDays: 14, backtests: false },
    ...more,
  })
const modelOf = (reads: ReturnType<typeof researchReads>): Model => {
  const frames = { ...toyModel.frames, instruments: () => [{ name: 'EUR_USD', traded: true }] }
  return { ...toyModel, frames, research: reads } as Partial<Record<keyof Model, unknown>> as Model
}

let server: TestServer
let store: Store
let api: OpenApi
let bare: OpenApi
beforeAll(async () => {
  server = await testServer()
  store = await server.store()
  writeFileSync(join(root, 'small.yaml'), SPEC)
  const args = ['trials', 'small.yaml', '--ledger', ledger, '--workers', '1', '--json', '--store', server.now().socket]
  const { code, err } = await runProgram(process.execPath, [join(packageRoot(), 'dist/cli/main.js'), ...args], {
    cwd: root,
    timeout: 120_000,
    env: process.env as Record<string, string>,
  })
  expect([code, err]).toEqual([0, ''])
  api = await openApi(ROUTES, { model: modelOf(research(store)) })
  bare = await openApi(ROUTES, {
    model: modelOf(research(null, { sweeps: join(root, 'none'), ledger: join(root, 'none') })),
  })
})
afterAll(async () => {
  await api.close()
  await bare.close()
  await server.end()
  rmSync(root, { recursive: true })
})

const get = async <Z extends z.ZodType>(schema: Z, path: string, on = api): Promise<z.output<Z>> => {
  const { status, text } = await on.ask('GET', path)
  expect({ path, status, text: status === 200 ? '' : text }).toEqual({ path, status: 200, text: '' })
  return schema.parse(JSON.parse(text))
}

test('results are the runs of the sweep, and the pages hold each once', async () => {
  const all = await get(runsSchema, '/api/backtest/results')
  expect(all.items).toHaveLength(6)
  expect(new Set(all.items.map(({ params }) => params['look']))).toEqual(new Set(LOOKS))
  const paged: string[] = []
  for (let cursor = ''; ; ) {
    const page = await get(runsSchema, `/api/backtest/results?limit=2${cursor}`)
    paged.push(...page.items.map(({ runId }) => runId))
    if (page.cursor === null) break
    cursor = `&cursor=${page.cursor}`
  }
  expect(paged).toEqual(all.items.map(({ runId }) => runId))
})

test('the latest run of a span is the one with most trades, and its trades add up to it', async () => {
  const { items } = await get(runsSchema, '/api/backtest/results')
  const { run } = await get(latestRunSchema, '/api/backtest/latest-run?instrument=EUR_USD&days=3')
  expect(run?.trades).toBe(Math.max(...items.map(({ trades }) => trades)))
  expect(run!.trades).toBeGreaterThan(0)
  const found = await get(runTradesSchema, `/api/backtest/trades?run_id=${run!.runId}`)
  expect(found.trades).toHaveLength(run!.trades)
  expect(found.equity.at(-1)?.[1]).toBeCloseTo(run!.pnlBps, 6)
  expect((await get(runTradesSchema, '/api/backtest/trades?days=3')).run).toEqual(run)
})

test('parameters that have no run fall back to the span, in words', async () => {
  const query = 'instrument=EUR_USD&hours=72&c_min=0.9&look=12&thr_bps=2&entry_cd=60&exit_cd=60'
  const found = await get(latestRunSchema, `/api/backtest/latest-run?${query}`)
  expect([found.source, found.fallback]).toEqual(['span', true])
  expect(found.message).toContain('fell back to run')
})

test('a series counts 14, 30 and 60 days from one run', async () => {
  const { line, trades } = madeRun({ instrument: 'USD_JPY', days: 90, exits: [10, 20 * 1440, 40 * 1440, 80 * 1440] })
  await store.write(trialWrites(line, trades, { family: 'sep', dataHash: 'made', ts: END_MS }))
  const found = await get(seriesSchema, '/api/studies/series?instrument=USD_JPY')
  expect(found.series.map(({ days, trades: n }) => [days, n])).toEqual([
    [14, 1],
    [30, 2],
    [60, 3],
  ])
  expect(new Set(found.series.map(({ toMs }) => toMs))).toEqual(new Set([END_MS]))
  const query = Object.entries(PARAMS).map(([name, value]) => `${name}=${value}`)
  expect((await get(seriesSchema, `/api/studies/series?instrument=USD_JPY&${query.join('&')}`)).fallback).toBe(false)
})

test('a sweep has its progress, and its verdict in words with a map of cells', async () => {
  const { sweeps } = await get(sweepsSchema, '/api/sweeps')
  expect(sweeps).toMatchObject([{ name: 'small', trials: 6, done: 6, finished: true }])
  const report = await get(sweepReportSchema, '/api/sweeps/small')
  expect(report.sentence).toMatch(/^(Undecided|No edge|Edge): /)
  expect(report.configurations).toBe(6)
  const [map] = report.heatMaps
  expect([map!.x.labels.length * map!.y.labels.length, map!.cells.flat().length]).toEqual([6, 6])
})

test('looking at a verdict is counted once', async () => {
  await get(sweepReportSchema, '/api/sweeps/small')
  await get(sweepReportSchema, '/api/sweeps/small')
  const found = await get(trialLedgerSchema, '/api/trials/ledger?limit=4')
  expect(found.total).toEqual({ trials: 6, configurations: 6, openings: 1, holdouts: 0 })
  expect(found.items.map(({ kind }) => kind)).toEqual(['opening', 'trial', 'trial', 'trial'])
  expect(found.sentence).toBe('6 configurations in 6 trials, looked at 1 time: every verdict counts them all.')
  const rest = await get(trialLedgerSchema, `/api/trials/ledger?limit=4&cursor=${found.cursor}`)
  expect([rest.items.length, rest.cursor]).toEqual([3, null])
})

test('runs of one window are subtracted, runs of another are not, and the reason is given', async () => {
  const { items } = await get(runsSchema, '/api/backtest/results?instrument=EUR_USD')
  const [a, b] = items.map(({ runId }) => runId)
  const same = await get(comparisonSchema, `/api/compare?runs=${a},${b}`)
  expect(same.reasons).toEqual([[], []])
  expect(same.sharpe, 'a stored run has no days').toEqual([null, null])
  const pnl = same.figures.find(({ key }) => key === 'pnl_total')!
  expect(pnl.deltas[1]).toBeCloseTo(pnl.values[1]! - pnl.values[0]!, 9)
  const { line } = madeRun({ instrument: 'USD_JPY', days: 90, exits: [10] })
  await store.write(trialWrites(line, [], { family: 'sep', dataHash: 'made', ts: END_MS + 1 }))
  const other = await get(comparisonSchema, `/api/compare?runs=${a},${line.resultHash}`)
  expect(other.reasons[1]).toEqual(expect.arrayContaining(['data', 'window', 'instrument']))
  expect(other.figures.flatMap(({ deltas }) => deltas.slice(1)).every((delta) => delta === null)).toBe(true)
})

test.each`
  path                                         | status | code
  ${'/api/sweeps/none'}                        | ${404} | ${'no-data'}
  ${'/api/sweeps/..'}                          | ${404} | ${'no-data'}
  ${'/api/sweeps/%2e%2e%2fsmall'}              | ${404} | ${'no-data'}
  ${'/api/backtest/trades?run_id=none'}        | ${404} | ${'no-data'}
  ${'/api/compare?runs=a,b'}                   | ${404} | ${'no-data'}
  ${'/api/compare?runs=a'}                     | ${400} | ${'bad-request'}
  ${'/api/backtest/latest-run?look=12'}        | ${409} | ${'refused'}
  ${'/api/backtest/latest-run?days=2&hours=5'} | ${409} | ${'refused'}
  ${'/api/backtest/latest-run?days=0'}         | ${400} | ${'bad-request'}
  ${'/api/backtest/results?cursor=1'}          | ${400} | ${'bad-request'}
`('$path is $status $code', async ({ path, status, code }) => {
  const answer = await api.ask('GET', path as string)
  expect([answer.status, answer.code]).toEqual([status, code])
})

test('without a store and without sweeps every read answers, and nothing can be started', async () => {
  for (const { method, path } of ROUTES) {
    if (method !== 'get' || path.includes('{')) continue
    const { status } = await bare.ask('GET', path)
    expect([path, status]).toEqual([path, 200])
  }
  const call = { token: bare.secrets.control, body: '{"instrument":"EUR_USD"}' }
  for (const path of ['/api/backtest/run', '/api/studies/enqueue-long-run'])
    expect((await bare.ask('POST', path, call)).code).toBe('refused')
  expect(JSON.parse((await bare.ask('GET', '/api/studies/default-window')).text)).toMatchObject({
    spans: [14, 30, 60],
    longRunDays: 90,
    starts: { backtest: false, longRun: false },
  })
})
