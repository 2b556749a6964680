/** The lines that an operator reads while a pipeline trades. */
import { describe, expect, test } from 'vitest'
import { eventText } from '../../../app/live/events/event-text.js'
import { accountPulses } from '../../../app/live/events/heartbeat.js'
import { executionEvent, orderEvents } from '../../../app/live/events/live-events.js'
import { EXECUTION, EXECUTIONS, REASON, REFUSAL } from '../../../model/codes.js'
import { executionRow, type ExecutionRow } from '../../../streams/execution/record.js'
import { slice, START_MS, world } from '../../support/alarm-slices.js'

const none = Number.NaN
const quiet = {
  closeUnits: [0, 0],
  closeAll: [0, 0],
  closeReason: [0, 0],
  approvedUnits: [0, 0],
  increaseReason: [0, 0],
  stopDistance: [none, none],
  stopPrice: [none, none],
}
const row = (type: number, more: Partial<ExecutionRow> = {}) =>
  executionRow(EXECUTIONS[type]!, { instrument: 0, tradeId: 7, units: 0, tsMs: START_MS, ...more })
const textsOf = (columns: Parameters<typeof slice>[0]) => orderEvents(slice(columns), world).map(eventText)
const textOf = (one: ExecutionRow) => {
  const event = executionEvent(one, world.instruments, START_MS)
  return event === null ? [] : [eventText(event)]
}

describe('orders', () => {
  test.each<[string, Partial<Record<keyof typeof quiet, number[]>>, string[]]>([
    ['none', {}, []],
    [
      'an entry with its stop distance',
      { approvedUnits: [1000, 0], increaseReason: [REASON.entry, 0], stopDistance: [0.0021, none] },
      ['order EUR_USD: buy 1000 (entry), stop 0.0021 away'],
    ],
    [
      'an add carries the stop of its position',
      { approvedUnits: [0, -500], increaseReason: [0, REASON.add], stopPrice: [none, 151.25] },
      ['order USD_JPY: sell 500 (add), stop 151.25'],
    ],
    [
      'a close and a partial close',
      { closeAll: [1, 0], closeReason: [REASON.slope, REASON.resize], closeUnits: [-1000, 250] },
      ['order EUR_USD: close all (slope)', 'order USD_JPY: buy 250 (resize)'],
    ],
  ])('%s', (_, columns, texts) => {
    expect(textsOf({ risk: { ...quiet, ...columns } })).toEqual(texts.map((text) => `2026-01-05T12:00:00Z ${text}`))
  })
})

describe("the broker's reports", () => {
  test.each<[string, ReturnType<typeof row>, string[]]>([
    [
      'a fill',
      row(EXECUTION.opened!, { units: 1000, price: 1.10012, reason: REASON.entry }),
      ['fill EUR_USD: buy 1000 at 1.10012 (entry), trade 7'],
    ],
    [
      'an exit with what it earned',
      row(EXECUTION.closed!, { units: -1000, price: 1.0999, amount: -1.234, reason: REASON.stop }),
      ['exit EUR_USD: sell 1000 at 1.0999 (stop), trade 7, P&L -1.23'],
    ],
    [
      'an order that the last gate held back',
      row(EXECUTION.refused!, { units: 1000, refused: REFUSAL.kill }),
      ['order EUR_USD: buy 1000: not sent: kill'],
    ],
    [
      'a reject',
      row(EXECUTION.rejected!, { units: -1000 }),
      ['order EUR_USD: sell 1000: rejected or cancelled by the broker'],
    ],
    ['an unknown outcome', row(EXECUTION.doubtful!, { units: 1000 }), ['order EUR_USD: buy 1000: outcome unknown']],
    ['bookkeeping', row(EXECUTION.settled!), []],
  ])('%s', (_, one, texts) => {
    expect(textOf(one)).toEqual(texts.map((text) => `2026-01-05T12:00:00Z ${text}`))
  })
})

test('the heartbeat has NAV, P&L of the day, positions, age, and the first reason', () => {
  const pulses = accountPulses()
  const broker = (nav: number, units: number[], unrealized: number[]) => ({ broker: { nav: [nav], units, unrealized } })
  const day = (tradingDay: number) => ({ session: { tradingDay: [tradingDay] } })
  const beat = (reason: { code: string; text: string } | null, nowMs = START_MS + 12_000, held: number | null = null) =>
    eventText({
      ...{ event: 'heartbeat', tsMs: START_MS, phase: 'running', ready: reason === null, reason },
      ...pulses.pulse(nowMs, held),
    })
  expect(beat(null)).toBe('2026-01-05T12:00:00Z heartbeat: 0 positions, no slice yet, ready')
  void pulses.sink.write(slice({ ...day(1), ...broker(90_000, [0, 0], [0, 0]) }))
  void pulses.sink.write(slice({ ...day(2), ...broker(100_000, [0, 0], [0, 0]) }))
  void pulses.sink.write(slice({ ...day(2), ...broker(100_012.345, [1000, -5], [3.2, -0.1]) }))
  expect(beat(null)).toContain(
    'heartbeat: NAV 100012.35, P&L today +12.35, open +3.10, 2 positions, slice 12 s old, ready',
  )
  // A fill is known before a slice has it.
  expect(beat(null, undefined, 3)).toContain('open +3.10, 3 positions, slice')
  expect(beat({ code: 'kill_switch', text: 'the kill switch is ON' })).toMatch(/, not ready: kill_switch: the kill/)
})
