/** A backtest on the candles of a real store gives what the same candles give as files. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { storedCandle } from '../../../app/store-jobs/stored-candle.js'
import { candleWrites } from '../../../sinks/mirrors/candle.js'
import { writeSeries } from '../../../sources/files/write-folder.js'
import { sepProcess } from '../../support/sep-process.js'
import { randomMarket } from '../../support/random-market.js'
import { testServer, type TestServer } from '../../support/store-server.js'

const market = randomMarket({ seed: 5, minutes: 900, names: ['EUR_USD', 'USD_JPY'], missingPerMille: 20 })
const work = mkdtempSync(join(tmpdir(), 'sep-backtest-'))
const data = join(work, 'data')
let server: TestServer
const run = (...args: readonly string[]) => {
  const { code, out, err } = sepProcess(['backtest', '--json', '--set', 'guards.cMin=0', ...args], {
    SEP_DATA_HOME: work,
  })
  return {
    code,
    err,
    result: code === 0 ? (JSON.parse(out) as { outputHash: string; dataHash: string; candles: number }) : null,
  }
}

beforeAll(async () => {
  mkdirSync(data)
  server = await testServer()
  const store = await server.store()
  for (const series of market) {
    writeSeries(data, series)
    const rows = [...series.tMs.keys()].map((n) => storedCandle(series, n, false))
    await store.write(candleWrites(series.instrument, 'M1', rows, series.tMs.at(-1)!))
  }
})
afterAll(async () => {
  await server.end()
  rmSync(work, { recursive: true, force: true })
})

test('the same hashes as the same candles in files', () => {
  const files = run('--data', data)
  const stored = run('--data', 'valkey:', '--store', server.now().socket)
  expect(stored.err).toBe(files.err)
  expect(stored.result).toEqual(files.result)
  const one = run('--data', 'valkey:EUR_USD', '--store', server.now().socket)
  expect(one.result?.candles).toBe(market[0]!.tMs.length)
})

test.each([
  [['--data', 'valkey:NZD_USD'], 'the store has no candles of NZD_USD'],
  [['--data', 'valkey:EUR_USD:2040-01-01:2040-01-02'], 'the store has no candles in that time'],
  [['--data', 'valkey:', 'more'], '--data valkey:: cannot be combined'],
  [['--data', 'valkey:euro'], 'valkey:euro: write valkey:EUR_USD'],
])('%j', (args, message) => {
  const { code, err } = run(...args, '--store', server.now().socket)
  expect([code === 0, err.includes(message)]).toEqual([false, true])
})
