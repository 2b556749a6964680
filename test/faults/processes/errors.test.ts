/** Errors that nobody foresaw, and a store that has lost the end of its file: the process ends, loudly, and the next one goes on. */
import { describe, expect, test } from 'vitest'
import { breakRun } from './break-run.js'
import { tornRun } from './torn-run.js'

const equal = { code: 0, text: expect.stringContaining('every byte of every output column is equal') }

describe('a process that meets an error', () => {
  test('ends with it, and the next one trades on', async () => {
    const { broken, replay, ends, external } = await breakRun({ seed: 1 })
    expect(broken).toEqual([])
    expect(replay).toMatchObject(equal)
    expect(ends).toEqual({
      'a step that throws': 1,
      'a panic of the kernel': 1,
      'no memory left': 'SIGABRT',
      'an error between journal and step': 1,
      'an error before the first byte of an order': 1,
    })
    expect(external).toBe(0)
  }, 300_000)
})

describe.each([
  ['together with the pipeline', false],
  ['under a pipeline that lives', true],
])('a store that comes back without its end, %s', (_name, alive) => {
  test('the order that it has forgotten is adopted and said, none is doubled', async () => {
    const { broken, replay, external, cutBytes, orders } = await tornRun({ seed: 1, alive })
    expect(broken).toEqual([])
    expect(replay).toMatchObject(equal)
    expect(cutBytes).toBeGreaterThan(0)
    expect(external).toBeGreaterThanOrEqual(1)
    expect(orders).toBeGreaterThan(5)
  }, 300_000)
})
