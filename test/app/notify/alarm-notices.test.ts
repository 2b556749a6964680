/** The words at the end of an alarm: over where its cause is, else not known. */
import { expect, test } from 'vitest'
import { type NotifiedAlarm, overNotice } from '../../../app/notify/alarm-notices.js'

const ALARM: NotifiedAlarm = {
  ...{ id: '1-0', code: 'broker', severity: 'critical' as const, text: 'away', acknowledgedBy: null },
  ...{ startMs: Date.UTC(2026, 2, 2, 10), endMs: Date.UTC(2026, 2, 2, 10, 5), count: 1 },
}

test.each([
  [undefined, 'over: broker', 'away\nover after 5 min; alarm 1-0'],
  [
    true,
    'no longer watched: broker',
    'away\nits process ended after 5 min, whether it is over is not known; alarm 1-0',
  ],
])('unwatched: %s', (unwatched, title, text) => {
  expect(overNotice({ ...ALARM, unwatched })).toMatchObject({ id: '1-0.over', about: '1-0', title, text })
})
