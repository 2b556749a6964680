/** The owner is stopped beside an instance that waits, at a point on the way of an order, and goes on when its lease is over. */
import { describe, expect, test } from 'vitest'
import { staleOrders } from './check-owners.js'
import { takeOverRun } from './take-over-run.js'

describe('an owner that is stopped and goes on', () => {
  test('doubles no order and sends nothing that is not its own any more, whoever has the account then', async () => {
    const { broken, replay, stops, stale, orders, external } = await takeOverRun({ takeOvers: 4, seed: 1 })
    expect(broken).toEqual([])
    expect(replay).toMatchObject({
      code: 0,
      text: expect.stringContaining('every byte of every output column is equal'),
    })
    expect(stops).toBe(4)
    // Stops of two leases and of five.
    expect(stale).toBeGreaterThanOrEqual(2)
    expect(external).toBe(0)
    expect(orders).toBeGreaterThan(5)
  }, 300_000)
})

test('an order of the one before is seen, one that had left in time is not', () => {
  const taken = [{ epoch: 2, tsMs: 60_000, transactionId: 10 }]
  const order = (id: number, decidedMs: number) => ({ id, decidedMs })
  expect(staleOrders(taken, [order(10, 60_000), order(11, 120_000), order(12, Number.NaN)])).toEqual([])
  expect(staleOrders(taken, [order(11, 60_000)])).toEqual([
    'C7: order 11 is of a slice before epoch 2 and arrived after it had begun',
  ])
})
