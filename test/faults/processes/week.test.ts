/** The short form of a week: hours in seconds, with one kill half-way. */
import { describe, expect, test } from 'vitest'
import { weekRun } from './week-run.js'

describe('sep live against sep broker, killed once on the way', () => {
  test('continues to trade, and its journal replays to the same bytes', async () => {
    const { broken, replay, orders } = await weekRun({
      data: null,
      from: '2024-03-19T12:00Z',
      pairs: 'EUR_USD,GBP_USD,USD_JPY',
      hours: 1,
    })
    expect(broken).toEqual([])
    expect(replay).toMatchObject({
      code: 0,
      text: expect.stringContaining('every byte of every output column is equal'),
    })
    // On a busy machine many orders of its fast hour are too old to leave.
    expect(orders).toBeGreaterThan(0)
  }, 900_000)
})
