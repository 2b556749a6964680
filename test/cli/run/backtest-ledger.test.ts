import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readTrialLedger } from '../../../app/trials/ledger.js'
import { openSweep } from '../../../app/trials/sweep/open-sweep.js'
import { wantedResults } from '../../../app/trials/sweep/wanted-results.js'
import { addBacktest } from '../../../cli/run/backtest.js'
import { writeSeries } from '../../../sources/files/write-folder.js'
import { randomMarket } from '../../support/random-market.js'
import { runCli } from '../../support/run-cli.js'

const root = mkdtempSync(join(tmpdir(), 'sep-backtest-ledger-'))
afterAll(() => rmSync(root, { recursive: true }))
const data = join(root, 'data')
mkdirSync(data)
for (const series of randomMarket({ seed: 1, minutes: 900, names: ['EUR_USD', 'GBP_USD'] })) writeSeries(data, series)
const ledger = join(root, 'ledger.ndjson')
const entries = () => [...readTrialLedger(ledger).trials.values()]

const backtest = (...args: readonly string[]) =>
  runCli(addBacktest, ['backtest', '--data', data, '--ledger', ledger, '--json', ...args])

test('a backtest counts as a trial of its settings, once', async () => {
  expect((await backtest('--set', 'look=9')).error).toBeUndefined()
  await backtest('--set', 'AUTO_LOOK=9')
  expect(entries()).toHaveLength(1)
  await backtest('--set', 'look=10')
  expect(entries().map(({ params, instruments }) => [params['look'], instruments])).toEqual([
    [9, ['EUR_USD', 'GBP_USD']],
    [10, ['EUR_USD', 'GBP_USD']],
  ])

  const spec = join(root, 's.yaml')
  writeFileSync(spec, 'name: s\ndata: data\ngrid: {look: [9, 10]}\n')
  const sweep = await openSweep(spec, {}, { cache: null })
  const hashes = wantedResults(sweep, sweep.market, () => {}).map(({ configHash }) => configHash)
  expect(entries().map(({ configHash }) => configHash)).toEqual(hashes)
  expect(new Set(entries().map(({ family }) => family))).toEqual(new Set([sweep.family]))
})

test('the report of a backtest has the number of configurations tried on its market next to its Sharpe ratio', async () => {
  const tried: string[] = []
  for (const look of [9, 10, 11, 11]) {
    const out = join(root, `run ${tried.length}`)
    await backtest('--set', `look=${look}`, '--ledger', join(root, 'counted.ndjson'), '--out', out)
    tried.push(/N (\d+), effective 1/.exec(readFileSync(join(out, 'report.html'), 'utf8'))![1]!)
  }
  expect(tried).toEqual(['1', '2', '3', '3'])
})

test('a ledger that cannot be written to is an error before the run', async () => {
  const { error } = await runCli(addBacktest, [
    'backtest',
    '--data',
    data,
    '--ledger',
    join(data, 'EUR_USD_M1.csv.gz', 'l'),
  ])
  expect(String(error)).toMatch(/ledger .*: cannot be written to: ENOTDIR/)
})
