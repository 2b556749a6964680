import { expect, test } from 'vitest'
import { testClock } from '../../support/test-clock.js'
import { alarmLog } from '../../../sinks/alarms/alarm-log.js'

test('an alarm is logged at once, and the newest hundred are kept with their time', async () => {
  const lines: string[] = []
  const clock = testClock(5000)
  const log = alarmLog(clock, (line) => lines.push(line))
  for (let n = 1; n <= 120; n++) {
    await clock.advance(1)
    log.raise(`number ${n}`)
  }
  expect([lines.length, lines[0]]).toEqual([120, 'ALARM number 1'])
  expect(log.newest()).toHaveLength(100)
  expect(log.newest()[0]).toEqual({ tsMs: 5120, text: 'number 120' })
  expect(log.newest().at(-1)).toEqual({ tsMs: 5021, text: 'number 21' })
})
