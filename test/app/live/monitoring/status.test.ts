/** `/api/status` of a part that trades: what is held, where its stop stands, what it is worth, and which orders are not known. */
import { expect, test } from 'vitest'
import { sliceSilence, statusOf } from '../../../../app/live/monitoring/status.js'
import { type Bench, createBench, entry, sendNth, trade } from '../../../support/protocol-bench.js'
import { NAMES, slice } from '../../../support/alarm-slices.js'

/** The newest slice holds 1,000 EUR_USD. */
const FRAME = slice({
  broker: {
    nav: [100_000],
    balance: [99_990],
    units: [1000, 0],
    entryPrice: [1.10004000001, Number.NaN],
    stopPrice: [1.0985, Number.NaN],
    takePrice: [Number.NaN, Number.NaN],
    unrealized: [-12.800527145853232, 0],
  },
})
const statusAfter = ({ state }: Pick<Bench, 'state'>) =>
  statusOf(
    { runner: { state } as never, lease: { key: 'l', owner: 'o', epoch: 3 } },
    FRAME,
    NAMES.map((name) => ({ name })),
    { killSwitch: false, paused: false },
  )

test('positions have entry, stop and open P&L; an order of unknown outcome has its instrument and size', () => {
  const bench = createBench(new Map([trade(5, 1000, true, 'EUR_USD')]))
  bench.orders(entry(1000, 0))
  sendNth(bench)
  bench.on({ type: 'replied', id: bench.ids[0]!, reply: null })
  const status = statusAfter(bench)
  expect(status).toMatchObject({
    state: 'running',
    nav: 100_000,
    positions: [
      { instrument: 'EUR_USD', units: 1000, entry: 1.10004, stop: 1.0985, take: null, openPnl: -12.8005, trades: 1 },
    ],
    unknownOrders: [{ id: bench.ids[0], instrument: 'EUR_USD', leg: 'entry', units: 1000 }],
  })
})

test('a position is what the broker holds now; what the newest slice had of another size is not known', () => {
  const unknown = { entry: null, stop: null, take: null, openPnl: null }
  const held = (...trades: readonly (readonly [number, number, string])[]) =>
    statusAfter(createBench(new Map(trades.map(([id, units, name]) => trade(id, units, true, name)))))['positions']
  expect(held([5, 1000, 'EUR_USD'], [9, 400, 'EUR_USD'])).toEqual([
    { instrument: 'EUR_USD', units: 1400, ...unknown, trades: 2 },
  ])
  expect(held([6, -70, 'USD_JPY'])).toEqual([{ instrument: 'USD_JPY', units: -70, ...unknown, trades: 1 }])
  expect(held()).toEqual([])
})

test('no slice for three minutes of the week is a reason, and so is a broker whose clock went back behind the newest slice', () => {
  const newestMs = Date.parse('2024-03-19T14:27:00Z')
  const MINUTE_MS = 60_000
  expect(sliceSilence(newestMs, newestMs + MINUTE_MS)).toBeNull()
  expect(sliceSilence(newestMs, newestMs + 4 * MINUTE_MS)).toMatch('no slice since 2024-03-19T14:27')
  expect(sliceSilence(newestMs, newestMs - 100)).toBeNull()
  expect(sliceSilence(newestMs, newestMs - 50 * MINUTE_MS)).toBe(
    "the newest slice is of 2024-03-19T14:27:00.000Z, the broker's time is 2024-03-19T13:37:00.000Z: no slice before they agree",
  )
  expect(sliceSilence(null, newestMs)).toBeNull()
})
