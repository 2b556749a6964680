/** Runs that are started over HTTP: `sep api`, `sep worker` and their store, each a process. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { z } from 'zod'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runsSchema, runTradesSchema, seriesSchema, startedRunSchema } from '../../../../api/contract/studies.js'
import { sweepsSchema } from '../../../../api/contract/sweeps.js'
import { storedCandle } from '../../../../app/store-jobs/stored-candle.js'
import { QUEUE_PREFIX } from '../../../../app/trials/distributed/job.js'
import { packageRoot } from '../../../../lib/package-root.js'
import { candleWrites } from '../../../../sinks/mirrors/candle.js'
import { randomMarket } from '../../../support/random-market.js'
import { sepProcess } from '../../../support/sep-process.js'
import { type TestServer, testServer } from '../../../support/store-server.js'
import { until } from '../../../support/until.js'
import { type Child, startChild } from '../child.js'

const WAIT_MS = 180_000
const PARAMS = { c_min: 0, look: 12, thr_bps: 0.5, entry_cd: 60, exit_cd: 60 }
const folder = mkdtempSync(join(tmpdir(), 'sep-research-'))
const children: Child[] = []
const start = (...args: readonly string[]): Child => {
  const main = join(packageRoot(), 'dist/cli/main.js')
  const child = startChild(args[0]!, process.execPath, [main, ...args, '--store', server.now().socket], {
    API_STUDIES: '1',
  })
  children.push(child)
  return child
}

let server: TestServer
let url = ''
let secret = ''
beforeAll(async () => {
  server = await testServer()
  const store = await server.store()
  for (const series of randomMarket({ seed: 7, minutes: 6000, names: ['EUR_USD'], missingPerMille: 20 })) {
    const rows = [...series.tMs.keys()].map((n) => storedCandle(series, n, false))
    await store.write(candleWrites(series.instrument, 'M1', rows, series.tMs.at(-1)!))
  }
  const tokens = join(folder, 'tokens')
  const made = sepProcess(['token', 'new', 'desk', '--scope', 'control', '--token-file', tokens, '--json'], {}, 'token')
  secret = (JSON.parse(made.out) as { secret: string }).secret
  const api = start('api', '--account', '101-001-1000001-001', '--port', '0', '--token-file', tokens, '--json')
  const line = await until('a port', WAIT_MS, () => /^\{.*\}$/m.exec(api.text())?.[0], api.text)
  url = (JSON.parse(line) as { url: string }).url
})
afterAll(async () => {
  for (const child of children) if (child.ended() === null) child.send('SIGKILL')
  await server.end()
  rmSync(folder, { recursive: true })
})

const ask = async (path: string, body?: object): Promise<{ readonly status: number; readonly body: unknown }> => {
  const headers = { Authorization: `Bearer ${secret}`, 'Content-Type': 'application/json' }
  const response = await fetch(
    `${url}${path}`,
    body ? { method: 'POST', headers, body: JSON.stringify(body) } : { headers },
  )
  return { status: response.status, body: await response.json() }
}
const answer = async <Z extends z.ZodType>(schema: Z, path: string, body?: object): Promise<z.output<Z>> => {
  const { status, body: found } = await ask(path, body)
  expect({ path, status, found: status === 200 ? {} : found }).toEqual({ path, status: 200, found: {} })
  return schema.parse(found)
}
const stored = async (runId: string) => (await ask(`/api/backtest/trades?run_id=${runId}`)).status === 200

test('what cannot be run is refused before it is queued', async () => {
  const [run, long] = ['/api/backtest/run', '/api/studies/enqueue-long-run']
  for (const [why, path, body, status, code] of [
    ['an unknown parameter', run, { instrument: 'EUR_USD', params: { ...PARAMS, lok: 12 } }, 400, 'bad-request'],
    ['an unknown parameter', long, { instrument: 'EUR_USD', params: { ...PARAMS, lok: 12 } }, 400, 'bad-request'],
    ['a parameter is missing', long, { instrument: 'EUR_USD', params: { look: 12 } }, 400, 'bad-request'],
    ['outside its range', run, { instrument: 'EUR_USD', params: { ...PARAMS, look: 1 } }, 409, 'refused'],
    ['no candles', long, { instrument: 'USD_JPY', params: PARAMS }, 409, 'refused'],
  ] as const)
    expect({ why, ...(await ask(path, body)) }).toMatchObject({ why, status, body: { code } })
  expect(await server.ask(`KEYS ${QUEUE_PREFIX}*`)).toBe('*0\r\n')
})

test('queued without a worker, computed when one starts, read back by its id', async () => {
  const order = { instrument: 'EUR_USD', days: 3, params: PARAMS }
  const short = await answer(startedRunSchema, '/api/backtest/run', order)
  const long = await answer(startedRunSchema, '/api/studies/enqueue-long-run', {
    instrument: 'EUR_USD',
    params: PARAMS,
  })
  // No pipeline has run on this store: there is no slice, and it is not hidden.
  for (const queued of [short, long]) expect(queued).toMatchObject({ workers: 0, tsMs: null, stale: true })
  expect(await server.ask(`KEYS ${QUEUE_PREFIX}:*:wait`)).not.toBe('*0\r\n')
  expect(long.days).toBeGreaterThan(short.days)
  expect(await answer(startedRunSchema, '/api/backtest/run', order)).toMatchObject({
    jobId: short.jobId,
    runId: short.runId,
  })
  expect([await stored(short.runId), await stored(long.runId)]).toEqual([false, false])

  const worker = start('worker', '--workers', '1')
  for (const { runId } of [short, long]) await until('a stored run', WAIT_MS, () => stored(runId), worker.text)
  const { run, trades } = await answer(runTradesSchema, `/api/backtest/trades?run_id=${long.runId}`)
  expect(run).toMatchObject({ runId: long.runId, instrument: 'EUR_USD', trades: trades.length, params: PARAMS })
  expect(trades.length).toBeGreaterThan(0)
  const { items } = await answer(runsSchema, '/api/backtest/results')
  expect(items.map(({ runId }) => runId).sort()).toEqual([short.runId, long.runId].sort())
  const query = Object.entries(PARAMS).map(([name, value]) => `${name}=${value}`)
  const series = await answer(seriesSchema, `/api/studies/series?instrument=EUR_USD&${query.join('&')}`)
  expect(series).toMatchObject({ fallback: false })
  const workers = await until('both jobs counted', WAIT_MS, async () => {
    const { workers: found } = await answer(sweepsSchema, '/api/sweeps')
    return found[0]?.jobs === 2 && found[0].job === null ? found : null
  })
  expect(workers).toHaveLength(1)
  expect(await answer(startedRunSchema, '/api/backtest/run', order)).toMatchObject({ runId: short.runId, workers: 1 })
  worker.send('SIGTERM')
  expect(await worker.end(WAIT_MS)).toBe(0)
})
