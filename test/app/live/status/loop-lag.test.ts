/** The delay of the event loop that a status shows is that of the last minute. */
import { expect, test } from 'vitest'
import { loopLag } from '../../../../app/live/status/loop-lag.js'

/** Histograms that all measure what `see` gives, and timers that `pass` fires. */
const bench = () => {
  const histograms: { values: number[] }[] = []
  const timers: { ms: number; fire: () => void }[] = []
  const measure = () => {
    const own = { values: [] as number[] }
    histograms.push(own)
    return {
      get count() {
        return own.values.length
      },
      percentile: () => Math.max(...own.values),
      reset: () => void (own.values = []),
      enable: () => true,
      disable: () => true,
    }
  }
  const lag = loopLag(measure, (ms, fire) => void timers.push({ ms, fire }))
  return {
    lag,
    timers,
    see: (lateMs: number) => histograms.forEach(({ values }) => values.push((10 + lateMs) * 1e6)),
    pass: () => {
      const due = timers.splice(0)
      expect(due.map(({ ms }) => ms)).toEqual([30_000])
      due.forEach(({ fire }) => fire())
    },
  }
}

test('a delay of the start is shown for a minute, and no longer', () => {
  const { lag, see, pass } = bench()
  expect(lag.p99Ms()).toBe(null)
  see(800)
  const shown = [2, 3, 4, 5].map((lateMs) => {
    pass()
    see(lateMs)
    return lag.p99Ms()
  })
  expect(shown).toEqual([800, 3, 4, 5])
})

test('a later delay shows at once, for 30 to 60 s', () => {
  const { lag, see, pass } = bench()
  for (let half = 0; half < 9; half++) {
    pass()
    see(1)
  }
  see(300)
  expect(lag.p99Ms()).toBe(300)
  const shown = [1, 1, 1].map((lateMs) => {
    pass()
    see(lateMs)
    return lag.p99Ms()
  })
  expect(shown).toEqual([300, 1, 1])
})

test('no timer follows the end', () => {
  const { lag, pass, timers } = bench()
  pass()
  lag.end()
  pass()
  expect(timers).toEqual([])
})
