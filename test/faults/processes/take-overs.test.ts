/** The owner is stopped at a point in the path of an order while another instance waits, and continues after its lease has expired. */
import { describe, expect, test } from 'vitest'
import { staleOrders } from './check-owners.js'
import { takeOverRun } from './take-over-run.js'

describe('an owner that is stopped and continued', () => {
  test('duplicates no order and sends nothing after losing the account', async () => {
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
    expect(orders).toBeGreaterThan(2)
  }, 900_000)
})

test('detects an order of the previous owner, but not one that was sent in time', () => {
  const taken = [{ epoch: 2, tsMs: 60_000, transactionId: 10 }]
  const order = (id: number, decidedMs: number) => ({ id, decidedMs })
  expect(staleOrders(taken, [order(10, 60_000), order(11, 120_000), order(12, Number.NaN)])).toEqual([])
  expect(staleOrders(taken, [order(11, 60_000)])).toEqual([
    'C7: order 11 is of a slice before epoch 2 and arrived after its start',
  ])
})
