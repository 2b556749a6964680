/** A checker that has never seen a bug proves nothing: which bug each of them sees, in virtual time and in what real processes leave behind. */
import { describe, expect, test } from 'vitest'
import { PLANTED_BUGS } from './planted-bugs.js'
import { PLANTED_TRACES } from './planted-traces.js'
import { simulate } from './simulate.js'

const SEEDS = 100

/** By checker, as docs/live.md and reports name them. */
const SEEN_BY: Readonly<Record<string, readonly string[]>> = {
  C1: [
    'transactions are not written down',
    'gaps in the transactions are not filled',
    'a decision is not deduplicated',
  ],
  C2: [
    'an order without an answer is sent again',
    'an order without an answer counts as rejected',
    'an order without an answer counts as never sent',
    'an unknown order is given up at once',
    'a start forgets what was sent without an outcome',
    'a decision is not deduplicated',
  ],
  C3: ['an old decision is sent', 'an order waits for its connection longer than it is good'],
  C4: [
    'a slice is journaled under the number of another',
    'a slice does not name the one before it',
    'a slice is missing in the journal',
    'an entry of the journal was changed',
  ],
  C5: ['the graph sees rows that the journal does not have'],
  C6: [
    'a transaction that comes twice is told twice',
    'the graph is believed to know more than it does',
    'a balance is told wrongly',
  ],
  C7: [
    'the store does not fence',
    'the store does not fence an owner that stood still',
    'nothing is asked between the gate and the first byte',
    'an order of an owner before arrives',
  ],
  C8: ['the kill switch is not heard'],
  C9: ['the token is in a log', 'the token is in the store, packed', 'the token is printed in base 64'],
  C10: ['a promise is rejected and nobody hears it', 'listeners pile up', 'a bug ends the process'],
  C11: ['a candle is taken twice', 'a candle stands in a slice that closes no minute'],
  C12: ['a number that is none is journaled', 'an infinite quote is journaled', 'a candle has no close'],
  C14: ['an increase goes out without a stop'],
  I8: ['the disk is not waited for', 'an order leaves before its claim is answered'],
  stuck: ['the end of a close is not told', 'an abandoned order stays unknown'],
}

const simulated = new Map(PLANTED_BUGS.map((bug) => [bug.name, bug]))
const found = new Map(PLANTED_TRACES.map((trace) => [trace.name, trace]))

test('every bug has its checker, and every checker of C1 to C12 has a bug', () => {
  expect(new Set(Object.values(SEEN_BY).flat())).toEqual(new Set([...simulated.keys(), ...found.keys()]))
  for (let n = 1; n <= 12; n++) expect(SEEN_BY[`C${n}`]?.length).toBeGreaterThan(0)
})

describe.each(Object.entries(SEEN_BY))('%s sees', (checker, names) => {
  test.each(names)('%s', async (name) => {
    const trace = found.get(name)
    if (trace) {
      expect(await trace.sound()).toEqual([])
      expect(await trace.faults()).toEqual(expect.arrayContaining([expect.stringMatching(`^${checker}: `)]))
      return
    }
    const { options, seenBy } = simulated.get(name)!
    for (let seed = 1; seed <= SEEDS; seed++) {
      const { violations } = await simulate({ ...options, seed })
      // Seen as what it is, and by this checker among others.
      if (violations.some((text) => seenBy.test(text)) && violations.some((text) => text.startsWith(`${checker}: `)))
        return
    }
    expect.fail(`not seen in ${SEEDS} runs`)
  })
})
