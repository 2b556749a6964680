/** Pages of stored runs, many of which were stored at the same millisecond. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { runReads } from '../../../api/model/research/run-reads.js'
import { MINUTE_MS } from '../../../lib/time-units.js'
import { trialWrites } from '../../../sinks/trials/trial-writes.js'
import { memoryStore } from '../../../store/memory/store.js'
import { testClock } from '../../support/test-clock.js'
import { END_MS, madeRun } from '../../support/trials/made-run.js'

test('each run is on one page, newest first', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(3), { minLength: 1, maxLength: 12 }),
      fc.integer({ min: 1, max: 5 }),
      async (times, limit) => {
        const store = memoryStore({ clock: testClock(END_MS) })
        for (const [n, later] of times.entries()) {
          const { line, trades } = madeRun({ days: 30, toMs: END_MS + n * MINUTE_MS, exits: [] })
          await store.write(trialWrites(line, trades, { family: 'sep', dataHash: 'made', ts: END_MS + later }))
        }
        const { list } = runReads(store)
        const wanted = { instrument: null, hours: null, params: null, limit }
        const found: { readonly id: string; readonly ms: number }[] = []
        for (let cursor: string | undefined; ; ) {
          const page = await list({ ...wanted, cursor })
          found.push(...page.items.map(({ runId, storedMs }) => ({ id: runId, ms: storedMs })))
          if (page.cursor === null) break
          cursor = page.cursor
        }
        expect(new Set(found.map(({ id }) => id)).size).toBe(times.length)
        expect(found.map(({ ms }) => ms)).toEqual(times.map((later) => END_MS + later).sort((a, b) => b - a))
      },
    ),
    { numRuns: 50 },
  ))
