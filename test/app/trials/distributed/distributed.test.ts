import { expect, test } from 'vitest'
import { listWorkers } from '../../../../app/trials/distributed/workers.js'
import { systemClock as clock } from '../../../../lib/clock.js'
import { eventually } from '../../../support/store-server.js'
import { scriptedPlan } from './scripted-compute.js'
import { all, expectedText, sweepBench, textOf } from './sweep-bench.js'

const { now, children, ended, startWorker, expireLocks, coordinate, computed } = sweepBench()

test('two workers, one started before there is any sweep; a second sweep finds all results', async () => {
  startWorker('early')
  await eventually(async () => (await listWorkers(now.store)).length === 1)
  startWorker('second')
  const { done, failed } = await coordinate(scriptedPlan({}))
  expect(textOf(done)).toBe(expectedText(all(12)))
  expect(failed.size).toBe(0)
  expect((await computed()).toSorted((a, b) => a - b)).toEqual(all(12))
  const again = await coordinate(scriptedPlan({}))
  expect(textOf(again.done)).toBe(expectedText(all(12)))
  expect(await computed()).toHaveLength(12)
})

test('a worker ends in order at TERM: it finishes its job and takes its report away', async () => {
  const child = startWorker('polite')
  const running = coordinate(scriptedPlan({ held: [2] }), { trials: 4 })
  await eventually(async () => (await now.store.get('test:held')) !== null)
  const report = await eventually(async () => (await listWorkers(now.store)).find(({ job }) => job !== null))
  expect(report).toMatchObject({ name: 'polite', pid: child.pid, jobs: 0 })
  expect(report.job).toMatch(/^[0-9a-f]{16}-[0-9a-f]{24}$/)
  child.kill('SIGTERM')
  await now.store.write([{ op: 'set', key: 'test:released', value: 'yes' }])
  expect(await ended(child)).toBe(0)
  expect(textOf((await running).done)).toBe(expectedText(all(4)))
  expect(await listWorkers(now.store)).toEqual([])
})

test('a worker is killed: what was durable is not computed again', async () => {
  const first = startWorker('first')
  const running = coordinate(scriptedPlan({ held: [6] }))
  await eventually(async () => (await now.store.get('test:held')) !== null)
  const before = await computed()
  await ended(first, 'SIGKILL')
  await expireLocks()
  await now.store.write([{ op: 'set', key: 'test:released', value: 'yes' }])
  startWorker('next')
  const { done, failed } = await running
  expect(textOf(done)).toBe(expectedText(all(12)))
  expect(failed.size).toBe(0)
  expect(before).toEqual([0, 1, 2, 3, 4, 5])
  expect((await computed()).toSorted((a, b) => a - b)).toEqual(all(12))
})

test('a configuration that ends three workers is poison, and the sweep goes on', async () => {
  let starts = 0
  const keepOne = () => {
    starts++
    startWorker(`w${starts}`).once('exit', () => children.size > 0 && expireLocks().then(keepOne))
  }
  keepOne()
  const { done, failed } = await coordinate(scriptedPlan({ poison: [5], bad: [9] }))
  for (const child of children) child.removeAllListeners('exit')
  expect(textOf(done)).toBe(expectedText(all(12, [5, 9])))
  expect([...failed.values()].sort((a, b) => a.index - b.index)).toEqual([
    { index: 5, text: 'it ended 3 workers', poison: true },
    { index: 9, text: 'trial 9 cannot run', poison: false },
  ])
  expect(starts).toBe(4)
})

test('the store goes away and comes back: equal bytes', async () => {
  // Shorter than the outage: the job is given away meanwhile.
  startWorker('only', { lockMs: 600 })
  const running = coordinate(scriptedPlan({ held: [5] }), { trials: 40 })
  await eventually(async () => (await now.store.get('test:held')) !== null)
  now.server.signal('SIGKILL')
  await clock.sleep(OUTAGE_MS)
  await now.server.start()
  await eventually(() => now.store.write([{ op: 'set', key: 'test:released', value: 'yes' }]).then(() => true))
  const { done, failed } = await running
  expect(textOf(done)).toBe(expectedText(all(40)))
  expect(failed.size).toBe(0)
})
const OUTAGE_MS = Number(process.env['SEP_OUTAGE_MS'] ?? 1000)

test('the queue is lost with the store: results are kept by who has them, the rest is computed', async () => {
  startWorker('only')
  const running = coordinate(scriptedPlan({ held: [5] }))
  await eventually(async () => (await now.store.get('test:held')) !== null)
  await now.server.ask('FLUSHALL')
  await now.store.write([{ op: 'set', key: 'test:released', value: 'yes' }])
  const { done } = await running
  expect(textOf(done)).toBe(expectedText(all(12)))
})

test('two coordinators of one sweep get the same bytes, and nothing is computed twice', async () => {
  startWorker('a')
  startWorker('b')
  const [one, two] = await Promise.all([
    coordinate(scriptedPlan({}), { trials: 40 }),
    coordinate(scriptedPlan({}), { trials: 40 }),
  ])
  expect(textOf(one.done)).toBe(expectedText(all(40)))
  expect(textOf(two.done)).toBe(textOf(one.done))
  expect((await computed()).toSorted((a, b) => a - b)).toEqual(all(40))
})

test('an abort withdraws what no worker has begun', async () => {
  const stop = new AbortController()
  const running = coordinate(scriptedPlan({}), { signal: stop.signal })
  await eventually(async () => (await now.store.keys('sep:queue:trials:*-*')).length >= 3)
  stop.abort()
  expect((await running).done.size).toBe(0)
  expect(await now.store.keys('sep:queue:trials:*-*')).toEqual([])
})
