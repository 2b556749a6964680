/** Sweeps on real workers, each its own process: bytes, kills, candles of the store, and the long run of a study. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { storedCandle } from '../../../app/store-jobs/stored-candle.js'
import { listWorkers } from '../../../app/trials/distributed/workers.js'
import { readTrialLedger } from '../../../app/trials/ledger.js'
import { readStoredLedger } from '../../../app/trials/ledger/stored-ledger.js'
import { packageRoot } from '../../../lib/package-root.js'
import { candleWrites } from '../../../sinks/mirrors/candle.js'
import { writeSeries } from '../../../sources/files/write-folder.js'
import type { Store } from '../../../store/store.js'
import { randomMarket } from '../../support/random-market.js'
import { type Finished, runProgram } from '../../support/run-program.js'
import { eventually, testServer, type TestServer } from '../../support/store-server.js'

const SEP = join(packageRoot(), 'dist/cli/main.js')
const EAGER = [
  'guards.maxEntropy: 1',
  'direction.minCoherenceDelta: -1',
  'guards.maxSpreadBps: 100',
  'c_min: [0, 0.1]',
  'thr_bps: [0.5, 1]',
  'exit_cd: [0, 60]',
].join(', ')

let root: string
let server: TestServer
let store: Store
const workers = new Set<ChildProcess>()

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'sep-workers-'))
  server = await testServer()
  store = await server.store()
  mkdirSync(join(root, 'data'))
  for (const series of randomMarket({ seed: 7, minutes: 3000, names: ['EUR_USD', 'USD_JPY'], missingPerMille: 20 })) {
    writeSeries(join(root, 'data'), series)
    const rows = [...series.tMs.keys()].map((n) => storedCandle(series, n, false))
    await store.write(candleWrites(series.instrument, 'M1', rows, series.tMs.at(-1)!))
  }
})
/** Here, on files: what all others must come to. */
beforeAll(async () => {
  summaryOf(await trials(spec('local', 'data: data', `grid: {${EAGER}}`, 'persist: true'), 'local'))
})
afterEach(async () => {
  for (const worker of workers) await ended(worker, 'SIGKILL')
})
afterAll(async () => {
  await server.end()
  rmSync(root, { recursive: true, force: true })
})

const sep = (...args: readonly string[]): Promise<Finished> =>
  runProgram(process.execPath, [SEP, ...args], { cwd: root, timeout: 120_000 })
const trials = (file: string, out: string, ...args: readonly string[]) =>
  sep('trials', file, '--out', out, '--ledger', `${out}.ledger`, '--json', '--store', server.now().socket, ...args)
const startWorker = (): ChildProcess => {
  const args = [SEP, 'worker', '--workers', '1', '--store', server.now().socket]
  const worker = spawn(process.execPath, args, { cwd: root, stdio: 'ignore' })
  workers.add(worker)
  return worker
}
const ended = (worker: ChildProcess, signal: NodeJS.Signals): Promise<number | null> =>
  new Promise((resolve) => {
    workers.delete(worker)
    if (worker.exitCode !== null || worker.signalCode !== null) return resolve(worker.exitCode)
    worker.once('exit', resolve)
    worker.kill(signal)
  })
const spec = (name: string, ...lines: readonly string[]): string => {
  const file = join(root, `${name}.yaml`)
  writeFileSync(file, [`name: ${name}`, ...lines].join('\n'))
  return file
}
const bytes = (out: string) => readFileSync(join(root, out, 'trials.ndjson'), 'utf8')
const summaryOf = ({ code, out, err }: Finished) => {
  expect([code, err]).toEqual([0, ''])
  return JSON.parse(out) as { computed: number; reused: number; sweep: string }
}

test('one worker is killed at its job, another goes on: equal bytes, equal ledger, every run stored', async () => {
  const file = spec('local', 'data: data', `grid: {${EAGER}}`, 'persist: true')
  const entries = [...readTrialLedger(join(root, 'local.ledger')).trials.values()]
  const stored = await readStoredLedger(store, entries[0]!.family)
  const hashes = (lines: readonly object[]) =>
    lines.map((line) => `${(line as { resultHash?: string }).resultHash}`).sort()
  expect(hashes(stored)).toEqual(hashes(entries))
  await server.ask('FLUSHALL')

  const doomed = startWorker()
  await eventually(async () => (await listWorkers(store)).length > 0)
  const running = trials(file, 'remote', '--distributed')
  await eventually(async () => (await listWorkers(store)).some(({ job }) => job !== null))
  await ended(doomed, 'SIGKILL')
  const polite = startWorker()
  expect(summaryOf(await running)).toMatchObject({ trials: 8, computed: 8, reused: 0, failed: 0, poison: 0 })
  expect(bytes('remote')).toBe(bytes('local'))
  expect(bytes('remote').split('\n')).toHaveLength(17)
  expect(hashes([...readTrialLedger(join(root, 'remote.ledger')).trials.values()])).toEqual(hashes(entries))
  expect(await store.keys('bt:trial:run:*')).toHaveLength(16)
  expect(await ended(polite, 'SIGTERM')).toBe(0)
  const { out } = await sep('studies', 'integrity', '--store', server.now().socket)
  expect(out).toBe('16 runs, 0 violations\n')
})

test('candles of the store: the same lines as from files, here and on a worker', async () => {
  for (const series of randomMarket({ seed: 7, minutes: 3000, names: ['EUR_USD', 'USD_JPY'], missingPerMille: 20 })) {
    const rows = [...series.tMs.keys()].map((n) => storedCandle(series, n, false))
    await store.write(candleWrites(series.instrument, 'M1', rows, series.tMs.at(-1)!))
  }
  const file = spec('stored', 'valkey: {enabled: true}', `grid: {${EAGER}}`)
  summaryOf(await trials(file, 'stored'))
  startWorker()
  summaryOf(await trials(file, 'stored-remote', '--distributed'))
  expect(bytes('stored')).toBe(bytes('local'))
  expect(bytes('stored-remote')).toBe(bytes('local'))
})

test('enqueue-long-run: a worker computes and stores the run that a series is counted from', async () => {
  await server.ask('FLUSHALL')
  startWorker()
  const params = ['--c_min', '0', '--look', '12', '--thr_bps', '0.5', '--entry_cd', '60', '--exit_cd', '60']
  const flags = ['--instrument', 'EUR_USD', ...params, '--store', server.now().socket, '--json']
  const queued = JSON.parse((await sep('studies', 'enqueue-long-run', ...flags, '--data', 'data')).out) as {
    run_id: string
    days: number
  }
  expect(queued.days).toBeLessThan(90)
  await eventually(() => store.get(`bt:trial:run:${queued.run_id}`))
  const rows = JSON.parse((await sep('studies', 'series', ...flags, '--days', '1,2')).out) as { run_id: string }[]
  expect(rows.map(({ run_id }) => run_id)).toEqual([queued.run_id, queued.run_id])
})
