/** The simulator itself: the same seed gives the same run, every label is reached, and trading resumes after the faults. */
import { expect, test, vi } from 'vitest'
import { CRASH_LABELS, type CrashLabel } from '../../lib/crash-points.js'
import { drawRates, quietRates } from './fault-rates.js'
import { crashRun, deepRun, describeFailure, recoveryRun, runMany, STOP_LABELS, takeOverRun } from './run-many.js'
import type { RunOptions } from './run-facts.js'
import { simulate } from './simulate.js'

// Hundreds of runs: a busy machine needs minutes.
vi.setConfig({ testTimeout: 300_000 })

const seeds = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + i)

test('a seed determines its run', async () => {
  const run = () => simulate({ seed: 7, crashes: [{ label: 'reply.parsed', n: 2 }], traced: true })
  const [first, second] = [await run(), await run()]
  expect(second).toEqual(first)
  expect(first.trace.length).toBeGreaterThan(50)
})

test('every label is reached', async () => {
  const reached = new Set<CrashLabel>()
  const options = seeds(1, 10).map((seed) => ({ seed, killScene: true, seededTrades: 1 }))
  await runMany(options, (_, { labels }) => labels.forEach((_hits, label) => reached.add(label)))
  expect(CRASH_LABELS.filter((label) => !reached.has(label))).toEqual([])
})

test('without faults nothing is missed: every order is filled within seconds', async () => {
  let posts = 0
  const runs = seeds(1, 30).map((seed) => ({ seed, rates: quietRates, seededTrades: 0, twoInstances: false }))
  const failures = await runMany(runs, (_, result) => {
    posts += result.posts
    expect(result.fills).toBe(result.posts)
    expect(result.alarms).toEqual([])
  })
  expect(failures.map(describeFailure)).toEqual([])
  expect(posts).toBeGreaterThan(30 * 10)
})

test.each([
  ['three consecutive crashes', deepRun],
  ['a crash and three more during the recovery', recoveryRun],
] as const)('%s', async (_name, made) => {
  let deep = 0
  const runs = seeds(5000, 120).map((seed) => made(CRASH_LABELS[seed % CRASH_LABELS.length]!, seed))
  const failures = await runMany(runs, (_, { crashed }) => {
    if (crashed >= 3) deep++
  })
  expect(failures.map(describeFailure)).toEqual([])
  // Runs that never reach the labels prove nothing.
  expect(deep).toBeGreaterThan(0.35 * runs.length)
})

test('two processes of one account', async () => {
  const failures = await runMany(seeds(9000, 120).map((seed) => ({ seed, twoInstances: true })))
  expect(failures.map(describeFailure)).toEqual([])
})

test.each([20_000, 20_250, 20_500, 20_750])(
  'within two minutes of the last fault an order is filled again, whatever the faults were: from seed %i',
  async (from) => {
    const slow: string[] = []
    const kinds = new Set<string>()
    const drawn: NonNullable<RunOptions['rates']> = (random) => {
      const rates = drawRates(random)
      for (const [kind, rate] of Object.entries(rates)) if (rate > 0) kinds.add(kind)
      return rates
    }
    // A third of them with a crash, a third with a paused owner.
    const runs = seeds(from, 80).map((seed) => {
      const label = CRASH_LABELS[seed % CRASH_LABELS.length]!
      const more =
        seed % 3 === 0
          ? crashRun(label, 'random', seed)
          : seed % 3 === 1
            ? takeOverRun(STOP_LABELS[seed % STOP_LABELS.length]!, 1, seed)
            : { seed }
      return { ...more, rates: drawn }
    })
    const failures = await runMany(runs, ({ seed }, { tradingAgainMs }) => {
      if (!(tradingAgainMs <= 120_000)) slow.push(`seed ${seed}: ${tradingAgainMs} ms`)
    })
    expect(failures.map(describeFailure)).toEqual([])
    expect(slow).toEqual([])
    expect(Object.keys(quietRates()).filter((kind) => !kinds.has(kind))).toEqual([])
  },
)
