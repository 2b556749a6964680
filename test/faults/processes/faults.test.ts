/** Faults that a pipeline survives, of its store, its broker and its network; and the instance that takes over when it dies. */
import { describe, expect, test } from 'vitest'
import { faultRun } from './fault-run.js'

describe('a process with everything around it failing', () => {
  test('trades again after each fault, with both books equal, and another instance takes over its account', async () => {
    const { broken, replay, faults, orders } = await faultRun({ seed: 1 })
    expect(broken).toEqual([])
    expect(replay).toMatchObject({
      code: 0,
      text: expect.stringContaining('every byte of every output column is equal'),
    })
    expect(faults).toHaveLength(9)
    expect(orders).toBeGreaterThan(2)
  }, 900_000)
})
