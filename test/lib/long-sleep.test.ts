import { expect, test, vi } from 'vitest'
import { systemClock } from '../../lib/clock.js'

test.each([2 ** 31, 2 ** 31 + 1000, 75 * 365 * 86_400_000])('a sleep of %d ms does not end at once', async (ms) => {
  const over = new AbortController()
  const slept = systemClock.sleep(ms, over.signal).then(
    () => 'woke',
    () => 'aborted',
  )
  await systemClock.sleep(20)
  over.abort()
  expect(await slept).toBe('aborted')
})

test('a moment that has passed is soon: newer releases of Node warn of a negative time', async () => {
  const timers = vi.spyOn(globalThis, 'setTimeout')
  for (const ms of [-1, -0.5, -1e12, Number.NEGATIVE_INFINITY]) await systemClock.sleep(ms)
  const waits = timers.mock.calls.map(([, ms]) => ms)
  timers.mockRestore()
  expect(waits).toEqual([0, 0, 0, 0])
})
