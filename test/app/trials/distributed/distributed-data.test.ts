import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { KEYS } from '../../../../store/keys.js'
import { unpack } from '../../../../store/pack.js'
import { scriptedPlan, scriptedRuns } from './scripted-compute.js'
import { sweepBench } from './sweep-bench.js'

const { now, startWorker, coordinate } = sweepBench()

test('every run is persisted with its trades when the sweep asks for it', async () => {
  startWorker('only')
  await coordinate(scriptedPlan({}), { trials: 4, persist: { family: 'sep-1', dataHash: 'd' } })
  expect(await now.store.keys('bt:trial:run:*')).toHaveLength(8)
  const { line } = scriptedRuns(3)[0]!
  const trades = unpack(KEYS.trialTrades, (await now.store.get(`bt:trial:trades:${line.resultHash}`))!)
  expect(trades).toHaveLength(3)
  expect(await now.store.keys('bt:trial:trades:*')).toHaveLength(8)
  expect(await now.store.sortedRange('bt:trial:index', 0, Number.POSITIVE_INFINITY)).toHaveLength(8)
})

test('a worker of another version: its results are refused, and the reason is reported', async () => {
  startWorker('other')
  const { done, failed } = await coordinate(scriptedPlan({ other: [1] }), { trials: 2, size: 1 })
  expect([...done.keys()]).toEqual([0])
  expect(failed.get(1)?.text).toContain('is it of the same version?')
})

test('data that the worker cannot read by their path come through the store, byte for byte', async () => {
  startWorker('far')
  const bytes = new TextEncoder().encode('t,o,h,l,c,v\n'.repeat(500_000))
  const files = async () => [
    { folder: 0, name: 'EUR_USD_M1.csv', bytes },
    { folder: 1, name: 'USD_JPY_M1.csv.gz', bytes: new Uint8Array([1, 2, 3]) },
  ]
  const plan = scriptedPlan({}, ['/nowhere/a', '/nowhere/b'])
  const { done } = await coordinate(plan, { trials: 4, files })
  expect(done.size).toBe(4)
  const root = join(now.folder, plan.market)
  expect(readdirSync(root)).toEqual(['0', '1'])
  expect(Buffer.compare(readFileSync(join(root, '0', 'EUR_USD_M1.csv')), bytes)).toBe(0)
})

test('a file name that leaves the folder is refused', async () => {
  startWorker('far')
  const files = async () => [{ folder: 0, name: '../x.csv', bytes: new Uint8Array([1]) }]
  const { failed } = await coordinate(scriptedPlan({}, ['/nowhere']), { trials: 1, files })
  expect(failed.get(0)?.text).toContain('"../x.csv" is not the name of a data file')
})

test('nobody sends the data: the path is named', async () => {
  startWorker('far', { dataMs: 400 })
  const { failed, logged } = await coordinate(scriptedPlan({}, ['/nowhere']), { trials: 1, size: 1 })
  expect(failed.get(0)?.text).toBe(
    '/nowhere: the candles of the sweep are not on this worker, and no coordinator sent them',
  )
  expect(logged).toEqual(['data for workers: no files'])
})
