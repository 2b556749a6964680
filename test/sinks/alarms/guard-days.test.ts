/** How often the guards passed in the last 30 days: the counts of the report, by day. */
import { describe, expect, test } from 'vitest'
import { GUARD_BIT } from '../../../model/codes.js'
import { guardDays } from '../../../sinks/alarms/guard-days.js'
import { collectFunnel } from '../../../sinks/run/funnel.js'
import { randomMarket } from '../../support/random-market.js'
import { eager, runSep } from '../../support/sep-run.js'
import { slice, START_MS, world } from '../../support/alarm-slices.js'
import { DAY_MS } from '../../../lib/time-units.js'

/** EUR_USD blocked by the mask, USD_JPY without a candle. */
const minute = (tsMs: number, failed: number, coherence = 0.5) =>
  slice({ candle: { present: [1, 0] }, qfh: { coherence: [coherence, 0.5] }, guards: { failed: [failed, 0] } }, tsMs)

describe('guard counts', () => {
  test('equal those of the report', () => {
    const market = randomMarket({ seed: 4, minutes: 500, missingPerMille: 30 })
    const settings = eager('guards.cMin=0.4', 'guards.maxRupture=0.3')
    const counts = guardDays(runSep(market).world)
    const funnel = collectFunnel(runSep(market).world)
    runSep(market, {
      settings,
      look: (frame) => {
        void counts.write(frame)
        void funnel.write(frame)
      },
    })
    const { pairs } = counts.totals()
    expect(Object.keys(pairs).length).toBeGreaterThan(1)
    for (const [name, { warm, passed }] of Object.entries(pairs)) {
      expect({ warm, passed }).toEqual({ warm: funnel.pairs[name]?.warm, passed: funnel.pairs[name]?.passed })
      expect(passed['coherence']).toBeLessThan(warm)
    }
  })

  test('cover only minutes with a candle and metrics', () => {
    const counts = guardDays(world)
    void counts.write(minute(START_MS, 0))
    void counts.write(minute(START_MS + 60_000, 0, Number.NaN))
    expect(counts.totals().pairs).toMatchObject({ EUR_USD: { warm: 1, passed: { entropy: 1 } } })
    expect(Object.keys(counts.totals().pairs)).toEqual(['EUR_USD'])
  })

  test('drop days older than 30 days', () => {
    const counts = guardDays(world)
    for (let day = 0; day < 40; day++)
      void counts.write(minute(START_MS + day * DAY_MS, day < 10 ? GUARD_BIT.entropy : 0))
    expect(counts.totals()).toMatchObject({ days: 30, pairs: { EUR_USD: { warm: 30, passed: { entropy: 30 } } } })
  })

  test('state how many days they cover, weekends included', () => {
    const counts = guardDays(world)
    expect(counts.totals()).toEqual({ days: 0, pairs: {} })
    void counts.write(minute(START_MS, 0))
    void counts.write(minute(START_MS + 3 * DAY_MS, 0))
    expect(counts.totals().days).toBe(4)
  })

  test('continue from restored counts, unless something has been counted already', () => {
    const [before, after] = [guardDays(world), guardDays(world)]
    void before.write(minute(START_MS, GUARD_BIT.entropy))
    after.restore(before.days())
    void after.write(minute(START_MS + 60_000, 0))
    expect(after.totals().pairs['EUR_USD']).toMatchObject({ warm: 2, passed: { entropy: 1 } })
    after.restore(before.days())
    expect(after.totals().pairs['EUR_USD']?.warm).toBe(2)
    expect(before.totals().pairs['EUR_USD']?.warm).toBe(1)
  })
})
