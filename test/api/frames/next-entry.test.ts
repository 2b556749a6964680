/** When entries are possible again, against the calendar asked minute by minute. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { frameContext } from '../../../api/model/frames/frame-context.js'
import { sessionHours, sessionRows } from '../../../api/model/frames/rows/session-rows.js'
import { sliceLook } from '../../../api/model/frames/slice-look.js'
import { sep } from '../../../graph/sep.js'
import { isoTime } from '../../../lib/iso-time.js'
import { createWorld } from '../../../model/world.js'
import { sessionCalendar } from '../../../operators/session-calendar.js'
import { loadInstruments } from '../../../sources/instruments.js'
import { eager } from '../../support/sep-run.js'

const NAMES = ['EUR_USD', 'USD_JPY', 'AUD_NZD']
const world = createWorld(loadInstruments(NAMES), 'USD')
const rowOf = (pair: string): number => world.instruments.findIndex(({ name }) => name === pair)
const settings = eager()
const context = frameContext(sep(settings), world)
const at = (text: string): number => Date.parse(`${text}Z`)

/** The calendar's rows at one time, as a slice has them. */
const sliceAt = (tsMs: number) => {
  const flags = () => new Uint8Array(NAMES.length)
  const time = Float64Array.of(tsMs)
  const session = {
    ...{ weekOpen: new Uint8Array(1), tradingDay: new Int32Array(1), closeTsMs: new Float64Array(NAMES.length) },
    ...{
      open: flags(),
      nearClose: flags(),
      rollover: flags(),
      blackout: flags(),
      entryOk: flags(),
      forceFlat: flags(),
    },
  }
  const state = sessionCalendar.init(settings.session, world)
  sessionCalendar.step(state, { tsMs: time, asOfMs: time }, { candle: { present: flags() } }, session, 0, 1)
  return { tsMs, nodes: { session } }
}
const mayEnter = (tsMs: number, k: number): boolean => sliceAt(tsMs).nodes.session.entryOk[k] === 1

test.each`
  tsMs                  | pair         | code          | entries               | minutes | why
  ${'2026-03-04T12:00'} | ${'EUR_USD'} | ${'session'}  | ${'2026-03-04T12:00'} | ${0}    | ${'London is open'}
  ${'2026-03-04T23:00'} | ${'EUR_USD'} | ${'session'}  | ${'2026-03-05T08:00'} | ${540}  | ${'both are closed until London'}
  ${'2026-03-06T22:30'} | ${'EUR_USD'} | ${'week'}     | ${'2026-03-09T08:00'} | ${3450} | ${'the weekend, then until London'}
  ${'2026-03-04T21:57'} | ${'EUR_USD'} | ${'rollover'} | ${'2026-03-05T08:00'} | ${603}  | ${'rollover runs into the night'}
  ${'2026-12-24T12:00'} | ${'EUR_USD'} | ${'blackout'} | ${'2026-12-28T08:00'} | ${5520} | ${'Christmas, then a weekend'}
`('$tsMs $pair: $code, entries from $entries: $why', ({ tsMs, pair, code, entries, minutes }: HoursRow) => {
  const k = rowOf(pair)
  const look = sliceLook(sliceAt(at(tsMs)))
  const passes = minutes === 0
  expect(sessionRows(context, look, k)).toMatchObject([
    { code, passes, value: minutes, bound: 0, unit: 'min', op: '<=' },
  ])
  if (!passes) expect(sessionRows(context, look, k)[0]!.change).toBe(`wait until ${isoTime(at(entries))}`)
  expect(sessionHours(context, look, k)?.entriesFromMs).toBe(at(entries))
})

interface HoursRow {
  readonly tsMs: string
  readonly pair: string
  readonly code: string
  readonly entries: string
  readonly minutes: number
}

test('it is the first time that the calendar allows, and none between', () => {
  const time = fc.integer({ min: at('2026-01-01T00:00'), max: at('2026-12-31T00:00') })
  fc.assert(
    fc.property(time, fc.nat(NAMES.length - 1), fc.double({ min: 0, max: 1, noNaN: true }), (tsMs, k, share) => {
      const fromMs = context.nextEntry!(k, tsMs)
      expect(mayEnter(fromMs, k)).toBe(true)
      if (fromMs === tsMs) return
      expect(mayEnter(fromMs - 1, k)).toBe(false)
      const between = Math.floor(tsMs + (fromMs - 1 - tsMs) * share)
      expect(mayEnter(between, k)).toBe(false)
      expect(context.nextEntry!(k, between), 'the same from a later time').toBe(fromMs)
    }),
    { numRuns: 200 },
  )
})

test('a calendar that never opens gives no time', () => {
  const never = eager(`session.blackouts=[{"from":"2026-01-01","to":"2027-01-01"}]`)
  const look = sliceLook(sliceAt(at('2026-03-07T12:00')))
  const k = rowOf('EUR_USD')
  const shut = frameContext(sep(never), world)
  expect(sessionRows(shut, look, k)).toMatchObject([{ value: null, change: 'wait until it is open again' }])
  expect(sessionHours(shut, look, k)).toEqual({ open: false, closesMs: null, entriesFromMs: null })
  expect(shut.nextEntry!(k, at('2026-12-20T12:00'))).toBe(at('2027-01-01T08:00'))
})
