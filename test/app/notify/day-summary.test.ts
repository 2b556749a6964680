/** The daily summary at 17:00 New York, by the market's time: which day, from when to when, and what stands in it. */
import { describe, expect, test } from 'vitest'
import { dayTrack } from '../../../app/notify/summary/day-track.js'
import { NO_BOOKINGS, storedDayBook } from '../../../app/notify/summary/day-book.js'
import { daySummary, type DaySummaryInputs } from '../../../app/notify/summary/day-summary.js'
import type { Compiled } from '../../../graph/engine/run/compile.js'
import type { Frame } from '../../../graph/engine/run/frame.js'
import { systemClock } from '../../../lib/clock.js'
import { HOUR_MS } from '../../../lib/time-units.js'
import type { World } from '../../../model/world.js'
import { ledgerFields } from '../../../sinks/execution/order-records.js'
import { keyName } from '../../../store/key.js'
import { KEYS } from '../../../store/keys.js'
import { memoryStore } from '../../../store/memory/store.js'
import type { NotifyDay } from '../../../store/notify/notify-state.js'

const ACCOUNT = '101-001-1-001'
const at = (text: string): number => Date.parse(text)

/** A slice of an account with one position. */
const frame = (tsMs: number, nav: number, units = 0, killSwitch = 0): Frame =>
  Object.assign(Object.create(null) as Frame, {
    slices: 1,
    count: 2,
    time: { tsMs: Float64Array.of(tsMs) },
    columns: {
      broker: {
        nav: Float64Array.of(nav),
        units: Float64Array.of(units, 0),
        unrealized: Float64Array.of(units === 0 ? 0 : 3.4, 0),
      },
      control: { killSwitch: Uint8Array.of(killSwitch), paused: Uint8Array.of(0) },
    },
  })

const bench = (more: Partial<DaySummaryInputs> = {}) => {
  const track = dayTrack()
  const sink = track.sink({ world: { home: 'USD' } } as Compiled<World>)
  const kept: { day: NotifyDay | null; clockMs: number } = { day: null, clockMs: Number.NaN }
  const asked: (readonly [number, number])[] = []
  const summary = daySummary({
    track,
    eventMs: () => kept.clockMs,
    book: async (fromMs, toMs) => {
      asked.push([fromMs, toMs])
      return NO_BOOKINGS
    },
    alarms: () => [],
    guards: async () => [],
    day: { load: async () => kept.day, save: async (day) => void (kept.day = day) },
    ...more,
  })
  const slice = (text: string, nav: number, units = 0, killSwitch = 0) =>
    void sink.write(frame(at(text), nav, units, killSwitch))
  return { slice, summary, kept, asked }
}

describe('which day is over', () => {
  // 17:00 New York is 22:00 UTC in winter, 21:00 in summer.
  test.each([
    ['a minute before 17:00 on a Tuesday', '2026-03-03T21:59:00Z', '2026-03-02'],
    ['17:00 on a Tuesday', '2026-03-03T22:00:00Z', '2026-03-03'],
    ['the clock has changed on Sunday', '2026-03-10T21:00:00Z', '2026-03-10'],
    ['Sunday evening', '2026-03-08T21:05:00Z', '2026-03-06'],
    ['Monday at noon', '2026-03-09T16:00:00Z', '2026-03-06'],
  ])('%s', async (_, now, day) => {
    const { slice, summary } = bench()
    slice(now, 100_000)
    expect((await summary())?.notice.id).toBe(`summary-${day}`)
  })

  test('on Friday the market closes at 16:59: the clock of the broker passes 17:00', async () => {
    const { slice, summary, kept } = bench()
    slice('2026-03-06T21:59:00Z', 100_500)
    expect((await summary())?.notice.id).toBe('summary-2026-03-05')
    kept.clockMs = at('2026-03-06T22:01:00Z')
    expect((await summary())?.notice.id).toBe('summary-2026-03-05')
    kept.clockMs = at('2026-03-06T22:02:00Z')
    const made = await summary()
    expect(made?.notice.id).toBe('summary-2026-03-06')
    expect(made?.notice.title).toContain('NAV 100500.00 USD')
    // On Saturday no trading day ends.
    kept.clockMs = at('2026-03-07T23:00:00Z')
    expect((await summary())?.notice.id).toBe('summary-2026-03-06')
  })

  test('without a slice nothing is known', async () => {
    const { summary, kept } = bench()
    kept.clockMs = at('2026-03-03T22:10:00Z')
    expect(await summary()).toBeNull()
  })
})

