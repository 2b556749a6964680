/** One account in one, two and three processes: each is killed once, and together they replay to the bytes of one process. */
import { describe, expect, test } from 'vitest'
import { partsRun } from './parts-run.js'

const CUTS = [
  ['all'],
  ['candle..allocate', 'broker..performance'],
  ['candle..guards', 'shadow..allocate', 'broker..risk'],
]

describe('sep live --nodes', () => {
  test('duplicates no order, loses no fill and replays to the same bytes, whichever part or store is killed or stopped', async () => {
    const { broken, replay, orders, external, killed } = await partsRun({ cuts: CUTS, seed: 1 })
    expect(broken).toEqual([])
    expect(replay).toMatchObject({
      code: 0,
      text: expect.stringContaining('every byte of every output column is equal'),
    })
    // Each part has recorded its nodes' output for every slice.
    expect(replay.text).not.toContain('have no recorded output')
    expect(killed).toEqual(CUTS.flat())
    expect(external).toBe(0)
    expect(orders).toBeGreaterThan(2)
  }, 900_000)
})
