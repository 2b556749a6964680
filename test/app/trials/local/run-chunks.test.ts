/** Workers that die, by script. */
import { describe, expect, test } from 'vitest'
import type { Chunk, TrialFailure, TrialResult } from '../../../../app/trials/job-queue.js'
import { runChunks } from '../../../../app/trials/local/run-chunks.js'
import type { SweepPlan } from '../../../../app/trials/sweep-plan.js'

const plan = {} as SweepPlan
const chunksOf = (...lists: readonly (readonly number[])[]): readonly Chunk[] =>
  lists.map((trials) => ({ sweep: 's', spec: plan, trials, hashes: trials.map(() => []), withTrades: false }))
const resultOf = (index: number): TrialResult => ({ index, lines: [], trades: [] })

/** `deadly`: how often each of these trials ends its worker. */
const running = async (chunks: readonly Chunk[], deadly: { readonly [trial: number]: number }, workers = 2) => {
  const left = new Map(Object.entries(deadly).map(([trial, times]) => [Number(trial), times]))
  const done: number[] = []
  const failures: TrialFailure[] = []
  const asked: (readonly number[])[] = []
  await runChunks(chunks, {
    workers,
    compute: async (trials) => {
      asked.push(trials)
      const killer = trials.find((trial) => (left.get(trial) ?? 0) > 0)
      if (killer === undefined) return { results: trials.map(resultOf), failures: [] }
      left.set(killer, left.get(killer)! - 1)
      throw new Error('worker exited with code: 1')
    },
    onDone: (results) => void done.push(...results.map(({ index }) => index)),
    onFailed: (failure) => failures.push(failure),
    signal: new AbortController().signal,
  })
  return { done: done.toSorted((a, b) => a - b), failures, asked }
}

describe('workers that die', () => {
  test('are survived: what one of them worked on is tried again, one by one', async () => {
    const { done, failures, asked } = await running(chunksOf([0, 1, 2], [3, 4]), { 1: 1 })
    expect([done, failures]).toEqual([[0, 1, 2, 3, 4], []])
    expect(asked.filter((trials) => trials.length === 1)).toHaveLength(3)
  })

  test.each([
    ['a chunk', [0, 1, 2]],
    ['a chunk of its own', [1]],
  ])('three times for one configuration in %s: it is poison, and the others go on', async (_, trials) => {
    const { done, failures, asked } = await running(chunksOf(trials, [3, 4]), { 1: Number.POSITIVE_INFINITY })
    expect(done).toEqual([...trials, 3, 4].filter((index) => index !== 1))
    expect(failures).toEqual([{ index: 1, text: 'worker exited with code: 1', poison: true }])
    expect(asked.filter((some) => some.includes(1))).toHaveLength(3)
  })

  test('two poisons in one chunk are both found', async () => {
    const { done, failures } = await running(chunksOf([0, 1, 2, 3]), { 1: 99, 2: 99 }, 1)
    expect(done).toEqual([0, 3])
    expect(failures.map(({ index }) => index).toSorted((a, b) => a - b)).toEqual([1, 2])
  })

  test('a worker that cannot work at all ends the sweep: no trial is at fault', async () => {
    const failures: TrialFailure[] = []
    await expect(
      runChunks(chunksOf([0], [1]), {
        workers: 1,
        compute: () => Promise.resolve({ fault: 'the graph cannot be loaded' }),
        onDone: () => {},
        onFailed: (failure) => failures.push(failure),
        signal: new AbortController().signal,
      }),
    ).rejects.toThrow('the graph cannot be loaded')
    expect(failures).toEqual([])
  })

  test('what cannot be made durable ends the sweep', async () => {
    await expect(
      runChunks(chunksOf([0], [1], [2]), {
        workers: 1,
        compute: (trials) => Promise.resolve({ results: trials.map(resultOf), failures: [] }),
        onDone: () => Promise.reject(new Error('ENOSPC')),
        onFailed: () => {},
        signal: new AbortController().signal,
      }),
    ).rejects.toThrow('ENOSPC')
  })
})
