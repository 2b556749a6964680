/** A checker that has never detected a bug proves nothing: which bugs each one detects, in virtual time and in traces of real processes. */
import { describe, expect, test } from 'vitest'
import { PLANTED_BUGS } from './planted-bugs.js'
import { PLANTED_TRACES } from './planted-traces.js'
import { simulate } from '../simulate.js'

const SEEDS = 100

/** By checker, as named in docs/live.md and in violations. */
const DETECTED_BY: Readonly<Record<string, readonly string[]>> = {
  C1: [
    'transactions are not written to the ledger',
    'gaps in the transaction stream are not filled',
    'a decision is not deduplicated',
  ],
  C2: [
    'an order without a reply is sent again',
    'an order without a reply counts as rejected',
    'an order without a reply counts as never sent',
    'an unknown order is abandoned at once',
    'a start forgets orders sent without an outcome',
    'a decision is not deduplicated',
    'the client reads a server error as a refusal',
    "the client reads a proxy's refusal as the broker's",
    'the client sends an order again after a reset',
    'the client takes a broken answer for a connection that never stood',
  ],
  C3: [
    'a clock that is off stops nothing',
    'a stale decision is sent',
    'an order waits for its connection past its maximum age',
  ],
  C4: [
    'a slice is journaled under the number of another',
    'a slice does not name its predecessor',
    'a slice is missing from the journal',
    'a journal entry was altered',
  ],
  C5: ['the graph sees rows that are not in the journal', 'a snapshot loses a part of the state'],
  C6: [
    'a duplicate transaction is delivered twice',
    'the graph claims to have seen more than it has',
    'a wrong balance is delivered',
  ],
  C7: [
    'the store does not fence',
    'the store does not fence a paused owner',
    'nothing is checked between the last check and the first byte',
    'an order of a previous owner arrives',
  ],
  C8: ['the kill switch is ignored'],
  C9: ['the token is in a log', 'the token is in the store, compressed', 'the token is printed in base64'],
  C10: ['a promise rejection is not handled', 'listeners pile up', 'a bug ends the process'],
  C11: ['a candle is taken twice', 'a candle is in a slice that closes no minute'],
  C12: ['a NaN is journaled', 'an infinite quote is journaled', 'a candle has no close'],
  C13: [
    'a short leaves as a long',
    'an order leaves for another instrument',
    'the stop stands closer than decided',
    'an order leaves without its bound',
    'a close takes the trade whole',
    'the client turns the side of a short',
    'the client does not name the trade',
  ],
  C14: ['an increase is sent without a stop'],
  I8: ['the flush to disk is not awaited', 'an order is sent before its claim is confirmed'],
  stuck: ['the end of a close is not delivered', 'an abandoned order stays unknown'],
}

const simulated = new Map(PLANTED_BUGS.map((bug) => [bug.name, bug]))
const found = new Map(PLANTED_TRACES.map((trace) => [trace.name, trace]))

test('every bug has a checker, and every checker from C1 to C12 has a bug', () => {
  expect(new Set(Object.values(DETECTED_BY).flat())).toEqual(new Set([...simulated.keys(), ...found.keys()]))
  for (let n = 1; n <= 12; n++) expect(DETECTED_BY[`C${n}`]?.length).toBeGreaterThan(0)
})

describe.each(Object.entries(DETECTED_BY))('%s detects', (checker, names) => {
  test.each(names)('%s', async (name) => {
    const trace = found.get(name)
    if (trace) {
      expect(await trace.sound()).toEqual([])
      expect(await trace.faults()).toEqual(expect.arrayContaining([expect.stringMatching(`^${checker}: `)]))
      return
    }
    const { options, detectedBy } = simulated.get(name)!
    for (let seed = 1; seed <= SEEDS; seed++) {
      const { violations } = await simulate({ ...options, seed })
      // Detected for what it is, and by this checker among others.
      if (
        violations.some((text) => detectedBy.test(text)) &&
        violations.some((text) => text.startsWith(`${checker}: `))
      )
        return
    }
    expect.fail(`not detected in ${SEEDS} runs`)
  })
})
