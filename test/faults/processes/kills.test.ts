/** A SIGKILL at every crash label, some repeatedly, in one history of a real process, a real store and a broker over HTTP. */
import { describe, expect, test } from 'vitest'
import { CRASH_LABELS } from '../../../lib/crash-points.js'
import { killRun } from './kill-run.js'

describe('a process that is killed again and again', () => {
  test('duplicates no order, loses no fill, sends nothing stale, and its journal replays to the same bytes', async () => {
    const { broken, replay, kills, orders, external } = await killRun({ kills: 30, seed: 1 })
    expect(broken).toEqual([])
    expect(replay).toMatchObject({
      code: 0,
      text: expect.stringContaining('every byte of every output column is equal'),
    })
    expect(CRASH_LABELS.filter((label) => !kills.has(label))).toEqual([])
    expect(external).toBe(0)
    expect(orders).toBeGreaterThan(2)
  }, 900_000)
})
