/** Alarms of a live pipeline about its shadow and its guards, and what it still knows of them after a restart. */
import { beforeEach, describe, expect, test } from 'vitest'
import { guardWatch, liveAlarms, shadowWatch } from '../../../app/live/monitoring/alarms.js'
import { guardCountsSink, restoreGuardCounts } from '../../../app/live/monitoring/guard-counts.js'
import { GUARD_BIT } from '../../../model/codes.js'
import { rejectsOf } from '../../../operators/risk/rejects-of.js'
import { type GuardDays, guardDays } from '../../../sinks/alarms/guard-days.js'
import { memoryStore } from '../../../store/memory/store.js'
import { keyName } from '../../../store/key.js'
import { KEYS } from '../../../store/keys.js'
import { testClock } from '../../support/test-clock.js'
import { randomMarket } from '../../support/random-market.js'
import { eager, runSep } from '../../support/sep-run.js'
import { slice, START_MS, world } from '../../support/alarm-slices.js'
import { DAY_MS, HOUR_MS } from '../../../lib/time-units.js'

describe('the account apart from its shadow', () => {
  /** Shadow minus real and its standard error, bps, of EUR_USD; USD_JPY has no trades yet. */
  const play = (gaps: readonly (readonly [bps: number, sd: number])[]) => {
    const watch = shadowWatch(world)
    return gaps.map(([bps, sd]) => {
      const unknown = [0, Number.NaN]
      const performance = {
        shadowTrades: [20, 0],
        realTrades: [12, 0],
        shadowMinusRealBps: [bps, unknown[1] as number],
        shadowMinusRealSd: [sd, unknown[1] as number],
      }
      return watch.look(slice({ performance }), 0).join()
    })
  }
  test('alarms when it comes to be beyond two standard errors, on either side, and not again while it stays there', () => {
    const said = play([
      [1.9, 1],
      [2.1, 1],
      [2.5, 1],
      [1, 1],
      [-2.2, 1],
    ])
    expect(said.map((text) => text !== '')).toEqual([false, true, false, false, true])
    expect(said[1]).toContain(
      'EUR_USD: the account earned 2.10 bps per trade less than its shadow (12 real and 20 shadow trades',
    )
    expect(said[4]).toContain('2.20 bps per trade more')
  })
  test('no alarm while the error is unknown', () => {
    expect(
      play([
        [50, Number.NaN],
        [Number.NaN, Number.NaN],
      ]),
    ).toEqual(['', ''])
  })
})

const minute = (tsMs: number, failed: number) =>
  slice({ candle: { present: [1, 0] }, qfh: { coherence: [0.5, 0.5] }, guards: { failed: [failed, 0] } }, tsMs)
/** So many minutes of a day, entropy closed in all. */
const count = (counts: GuardDays, dayMs: number, minutes = 300) => {
  for (let n = 0; n < minutes; n++) void counts.write(minute(dayMs + n * 60_000, GUARD_BIT.entropy))
}
const OFF = ['repetition', 'coherence', 'rupture', 'spread', 'session']

describe('guards that decide nothing', () => {
  test('are said at the start and at the first slice of each day, with the days that are known', () => {
    const counts = guardDays(world)
    count(counts, START_MS)
    const watch = guardWatch(counts.totals, OFF)
    const said = [0, 1, HOUR_MS, DAY_MS, DAY_MS + 1].map((ms) => watch.look(minute(START_MS + ms, 0), 0))
    expect(said.map(({ length }) => length)).toEqual([1, 0, 0, 1, 0])
    expect(said[0]).toEqual([
      expect.stringMatching(
        /^1 of the last 30 days recorded: Guard entropy passed less than 0\.5 % .*EUR_USD \(0\.00 %\)/,
      ),
    ])
  })
  test('are of the last 30 days once these are known', () => {
    const counts = guardDays(world)
    for (let day = 0; day < 31; day++) count(counts, START_MS + day * DAY_MS, 10)
    expect(guardWatch(counts.totals, OFF).look(minute(START_MS, 0), 0)[0]).toMatch(/^last 30 days: Guard entropy/)
  })
  test('no alarm where nothing is known', () => {
    expect(guardWatch(guardDays(world).totals, []).look(minute(START_MS, 0), 0)).toEqual([])
  })
})

describe('after a restart', () => {
  const settings = eager()
  let store: ReturnType<typeof memoryStore>
  const lines: string[] = []
  beforeEach(() => {
    store = memoryStore({ clock: testClock(START_MS) })
    lines.length = 0
  })
  /** One life: counts a day's minutes under `under`, an hour later a slice more. */
  const live = async (ended: boolean, under = settings): Promise<GuardDays> => {
    const counts = guardDays(world)
    await restoreGuardCounts(store, 'A', under, counts, (text) => lines.push(text))
    const sink = guardCountsSink(store, 'A', under, counts)
    for (let n = 0; n < 250; n++) await sink.write(minute(START_MS + n * 60_000, GUARD_BIT.entropy))
    if (ended) await sink.close?.()
    return counts
  }
  const known = async (under = settings): Promise<number> => {
    const counts = guardDays(world)
    await restoreGuardCounts(store, 'A', under, counts, (text) => lines.push(text))
    return counts.totals().pairs['EUR_USD']?.warm ?? 0
  }

  test('all is known after a stop, and all but the minutes of an hour after a kill', async () => {
    await live(true)
    expect(await known()).toBe(250)
    await live(false)
    // Put back 250, and of the 250 after them those up to the hour.
    expect(await known()).toBe(250 + 241)
    expect(lines).toEqual([])
  })
  test('other bounds of the guards are counted from zero, and the log shows it', async () => {
    await live(true)
    expect(await known(eager('guards.maxEntropy=0.5'))).toBe(0)
    expect(lines).toEqual(['the settings of the guards have changed: how often they pass is counted from zero'])
  })
  test('what is damaged counts as nothing and is logged', async () => {
    await store.write([{ op: 'set', key: keyName(KEYS.guardCounts, { account: 'A' }), value: '{"days":7}' }])
    expect(await known()).toBe(0)
    expect(lines[0]).toMatch(/how often the guards passed before is not known: sep:guards/)
  })
})

test('a whole run: every watch sees its columns; a limit that the account breaks alarms once', () => {
  const market = randomMarket({ seed: 7, minutes: 500 })
  const settings = eager('risk.maxDrawdownPct=0.2', 'risk.drawdownAction=kill')
  const raised: string[] = []
  const counts = guardDays(runSep(market).world)
  let sink: ReturnType<typeof liveAlarms> | null = null
  const { compiled } = runSep(market, {
    settings,
    cuts: [1],
    look: (frame, { world: run }) => {
      sink ??= liveAlarms({
        world: run,
        settings,
        log: { raise: (code, text) => raised.push(`${code}: ${text}`) },
        rejects: [],
        guards: counts.totals,
        steps: () => true,
      })
      void counts.write(frame)
      void sink.write(frame)
    },
  })
  expect(raised).toEqual([
    expect.stringMatching(/^places: in practice nothing would be traded now/),
    expect.stringMatching(/^drawdown: drawdown limit of 0\.2 % reached \(now 0\.\d\d %\): it acts as/),
  ])
  expect(Array.from(rejectsOf(compiled.snapshot()))).toHaveLength(compiled.world.instruments.length)
})
