/** `/api/status` of a part that trades: what is held, where its stop stands, what it is worth, and which orders are not known. */
import { expect, test } from 'vitest'
import { sliceSilence, statusOf } from '../../../../app/live/monitoring/status.js'
import { createBench, entry, sendNth } from '../../../support/protocol-bench.js'
import { NAMES, slice } from '../../../support/alarm-slices.js'

test('positions have entry, stop and open P&L; an order of unknown outcome has its instrument and size', () => {
  const bench = createBench()
  bench.orders(entry(1000, 0))
  sendNth(bench)
  bench.on({ type: 'replied', id: bench.ids[0]!, reply: null })
  const frame = slice({
    broker: {
      nav: [100_000],
      balance: [99_990],
      units: [1000, 0],
      entryPrice: [1.10004000001, Number.NaN],
      stopPrice: [1.0985, Number.NaN],
      takePrice: [Number.NaN, Number.NaN],
      unrealized: [-12.800527145853232, 0],
      tradeCount: [1, 0],
    },
  })
  const parts = { runner: { state: bench.state } as never, lease: { key: 'l', owner: 'o', epoch: 3 } }
  const switches = { killSwitch: false, paused: false }
  const status = statusOf(
    parts,
    frame,
    NAMES.map((name) => ({ name })),
    switches,
  )
  expect(status).toMatchObject({
    state: 'running',
    nav: 100_000,
    positions: [
      { instrument: 'EUR_USD', units: 1000, entry: 1.10004, stop: 1.0985, take: null, openPnl: -12.8005, trades: 1 },
    ],
    unknownOrders: [{ id: bench.ids[0], instrument: 'EUR_USD', leg: 'entry', units: 1000 }],
  })
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
