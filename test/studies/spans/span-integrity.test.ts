import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { systemClock as clock } from '../../../lib/clock.js'
import { DAY_MS, MINUTE_MS } from '../../../lib/time-units.js'
import { type TrialTrade, trialWrites } from '../../../sinks/trials/trial-writes.js'
import { memoryStore } from '../../../store/memory/store.js'
import type { Write } from '../../../store/store.js'
import { spanIntegrity } from '../../../studies/spans/span-integrity.js'
import { storedSpans } from '../../../studies/spans/stored-spans.js'
import { END_MS, type MadeRun, madeRun, PARAMS } from '../../support/trials/made-run.js'

const TS = 1_775_000_000_000
const DAY = DAY_MS / MINUTE_MS
const context = { ts: TS, family: 'sep', dataHash: 'd' }
const checked = async (runs: readonly MadeRun[], planted: readonly Write[] = []) => {
  const store = memoryStore({ clock })
  for (const { line, trades } of runs) await store.write(trialWrites(line, trades, context))
  await store.write(planted)
  const { runs: held, indices } = await storedSpans(store)
  return spanIntegrity(held, indices)
}
const exits = [5, 100, 13 * DAY, 20 * DAY, 40 * DAY, 59 * DAY]
const spans = (days: readonly number[], at: readonly number[]) => days.map((one) => madeRun({ days: one, exits: at }))
const changed = ({ line, trades }: MadeRun, change: Partial<MadeRun['line']>, other = trades): MadeRun => ({
  line: { ...line, ...change },
  trades: other,
})
const [fourteen, thirty, sixty] = spans([14, 30, 60], exits) as [MadeRun, MadeRun, MadeRun]
const moved = (trades: readonly TrialTrade[], k: number, entryMs: number): readonly TrialTrade[] =>
  trades.map((trade, i) => (i === k ? { ...trade, entryMs } : trade))

test('what the writer stores is consistent, whatever the trades', () =>
  fc.assert(
    fc.asyncProperty(fc.array(fc.nat((60 * DAY) / 10), { maxLength: 40 }), async (tens) => {
      const found = await checked(
        [
          ...spans(
            [14, 30, 60],
            tens.map((ten) => ten * 10),
          ),
          madeRun({
            days: 30,
            exits: tens,
            instrument: 'USD_JPY',
            params: { ...PARAMS, look: 20 },
            toMs: END_MS - DAY_MS,
          }),
        ].filter(({ trades }) => trades.every(({ entryMs }, k) => k === 0 || entryMs > trades[k - 1]!.exitMs)),
      )
      expect(found.violations).toEqual([])
      expect(found.ok).toBe(true)
    }),
    { numRuns: 30 },
  ))

describe('planted violations are found', () => {
  const indexOf = (key: string, id: string): Write => ({ op: 'sortedAdd', key, members: [[TS, id]] })
  const short = fourteen.line.resultHash

  test.each<[string, string, readonly MadeRun[], readonly Write[]]>([
    ['a longer span with fewer trades', 'monotonic', [fourteen, madeRun({ days: 60, exits: [5] })], []],
    [
      'a longer span with as many, but other trades',
      'subset',
      [fourteen, madeRun({ days: 60, exits: [5, 101, 50 * DAY] })],
      [],
    ],
    ['a summary with another count', 'count', [changed(thirty, { trades: 9 })], []],
    ['a summary with another sum', 'count', [changed(thirty, { pnlBps: 99 })], []],
    ['days that do not add up', 'count', [changed(thirty, { days: [] })], []],
    [
      'trades of a longer window',
      'window',
      [changed(thirty, { trades: 6, pnlBps: 6, days: sixty.line.days }, sixty.trades)],
      [],
    ],
    [
      'two positions at a time',
      'cooldown',
      [changed(sixty, {}, moved(sixty.trades, 3, sixty.trades[2]!.exitMs - 1))],
      [],
    ],
    [
      'entries closer than the cooldown',
      'cooldown',
      [madeRun({ days: 30, exits: [100, 110], params: { ...PARAMS, entry_cd: 3600 } })],
      [],
    ],
    ['a run in the index of another span', 'index', [fourteen], [indexOf('bt:trial:index:EUR_USD:720', short)]],
    [
      'a run under other parameters',
      'index',
      [fourteen],
      [indexOf('bt:trial:index:EUR_USD:336:c1:l1:t1:ec1:xc1', short)],
    ],
    ['a run of another instrument', 'index', [fourteen], [indexOf('bt:trial:index:USD_JPY:336', short)]],
    ['a run that no index holds', 'index', [fourteen], [{ op: 'delete', key: 'bt:trial:index:EUR_USD:336' }]],
  ])('%s', async (_, rule, runs, planted) => {
    const { ok, violations, monotonicViolations } = await checked(runs, planted)
    expect(ok).toBe(false)
    expect(violations.map((one) => one.rule)).toContain(rule)
    expect(monotonicViolations).toBe(rule === 'monotonic' ? 1 : 0)
  })
})

test.each<[string, readonly MadeRun[]]>([
  ['other parameters', [fourteen, madeRun({ days: 60, exits: [], params: { ...PARAMS, look: 20 } })]],
  ['another end', [fourteen, madeRun({ days: 60, exits: [], toMs: END_MS - DAY_MS })]],
  ['another instrument', [fourteen, madeRun({ days: 60, exits: [], instrument: 'USD_JPY' })]],
])('runs with %s are no spans of each other', async (_, runs) => {
  expect((await checked(runs)).violations).toEqual([])
})

test('ids of runs that have expired are no violation', async () => {
  const found = await checked([], [{ op: 'sortedAdd', key: 'bt:trial:index', members: [[TS, 'gone']] }])
  expect(found).toEqual({ ok: true, monotonicViolations: 0, runs: 0, violations: [] })
})
