/** The last word before the first byte: what may have changed while a decision waited for its connection. */
import { expect, test } from 'vitest'
import { lateRefusal } from '../../../sinks/execution/pre-send-checks.js'
import { closeAll, createBench, entry, sendNth, trade } from './protocol-bench.js'

const sending = () => {
  const bench = createBench()
  bench.orders(entry())
  sendNth(bench)
  const decision = bench.state().decisions.get(bench.ids[0]!)!
  return { bench, id: decision.id, at: { nowMs: decision.tsMs + 100, monoMs: decision.cameMs + 100 } }
}
const later = (at: { nowMs: number; monoMs: number }, ms: number) => ({ nowMs: at.nowMs + ms, monoMs: at.monoMs + ms })

test('an order that has just passed the gate may leave', () => {
  const { bench, id, at } = sending()
  expect(lateRefusal(bench.state(), id, at)).toBeUndefined()
})

test.each([
  ['older than 15 s', 15_000, 'aged'],
  ['the lease has run out', 2e9, 'passive'],
])('it may not after a stop: %s', (_name, ms, why) => {
  const { bench, id, at } = sending()
  expect(lateRefusal(bench.state(), id, later(at, ms))).toBe(why)
})

test.each([
  ['kill', { killSwitch: true, paused: false }],
  ['paused', { killSwitch: false, paused: true }],
] as const)('an increase may not: %s', (why, switches) => {
  const { bench, id, at } = sending()
  bench.on({ type: 'switches', ...switches })
  expect(lateRefusal(bench.state(), id, at)).toBe(why)
})

test('a close may, with the kill switch on; not once the lease is lost', () => {
  const bench = createBench(new Map([trade(5, 100)]))
  bench.orders(closeAll())
  sendNth(bench)
  const { id, tsMs, cameMs } = bench.state().decisions.get(bench.ids[0]!)!
  bench.on({ type: 'switches', killSwitch: true, paused: true })
  const at = { nowMs: tsMs + 100, monoMs: cameMs + 100 }
  expect(lateRefusal(bench.state(), id, at)).toBeUndefined()
  bench.on({ type: 'lease', untilMs: Number.NEGATIVE_INFINITY })
  expect(lateRefusal(bench.state(), id, at)).toBe('passive')
})

test('whoever waited until its outcome counts as unknown does not begin any more', () => {
  const { bench, id, at } = sending()
  bench.on({ type: 'replied', id, reply: null })
  expect(lateRefusal(bench.state(), id, at)).toBe('gone')
  expect(lateRefusal(bench.state(), 'nobody', at)).toBe('gone')
})
