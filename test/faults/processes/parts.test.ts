/** One account in one, two and three processes: each dies once, and what they did together replays to the bytes of one process. */
import { describe, expect, test } from 'vitest'
import { partsRun } from './parts-run.js'

const CUTS = [
  ['all'],
  ['candle..allocate', 'broker..performance'],
  ['candle..guards', 'shadow..allocate', 'broker..risk'],
]

describe('sep live --nodes', () => {
  test('doubles no order and loses no fill, whatever part dies or stands still and when the store dies, and its journal replays to the same bytes', async () => {
    const { broken, replay, orders, external, killed } = await partsRun({ cuts: CUTS, seed: 1 })
    expect(broken).toEqual([])
    expect(replay).toMatchObject({
      code: 0,
      text: expect.stringContaining('every byte of every output column is equal'),
    })
    // Each part has recorded what its nodes put out, of every slice.
    expect(replay.text).not.toContain('have no recorded output')
    expect(killed).toEqual(CUTS.flat())
    expect(external).toBe(0)
    expect(orders).toBeGreaterThan(5)
  }, 300_000)
})
