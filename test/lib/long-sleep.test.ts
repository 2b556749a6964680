import { expect, test } from 'vitest'
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
