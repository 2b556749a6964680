/** At speed 1 nothing is scaled: ages, leases and waits are those of practice and live. */
import { expect, test } from 'vitest'
import { realSpeedRun } from './real-speed-run.js'

test('a pipeline in real time: no order is late, a lost reply is found, and a killed process leaves nothing open', async () => {
  const { broken, replay, orders, oldestMs, flattenCode, flattened } = await realSpeedRun(1)
  expect(broken).toEqual([])
  expect([flattenCode, flattened]).toEqual([0, expect.any(String)])
  expect(orders).toBeGreaterThanOrEqual(2)
  // Decided on a minute's close, with the candles' grace: far below the limit of 15 s.
  expect(oldestMs).toBeGreaterThan(0)
  expect(replay).toMatchObject({
    code: 0,
    text: expect.stringContaining('every byte of every output column is equal'),
  })
}, 900_000)
