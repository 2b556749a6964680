/** Drawdown and kill switch raise one alarm when they latch. */
import { describe, expect, test } from 'vitest'
import { drawdownLatch, killSwitchLatch } from '../../../sinks/alarms/latches.js'
import type { AlarmWatch } from '../../../sinks/alarms/alarm-watch.js'
import { slice } from '../../support/alarm-slices.js'

/** Slices as [drawdown %, killed, kill switch]; returns the numbers of those with an alarm. */
const play = (watch: AlarmWatch, slices: readonly (readonly [number, number, number])[]): number[] =>
  slices.flatMap(([pct, killed, killSwitch], n) => {
    const frame = slice({ risk: { drawdownPct: [pct], killed: [killed] }, control: { killSwitch: [killSwitch] } })
    return watch.look(frame, 0).map(() => n)
  })

describe('drawdown', () => {
  const kill = () => drawdownLatch({ maxDrawdownPct: 10, drawdownAction: 'kill' })
  const report = () => drawdownLatch({ maxDrawdownPct: 10, drawdownAction: 'report' })

  test('alarms at its limit, and not again while latched', () => {
    expect(
      play(kill(), [
        [0, 0, 0],
        [9.9, 0, 0],
        [10, 1, 0],
        [12, 1, 0],
        [4, 1, 0],
        [11, 1, 0],
      ]),
    ).toEqual([2])
  })
  test('alarms again after the peak was reset', () => {
    expect(
      play(kill(), [
        [10, 1, 0],
        [0, 0, 0],
        [3, 0, 0],
        [10.5, 1, 0],
      ]),
    ).toEqual([0, 3])
  })
  test('alarms if a restart finds it latched, however small it is now', () => {
    expect(
      play(kill(), [
        [2, 1, 0],
        [2, 1, 0],
      ]),
    ).toEqual([0])
  })
  test('does not alarm for the kill switch itself', () => {
    expect(
      play(kill(), [
        [2, 1, 1],
        [2, 1, 1],
      ]),
    ).toEqual([])
  })
  test('does not alarm before it is known', () => {
    expect(play(kill(), [[Number.NaN, 0, 0]])).toEqual([])
  })
  test('alarms once per peak if it is only reported', () => {
    expect(
      play(report(), [
        [10, 0, 0],
        [8, 0, 0],
        [11, 0, 0],
        [0, 0, 0],
        [10, 0, 0],
      ]),
    ).toEqual([0, 4])
  })
  test('names its action', () => {
    const frame = slice({ risk: { drawdownPct: [10.123], killed: [1] }, control: { killSwitch: [0] } })
    expect(kill().look(frame, 0)[0]).toMatch(/limit of 10 % reached \(now 10\.12 %\): it acts as the kill switch/)
    expect(report().look(frame, 0)[0]).toMatch(/reported only, trading continues/)
  })
})

describe('kill switch', () => {
  test('alarms each time it is turned on while the pipeline runs', () => {
    const on = [0, 1, 1] as const
    const off = [0, 0, 0] as const
    expect(play(killSwitchLatch(), [off, on, on, off, on])).toEqual([1, 4])
  })
  test('does not alarm if it is on at the start', () => {
    expect(
      play(killSwitchLatch(), [
        [0, 1, 1],
        [0, 1, 1],
      ]),
    ).toEqual([])
  })
})
