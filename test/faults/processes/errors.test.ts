/** Unexpected errors, and a store that lost the end of its file: the process ends with an error message, and the next one continues. */
import { describe, expect, test } from 'vitest'
import { breakRun } from './break-run.js'
import { tornRun } from './torn-run.js'

const equal = { code: 0, text: expect.stringContaining('every byte of every output column is equal') }

describe('a process that hits an error', () => {
  test('ends with it, and the next one continues to trade', async () => {
    const { broken, replay, ends, external } = await breakRun({ seed: 1 })
    expect(broken).toEqual([])
    expect(replay).toMatchObject(equal)
    expect(ends).toEqual({
      'a step that throws': 1,
      'a panic of the kernel': 1,
      'out of memory': 'SIGABRT',
      'an error between journal and step': 1,
      'an error before the first byte of an order': 1,
    })
    expect(external).toBe(0)
  }, 900_000)
})

describe.each([
  ['while the pipeline is down', false],
  ['under a running pipeline', true],
])('a store that restarts without the end of its file, %s', (_name, alive) => {
  test('the order that it lost is adopted with an alarm, none is duplicated', async () => {
    const { broken, replay, external, cutBytes, orders } = await tornRun({ seed: 1, alive })
    expect(broken).toEqual([])
    expect(replay).toMatchObject(equal)
    expect(cutBytes).toBeGreaterThan(0)
    expect(external).toBeGreaterThanOrEqual(1)
    expect(orders).toBeGreaterThan(2)
  }, 900_000)
})
