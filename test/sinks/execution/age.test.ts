/** The age of a decision counts from its slice, by whichever clock makes it older: a wall clock may be set back. */
import { expect, test } from 'vitest'
import { lateRefusal } from '../../../sinks/execution/pre-send-checks.js'
import { createBench, entry, sendNth } from '../../support/protocol-bench.js'

/** An increase on its way out, decided `ageMs` before it came to the protocol. */
const sending = (ageMs: number) => {
  const bench = createBench()
  const tsMs = 1e12 + 1001 - ageMs
  bench.on({ type: 'orders', tsMs, cause: tsMs, rows: [entry()] })
  sendNth(bench)
  const decision = [...bench.state().decisions.values()][0]
  return { bench, tsMs, decision }
}

test.each([
  ['both clocks agree, and it is young', 0, 14_000, 14_000, undefined],
  ['both clocks agree, and it is old', 0, 16_000, 16_000, 'aged'],
  ['the wall clock was set back a minute', 0, -44_000, 16_000, 'aged'],
  ['the wall clock was set ahead', 0, 16_000, 1000, 'aged'],
  ['it was old when it came, and the wall clock was set back then', 10_000, -50_000, 6_000, 'aged'],
  ['it was old when it came, by both clocks', 10_000, 16_000, 6_000, 'aged'],
] as const)('%s', (_name, ageMs, wallMs, sinceCameMs, refusal) => {
  const { bench, tsMs, decision } = sending(ageMs)
  const at = { nowMs: tsMs + wallMs, monoMs: decision!.cameMs + sinceCameMs, outage: null }
  expect(lateRefusal(bench.state(), decision!.id, at)).toBe(refusal)
})

test('a decision that comes too old is refused at once', () => {
  const bench = createBench()
  const tsMs = 1e12 + 1001 - 16_000
  expect(bench.on({ type: 'orders', tsMs, cause: tsMs, rows: [entry()] })).toEqual(['placed 0 1000', 'refused aged'])
})
