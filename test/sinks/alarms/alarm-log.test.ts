import { describe, expect, test } from 'vitest'
import { testClock } from '../../support/test-clock.js'
import { alarmLog } from '../../../sinks/alarms/alarm-log.js'
import type { AlarmCode } from '../../../model/alarm-codes.js'

const open = () => {
  const lines: string[] = []
  const clock = testClock(5000)
  const stop = new AbortController()
  const log = alarmLog(clock, (line) => lines.push(line))
  void log.run(stop.signal)
  return { lines, clock, log }
}

describe('events', () => {
  test('an event is logged at once with its kind; what is only worth knowing is no alarm', () => {
    const { lines, log } = open()
    log.raise('order', 'one was abandoned')
    log.raise('guards', 'entropy decides nothing')
    expect(lines).toEqual(['ALARM order one was abandoned', 'info guards: entropy decides nothing'])
    expect(log.newest().map(({ id, code, severity, startMs, endMs }) => [id, code, severity, startMs, endMs])).toEqual([
      [2, 'guards', 'info', 5000, 5000],
      [1, 'order', 'critical', 5000, 5000],
    ])
  })
  test('a kill switch that cannot be read while the store is away counts there', async () => {
    const { lines, clock, log } = open()
    log.hold('store', 'no answer')
    log.raise('kill_switch', 'ON')
    await clock.advance(6000)
    log.raise('order', 'one was adopted')
    log.hold('store', null)
    await clock.advance(6000)
    log.raise('kill_switch', 'ON')
    expect(lines).toEqual([
      'ALARM store no answer',
      'ALARM order one was adopted',
      'alarm over: store after 6 s, 2 times: no answer',
      'ALARM kill_switch ON',
    ])
  })
  test('the newest of each kind are kept: one kind does not push another out', () => {
    const { log } = open()
    log.raise('drawdown', 'limit')
    for (let n = 1; n <= 500; n++) log.raise('foreign', `number ${n}`)
    expect(log.newest().map(({ text }) => text)).toEqual([
      ...Array.from({ length: 10 }, (_, n) => `number ${500 - n}`),
      'limit',
    ])
    expect(log.counts()).toEqual({ drawdown: 1, foreign: 500 })
  })
})

describe('conditions', () => {
  /** Seconds at which a cause is reported ([s, code]) or gone ([s, code, null]); the lines of 40 s. */
  const play = async (reports: readonly (readonly [second: number, code: AlarmCode, gone?: null])[]) => {
    const { lines, clock, log } = open()
    const timed: string[] = []
    for (let quarter = 0; quarter < 160; quarter++) {
      for (const [second, code, gone] of reports)
        if (second * 4 === quarter) log.hold(code, gone === null ? null : 'no answer')
      await clock.advance(250)
      timed.push(...lines.splice(0).map((line) => `${Math.floor(quarter / 4)} ${line}`))
    }
    return { timed, log }
  }
  const each = (from: number, to: number, code: AlarmCode) =>
    Array.from({ length: to - from + 1 }, (_, n) => [from + n, code] as const)

  test('is one alarm, however often it is reported, and over five seconds after it has gone', async () => {
    const { timed, log } = await play([...each(0, 20, 'broker'), [20.5, 'broker', null]])
    expect(timed).toEqual(['4 ALARM broker no answer', '25 alarm over: broker after 21 s, 21 times: no answer'])
    expect(log.newest()).toEqual([
      { id: 1, code: 'broker', severity: 'critical', text: 'no answer', count: 21, startMs: 5000, endMs: 25_500 },
    ])
  })
  test('stands from one report until it is gone', async () => {
    expect((await play([[1, 'store']])).timed).toEqual(['5 ALARM store no answer'])
  })
  test('is no alarm if it is gone within five seconds, also if that happens again and again', async () => {
    const flap = [0, 6, 12, 18].flatMap((s) => [[s, 'prices'] as const, [s + 4, 'prices', null] as const])
    expect((await play(flap)).timed).toEqual([])
  })
  test('that comes back within five seconds is the same alarm', async () => {
    const { timed } = await play([
      [0, 'prices'],
      [6, 'prices', null],
      [10, 'prices'],
      [12, 'prices', null],
    ])
    expect(timed).toEqual(['4 ALARM prices no answer', '16 alarm over: prices after 12 s, 2 times: no answer'])
  })
  test.each<[string, AlarmCode, AlarmCode]>([
    ['prices follow from a dead broker', 'broker', 'prices'],
    ['slices follow from a dead store', 'store', 'slices'],
    ['a lease follows from a dead store', 'store', 'lease'],
  ])('%s: one alarm', async (_, root, follower) => {
    const { timed } = await play([
      [0, root],
      [0, follower],
      [20, root, null],
      [20, follower, null],
    ])
    expect(timed.map((line) => line.split(' no answer')[0])).toEqual([
      `4 ALARM ${root}`,
      expect.stringMatching(`^2[45] alarm over: ${root} `),
    ])
  })
  test('a consequence that outlives its cause becomes an alarm', async () => {
    const { timed } = await play([
      [0, 'broker'],
      [0, 'prices'],
      [20, 'broker', null],
    ])
    expect(timed.map((line) => line.split(' no answer')[0])).toEqual([
      '4 ALARM broker',
      expect.stringMatching(/^2[45] alarm over: broker /),
      expect.stringMatching(/^2[45] ALARM prices/),
    ])
  })
})
