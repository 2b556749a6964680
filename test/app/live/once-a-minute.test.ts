import { expect, test } from 'vitest'
import { onceAMinute } from '../../../app/live/events/once-a-minute.js'
import { testClock } from '../../support/test-clock.js'

test('what fails four times a second is one line a minute, with its count; other lines come at once', async () => {
  const clock = testClock(0)
  const lines: string[] = []
  const log = onceAMinute((line) => lines.push(line), clock)
  for (let n = 0; n < 4 * 61; n++) {
    log('store: command timed out')
    if (n === 3) log('control request 1-0 is refused')
    await clock.advance(250)
  }
  expect(lines).toEqual([
    'store: command timed out',
    'control request 1-0 is refused',
    'store: command timed out (and 239 times since the last line)',
  ])
})

test('lines of one key are the same, whatever they hold', async () => {
  const clock = testClock(0)
  const lines: string[] = []
  const log = onceAMinute((line) => lines.push(line), clock)
  log('GET /a: HTTP 401', 'warn', 'unauthorized')
  log('GET /b: HTTP 401', 'warn', 'unauthorized')
  log('GET /b: HTTP 429', 'warn', 'rate-limited')
  expect(lines).toEqual(['GET /a: HTTP 401', 'GET /b: HTTP 429'])
})
