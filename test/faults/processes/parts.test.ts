/** One account in several processes: each dies once, and what they did together replays to the bytes of one process. */
import { describe, expect, test } from 'vitest'
import { partsRun } from './parts-run.js'

describe('sep live --nodes', () => {
  test.each([
    [['candle..allocate', 'broker..performance'], 1],
    [['candle..guards', 'shadow..allocate', 'broker..performance'], 2],
  ])(
    '%j',
    async (parts, seed) => {
      const { broken, replay, orders, external, killed } = await partsRun({ parts, seed, rounds: 1 })
      expect(broken).toEqual([])
      expect(replay).toMatchObject({
        code: 0,
        text: expect.stringContaining('every byte of every output column is equal'),
      })
      expect(killed).toEqual(parts)
      expect(external).toBe(0)
      expect(orders).toBeGreaterThan(5)
    },
    300_000,
  )
})
