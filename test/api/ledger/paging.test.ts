/** Pages of the ledger while new entries arrive: no hole and no repetition. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { accountLedger } from '../../../api/model/ledger/account-ledger.js'
import { keptPages } from '../../../api/model/ledger/kept-pages.js'
import type { PageOf, PageWanted } from '../../../api/model/ledger/ledger-reads.js'
import { memoryStore } from '../../../store/memory/store.js'
import { testClock } from '../../support/test-clock.js'
import { addOrder, addOrders, START_MS } from '../../support/ledger/made-ledger.js'

const ACCOUNT = 'A'

type Read = (wanted: PageWanted) => Promise<PageOf<{ readonly id: string | null }>>

const walk = async (read: Read, limit: number, between: () => Promise<void>) => {
  const ids: (string | null)[] = []
  let cursor: string | undefined
  for (;;) {
    const page = await read({ limit, cursor })
    ids.push(...page.items.map(({ id }) => id))
    if (page.cursor === null) return ids
    cursor = page.cursor
    await between()
  }
}

test('whatever arrives between two pages, the orders that were there are each on one page', () =>
  fc.assert(
    fc.asyncProperty(
      fc.nat(30),
      fc.integer({ min: 1, max: 7 }),
      fc.array(fc.nat(4), { maxLength: 40 }),
      async (count, limit, arrivals) => {
        const other = memoryStore({ clock: testClock(START_MS) })
        await addOrders(other, ACCOUNT, count)
        let n = count
        const later = [...arrivals]
        const ids = await walk(accountLedger(other, ACCOUNT).orders, limit, async () => {
          for (let k = later.shift() ?? 0; k > 0; k--) await addOrder(other, ACCOUNT, n++)
        })
        expect(ids).toEqual(Array.from({ length: count }, (_, i) => `sep-${count - 1 - i}`))
      },
    ),
    { numRuns: 60 },
  ))

test('the same of the list in memory, with many items of one slice', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(2), { maxLength: 40 }),
      fc.integer({ min: 1, max: 7 }),
      fc.array(fc.nat(4), { maxLength: 40 }),
      async (steps, limit, arrivals) => {
        const pages = keptPages<{ readonly id: string }>()
        let tsMs = START_MS
        let n = 0
        const add = (step: number) => pages.add((tsMs += step * 60_000), () => ({ id: `${n++}` }))
        steps.forEach(add)
        const there = n
        const later = [...arrivals]
        const ids = await walk(pages.page, limit, () => {
          for (let k = later.shift() ?? 0; k > 0; k--) add(1)
          return Promise.resolve()
        })
        expect(ids).toEqual(Array.from({ length: there }, (_, i) => `${there - 1 - i}`))
      },
    ),
  ))
