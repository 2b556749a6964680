/** A process that runs for long: its journal stays bounded, a restart finds all it needs, and what is left replays to the same bytes. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { replayJournal } from '../../../streams/journal/replay.js'
import { encodeSnapshot } from '../../../graph/engine/run/snapshot.js'
import type { Store } from '../../../store/store.js'
import { trimJournal } from '../../../streams/journal/trim.js'
import { journalKeys } from '../../../streams/journal/keys.js'
import { runSep } from '../../support/sep-run.js'
import { ACCOUNT, graphOf, type LifeOptions, recording } from '../../support/recorded-journal.js'
import { unreliable } from './tampered.js'
import { MINUTE_MS } from '../../../lib/time-units.js'

const keys = journalKeys(ACCOUNT)
const always = { account: ACCOUNT, fromMs: 0, toMs: 4e12, graphOf }
/** An hour for a week: a snapshot each 20 minutes, kept for 60, a checkpoint each 60. */
const HASTE = { everyMs: 20 * MINUTE_MS, checkpointEveryMs: 60 * MINUTE_MS }
const KEEP_MS = 60 * MINUTE_MS

const trimming = (store: Store, lengths: number[] = []): LifeOptions => ({
  ...HASTE,
  onMoved: async (olderTsMs, writer) => {
    await trimJournal(store, ACCOUNT, Math.min(olderTsMs, writer.place().tsMs - KEEP_MS))
    lengths.push(await store.length(keys.slice))
  },
})

describe('a long run', () => {
  test('keeps a bounded journal, at least of the last interval, that replays to the same bytes', async () => {
    const recorded = recording({ minutes: 900 })
    const lengths: number[] = []
    await recorded.live(trimming(recorded.store, lengths))
    // Two stretches, the minutes to the next snapshot, and the start records.
    expect(Math.max(...lengths)).toBeLessThanOrEqual(60 + 60 + 20 + 4)
    const [left, decided] = [await recorded.store.length(keys.slice), await recorded.store.length(keys.decision)]
    const result = await replayJournal({ ...always, store: recorded.store })
    expect(result).toMatchObject({ differing: 0, unrecorded: 0, first: null })
    expect(result.equal).toBeGreaterThanOrEqual(60)
    expect([left - result.equal <= 3, decided - result.equal <= 3]).toEqual([true, true])
  })

  test('changes nothing: state and every column are those of one run', async () => {
    const recorded = recording({ minutes: 400 })
    const { compiled } = await recorded.live(trimming(recorded.store))
    const whole = runSep(recorded.series)
    const stateOf = (of: typeof compiled) => Buffer.from(encodeSnapshot(of.snapshot())).toString('base64')
    expect(stateOf(compiled)).toBe(stateOf(whole.compiled))
    expect([...recorded.digest.columns()].filter(([name, hash]) => whole.digest.columns().get(name) !== hash)).toEqual(
      [],
    )
  })

  test('may be killed and started anywhere', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.array(fc.record({ slices: fc.integer({ min: 1, max: 150 }), killed: fc.boolean() }), {
          minLength: 1,
          maxLength: 4,
        }),
        async (seed, lives) => {
          const recorded = recording({ seed, minutes: 420 })
          for (const life of lives) await recorded.live({ ...trimming(recorded.store), ...life })
          const { resumed, compiled } = await recorded.live(trimming(recorded.store))
          expect(resumed.differingSlices).toBe(0)
          expect(compiled.snapshot().seq).toBe(420)
          const result = await replayJournal({ ...always, store: recorded.store })
          expect(result).toMatchObject({ differing: 0, unrecorded: 0 })
        },
      ),
      { numRuns: 6 },
    )
  })

  test('a checkpoint while the store answers badly: no entry is doubled and the chain holds', async () => {
    const recorded = recording({ minutes: 200 })
    const bad = unreliable(recorded.store, (n) => (n % 5 < 2 ? (n % 2 ? 'before' : 'after') : null))
    // A start's own record is repeated by the next start, digests by the next slice: here it is about the slices and what stands between
    // them.
    let asked = 0
    const store: Store = {
      ...bad,
      fencedAppend: (lease, appends) =>
        (appends[0]?.stream === keys.slice && asked++ > 0 ? bad : recorded.store).fencedAppend(lease, appends),
    }
    await recorded.live({ ...HASTE, store })
    const result = await replayJournal({ ...always, store: recorded.store })
    expect(result).toMatchObject({ equal: 200, differing: 0 })
    expect(await recorded.store.length(keys.slice)).toBe(200 + 4)
  })
})
