/** The last word before the first byte: what may have changed while a decision waited for its connection. */
import { expect, test } from 'vitest'
import { lateRefusal } from '../../../sinks/execution/pre-send-checks.js'
import type { RefusalName } from '../../../model/codes.js'
import { closeAll, createBench, entry, sendNth, trade } from '../../support/protocol-bench.js'

const sending = () => {
  const bench = createBench()
  bench.orders(entry())
  sendNth(bench)
  const decision = bench.state().decisions.get(bench.ids[0]!)!
  return { bench, id: decision.id, at: soonAfter(decision) }
}
const soonAfter = ({ tsMs, cameMs }: { readonly tsMs: number; readonly cameMs: number }) => ({
  nowMs: tsMs + 100,
  monoMs: cameMs + 100,
  outage: null as RefusalName | null,
})
type At = ReturnType<typeof soonAfter>
const later = (at: At, ms: number): At => ({ ...at, nowMs: at.nowMs + ms, monoMs: at.monoMs + ms })

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

test('an increase may not while the clock is off', () => {
  const { bench, id, at } = sending()
  expect(lateRefusal(bench.state(), id, { ...at, outage: 'skew' })).toBe('skew')
})

test('a close may, with the kill switch on and a clock that is off; not once the lease is lost', () => {
  const bench = createBench(new Map([trade(5, 100)]))
  bench.orders(closeAll())
  sendNth(bench)
  const decision = bench.state().decisions.get(bench.ids[0]!)!
  const { id } = decision
  bench.on({ type: 'switches', killSwitch: true, paused: true })
  const at = { ...soonAfter(decision), outage: 'skew' as const }
  expect(lateRefusal(bench.state(), id, at)).toBeUndefined()
  bench.on({ type: 'lease', untilMs: Number.NEGATIVE_INFINITY })
  expect(lateRefusal(bench.state(), id, at)).toBe('passive')
})

test('a request that waited until its outcome counts as unknown is not started', () => {
  const { bench, id, at } = sending()
  bench.on({ type: 'replied', id, reply: null })
  expect(lateRefusal(bench.state(), id, at)).toBe('gone')
  expect(lateRefusal(bench.state(), 'nobody', at)).toBe('gone')
})