describe('NAV and P&L', () => {
  test('from the last slice of the day, against the one of the day before; kept over a restart', async () => {
    const { slice, summary, kept } = bench()
    slice('2026-03-02T21:59:00Z', 100_000)
    slice('2026-03-02T22:00:00Z', 99_000)
    expect((await summary())?.notice.title).toBe('day 2026-03-02: NAV 100000.00 USD, P&L of the day not known')
    slice('2026-03-03T21:59:00Z', 100_250, 1000)
    slice('2026-03-03T22:00:00Z', 50_000)
    const made = await summary()
    expect(made?.notice.title).toBe('day 2026-03-03: NAV 100250.00 USD, P&L +250.00')
    expect(made?.notice.text).toContain('open positions: 1, open P&L +3.40')
    const after = bench()
    after.kept.day = kept.day
    after.slice('2026-03-03T22:30:00Z', 100_240)
    expect((await after.summary())?.notice.title).toBe('day 2026-03-03: NAV 100240.00 USD, P&L +240.00')
    expect((await after.summary())?.notice.text).toContain('NAV and positions are of the slice of 2026-03-03T22:30Z')
  })

  test('the base of a Monday is the Friday before it', async () => {
    const { slice, summary, asked } = bench()
    slice('2026-03-06T21:59:00Z', 100_000)
    slice('2026-03-08T21:05:00Z', 100_010)
    await summary()
    slice('2026-03-09T20:59:00Z', 100_100)
    slice('2026-03-09T21:00:00Z', 100_100)
    expect((await summary())?.notice.title).toBe('day 2026-03-09: NAV 100100.00 USD, P&L +100.00')
    expect(asked.at(-1)).toEqual([at('2026-03-06T22:00:00Z'), at('2026-03-09T21:00:00Z')])
  })

  test('a day that was joined late has a P&L from there on', async () => {
    const { slice, summary } = bench()
    slice('2026-03-03T09:12:00Z', 100_000)
    await summary()
    slice('2026-03-03T21:59:00Z', 100_020)
    slice('2026-03-03T22:00:00Z', 100_020)
    expect((await summary())?.notice.title).toBe(
      'day 2026-03-03: NAV 100020.00 USD, P&L +20.00 since 2026-03-03T09:12Z',
    )
  })

  test('what was paid in is no gain; switches, alarms and guards have a line', async () => {
    const alarm = { code: 'prices', severity: 'critical', text: '', count: 1, endMs: null } as const
    const startMs = at('2026-03-03T12:00:00Z')
    const { slice, summary } = bench({
      book: async () => ({ trades: 3, wins: 2, realised: 40, financing: -1.5, costs: 6.25, transfers: 500 }),
      alarms: () => [
        { ...alarm, id: '1-0', startMs, acknowledgedBy: null },
        { ...alarm, id: '2-0', startMs, acknowledgedBy: 'anna' },
        { ...alarm, id: '3-0', startMs: startMs + 24 * HOUR_MS, acknowledgedBy: null },
      ],
      guards: async () => ['Guard hazard passed more than 99.5 % of minutes.'],
    })
    slice('2026-03-02T21:59:00Z', 100_000)
    slice('2026-03-02T22:00:00Z', 100_000)
    await summary()
    slice('2026-03-03T21:59:00Z', 100_540, 0, 1)
    slice('2026-03-03T22:00:00Z', 100_540)
    const notice = (await summary())!.notice
    expect(notice.title).toBe('day 2026-03-03: NAV 100540.00 USD, P&L +40.00')
    expect(notice.text.split('\n')).toEqual([
      'trades closed: 3, with a gain: 2',
      'realised +40.00, financing -1.50, costs in it 6.25',
      'transfers +500.00, not in the P&L',
      'open positions: 0',
      'kill switch ON',
      'alarms: 2, not acknowledged: prices',
      'Guard hazard passed more than 99.5 % of minutes.',
    ])
  })
})

test('the book of a day: fills, financing and transfers of its hours, whatever else the stream holds', async () => {
  const store = memoryStore({ clock: systemClock })
  const stream = keyName(KEYS.ledger, { account: ACCOUNT })
  const from = at('2026-03-02T22:00:00Z')
  const book = async (id: number, hours: number, type: string, raw: Readonly<Record<string, unknown>>) => {
    const transaction = { id, tsMs: from + hours * HOUR_MS, type, raw }
    const fields = ledgerFields({ kind: 'transaction', id: `${id}-0`, transaction, decisionId: null, origin: 'none' })
    await store.append(stream, `${id}-0`, fields)
  }
  await book(1, -1, 'ORDER_FILL', { pl: '999', halfSpreadCost: '9' })
  await book(2, 0, 'ORDER_FILL', { pl: '0.0000', halfSpreadCost: '0.5', commission: '0.25', tradeOpened: {} })
  await store.append(stream, '3-0', { kind: 'transaction', content: 'damaged' })
  await book(4, 3, 'ORDER_FILL', {
    ...{ pl: '7.5', financing: '-0.1', halfSpreadCost: '0.5' },
    tradesClosed: [{ realizedPL: '10' }, { realizedPL: '-2.5' }],
  })
  for (let id = 5; id < 500; id++) await book(id, 4, 'HEARTBEAT', {})
  await book(500, 5, 'TRANSFER_FUNDS', { amount: '-200' })
  await book(501, 6, 'DAILY_FINANCING', { financing: '-1.25' })
  await book(502, 24, 'ORDER_FILL', { pl: '888', halfSpreadCost: '8' })
  expect(await storedDayBook(store, ACCOUNT, from, from + 24 * HOUR_MS)).toEqual({
    ...{ trades: 2, wins: 1, realised: 7.5, financing: -1.35, costs: 1.25, transfers: -200 },
  })
})
