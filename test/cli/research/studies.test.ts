/** The studies of stored runs and the list of workers, as a user types them, on a real store. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addEnqueueLongRun } from '../../../cli/research/studies/enqueue-long-run.js'
import { addTrials } from '../../../cli/research/trials.js'
import { addWorker } from '../../../cli/research/worker.js'
import { addWorkers } from '../../../cli/research/workers.js'
import { RESEARCH_COMMANDS } from '../../../cli/research/commands.js'
import { reportWorker } from '../../../app/trials/distributed/workers.js'
import type { SepError } from '../../../model/error-codes.js'
import { EXIT } from '../../../cli/shared/run-command.js'
import { DAY_MS, MINUTE_MS } from '../../../lib/time-units.js'
import { trialWrites } from '../../../sinks/trials/trial-writes.js'
import type { Store } from '../../../store/store.js'
import { runCli } from '../../support/run-cli.js'
import { testServer, type TestServer } from '../../support/store-server.js'
import { madeRun, PARAMS } from '../../support/trials/made-run.js'

const DAY = DAY_MS / MINUTE_MS
const PARAM_FLAGS = ['--c_min', '0.5', '--look', '12', '--thr_bps', '2', '--entry_cd', '60', '--exit_cd', '60']
const long = madeRun({ days: 90, exits: [1, 9, 20 * DAY, 50 * DAY, 80 * DAY] })
const other = madeRun({ days: 30, exits: [1, 9, 20], params: { ...PARAMS, look: 20 } })

let server: TestServer
let store: Store
let studies: Awaited<ReturnType<NonNullable<(typeof RESEARCH_COMMANDS)[string]>>>
beforeAll(async () => {
  server = await testServer()
  store = await server.store()
  for (const [k, { line, trades }] of [long, other].entries())
    await store.write(trialWrites(line, trades, { ts: Date.UTC(2026, 3, 1) + k, family: 'sep', dataHash: 'd' }))
  studies = await RESEARCH_COMMANDS['studies']!()
})
afterAll(() => server.end())

const ran = async (...argv: readonly string[]) => {
  process.exitCode = 0
  const { out, err, error } = await runCli(studies, ['studies', ...argv, '--store', server.now().socket])
  if (error) throw error
  const exit = process.exitCode
  process.exitCode = 0
  return { out, err, exit }
}
const json = async (...argv: readonly string[]) => JSON.parse((await ran(...argv, '--json')).out) as never

test('series: one row a span, from one run, as the API gives them', async () => {
  const rows = await json('series', '--instrument', 'EUR_USD', '--days', '14,30,60')
  expect(rows).toMatchObject([
    { days: 14, trades: 2 },
    { days: 30, trades: 3 },
    { days: 60, trades: 4 },
  ])
  const ends = (rows as { to: string; run_id: string }[]).map(({ to, run_id }) => `${to} ${run_id}`)
  expect(new Set(ends)).toEqual(new Set([`2026-03-31T00:00:00.000Z ${long.line.resultHash}`]))
})

test('series: another run where the parameters have none is named on standard error', async () => {
  const exit = ['--c-min', '0.5', '--look', '12', '--thr-bps', '2', '--entry-cd', '60', '--exit-cd', '0']
  const { out, err } = await ran('series', '--instrument', 'EUR_USD', ...exit)
  expect(err).toContain('no run of 60 days with c0.5:l12:t2:ec60:xc0; fell back to run')
  expect(
    out
      .split('\n')
      .slice(1, 4)
      .map((line) => line.trim().replace(/ +/g, ' ')),
  ).toEqual([
    '14 days 2 trades 2.0 bps 1.00 bps a trade, 100.0 % won',
    '30 days 3 trades 3.0 bps 1.00 bps a trade, 100.0 % won',
    '60 days 4 trades 4.0 bps 1.00 bps a trade, 100.0 % won',
  ])
})

test('series of runs of different parameters is refused, and the difference is named', async () => {
  const runs = `${long.line.resultHash},${other.line.resultHash}`
  await expect(ran('series', '--runs', runs)).rejects.toThrow('these runs are no spans of one run: look 12 in run')
})

test('latest-run: the run of the parameters, else a fall-back that has a message, else exit 1', async () => {
  expect(await json('latest-run', '--instrument', 'EUR_USD', '--days', '90', ...PARAM_FLAGS)).toMatchObject({
    fallback: false,
    source: 'params',
    run: { run_id: long.line.resultHash, summary: { trades: 5 } },
  })
  const { out } = await ran('latest-run', '--instrument', 'EUR_USD', '--days', '30', ...PARAM_FLAGS)
  expect(out).toContain(`fell back to run ${other.line.resultHash} with c0.5:l20:t2:ec60:xc60`)
  const { out: none, exit } = await ran('latest-run', '--instrument', 'USD_JPY')
  expect([none, exit]).toEqual(['USD_JPY over 30 days: no run with at least 0 trades\n', EXIT.failed])
})

test.each([
  [['series', '--instrument', 'EUR_USD', '--days', '14,x'], '--days x: a whole number from 1 to 36600'],
  [['series', '--instrument', 'EUR_USD', '--days', '14,14'], '--days 14,14: each number once'],
  [['series'], '--instrument or --runs is needed, not both'],
  [
    ['latest-run', '--instrument', 'EUR_USD', '--look', '12'],
    '--c_min, --thr_bps, --entry_cd, --exit_cd: give all five',
  ],
  [['series', '--instrument', 'EUR_USD', '--days', '120'], 'no run of 120 days or more is stored'],
])('%j is refused', async (argv, message) => {
  await expect(ran(...argv)).rejects.toThrow(message)
})

test('default-window: that of the gates', async () => {
  const { out } = await runCli(studies, ['studies', 'default-window', '--json'])
  expect(JSON.parse(out)).toEqual({ days: 30, spans: [14, 30, 60], long_run_days: 90 })
})

test('integrity: exit 1 names what is inconsistent', async () => {
  expect(await ran('integrity')).toMatchObject({ out: '2 runs, 0 violations\n', exit: EXIT.ok })
  const key = 'bt:trial:index:USD_JPY:720'
  await store.write([{ op: 'sortedAdd', key, members: [[1, other.line.resultHash]] }])
  const { out, exit } = await ran('integrity')
  expect(out).toContain(`index: run ${other.line.resultHash}: it is listed in ${key}`)
  expect(exit).toBe(EXIT.failed)
  await store.write([{ op: 'delete', key }])
})

test('workers: who was seen when, with its job', async () => {
  const list = async (...argv: readonly string[]) =>
    (await runCli(addWorkers, ['workers', '--store', server.now().socket, ...argv])).out
  expect(await list()).toBe('no worker; sep worker --store URL starts one\n')
  const now = Date.now()
  await reportWorker(store, {
    name: 'desk.1',
    pid: 7,
    version: '1.2.3',
    started_ms: now - 100_000,
    seen_ms: now,
    job: 'abc-def',
    job_ms: now - 20_000,
    sweep: 'abc',
    jobs: 4,
  })
  expect(await list()).toMatch(
    /^desk\.1 {2}seen [0-9.]+ s ago {2}up 100 s {2}4 jobs {2}job abc-def for 20 s {2}sep 1\.2\.3\n$/,
  )
  const { workers } = JSON.parse(await list('--json')) as { workers: { name: string; job_age_sec: number }[] }
  expect(workers).toMatchObject([{ name: 'desk.1', job: 'abc-def', jobs: 4 }])
  expect(workers[0]!.job_age_sec).toBeGreaterThanOrEqual(20)
})

test.each([
  [addTrials, ['trials', 'x.yaml', '--distributed'], '--distributed needs the store of the workers: --store URL'],
  [addWorker, ['worker'], 'sep worker needs the store of the sweeps: --store URL'],
  [
    addEnqueueLongRun,
    ['enqueue-long-run', '--instrument', 'EUR_USD'],
    'the store of the workers is needed: --store URL',
  ],
])('%s %j without a store is refused', async (add, args, message) => {
  const { error } = await runCli(add, args)
  expect([(error as SepError).code, (error as SepError).message.includes(message)]).toEqual(['bad-argument', true])
})
