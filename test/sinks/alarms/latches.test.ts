/** Drawdown and kill switch alarm once when they latch. */
import { describe, expect, test } from 'vitest'
import { drawdownLatch, killSwitchLatch } from '../../../sinks/alarms/latches.js'
import type { AlarmWatch } from '../../../sinks/alarms/alarm-watch.js'
import { slice } from './slices.js'

/** Slices as [drawdown %, killed, kill switch]; gives the numbers of those that alarm. */
const play = (watch: AlarmWatch, slices: readonly (readonly [number, number, number])[]): number[] =>
  slices.flatMap(([pct, killed, killSwitch], n) => {
    const frame = slice({ risk: { drawdownPct: [pct], killed: [killed] }, control: { killSwitch: [killSwitch] } })
    return watch.look(frame, 0).map(() => n)
  })

describe('the drawdown', () => {
  const kill = () => drawdownLatch({ maxDrawdownPct: 10, drawdownAction: 'kill' })
  const report = () => drawdownLatch({ maxDrawdownPct: 10, drawdownAction: 'report' })

  test('alarms when it reaches its limit, and not again while it stays latched', () => {
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
  test('alarms again after a reset began the peak anew', () => {
    expect(
      play(kill(), [
        [10, 1, 0],
        [0, 0, 0],
        [3, 0, 0],
        [10.5, 1, 0],
      ]),
    ).toEqual([0, 3])
  })
  test('that a restart finds latched alarms, however small it is now', () => {
    expect(
      play(kill(), [
        [2, 1, 0],
        [2, 1, 0],
      ]),
    ).toEqual([0])
  })
  test('is not the kill switch', () => {
    expect(
      play(kill(), [
        [2, 1, 1],
        [2, 1, 1],
      ]),
    ).toEqual([])
  })
  test('that is not known yet says nothing', () => {
    expect(play(kill(), [[Number.NaN, 0, 0]])).toEqual([])
  })
  test('that is only reported alarms once a peak', () => {
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
  test('says what it does', () => {
    const frame = slice({ risk: { drawdownPct: [10.123], killed: [1] }, control: { killSwitch: [0] } })
    expect(kill().look(frame, 0)[0]).toMatch(/limit of 10 % is reached \(now 10\.12 %\): it acts as the kill switch/)
    expect(report().look(frame, 0)[0]).toMatch(/it is only reported/)
  })
})

describe('the kill switch', () => {
  test('alarms each time that it goes on while the pipeline runs', () => {
    const on = [0, 1, 1] as const
    const off = [0, 0, 0] as const
    expect(play(killSwitchLatch(), [off, on, on, off, on])).toEqual([1, 4])
  })
  test('that is on at the start is said by the start', () => {
    expect(
      play(killSwitchLatch(), [
        [0, 1, 1],
        [0, 1, 1],
      ]),
    ).toEqual([])
  })
})
