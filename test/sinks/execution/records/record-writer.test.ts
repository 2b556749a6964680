/** Whatever becomes of the attempts to write them, each outcome and each transaction is in its stream once. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SepError } from '../../../../model/error-codes.js'
import { ledgerFields, orderKeys, outcomeFields, readOrder } from '../../../../sinks/execution/order-records.js'
import type { LedgerRecord, OutcomeRecord } from '../../../../sinks/execution/protocol-types.js'
import { entryIds } from '../../../../sinks/execution/records/entry-ids.js'
import { recordWriter } from '../../../../sinks/execution/records/record-writer.js'
import { streamEnd } from '../../../../sinks/execution/records/stream-end.js'
import { memoryStore } from '../../../../store/memory/store.js'
import type { Append, Store } from '../../../../store/store.js'
import { accountOwner } from '../../../support/account-owner.js'
import { tx } from '../../../support/protocol-bench.js'
import { testClock } from '../../../support/test-clock.js'

const ACCOUNT = 'A'
const keys = orderKeys(ACCOUNT)

/** What becomes of one attempt. */
const FATES = ['written', 'unconfirmed', 'answer lost', 'lost', 'forgotten', 'late'] as const
type Fate = (typeof FATES)[number]

const bench = async () => {
  const clock = testClock(1_700_000_000_000)
  const shared = memoryStore({ clock })
  const { signal } = new AbortController()
  const owner = await accountOwner({ store: shared, account: ACCOUNT, clock, ttlMs: 1e9, signal })
  let fate: Fate = 'written'
  let late: readonly Append[] = []
  let writes = 0
  const append: Store['fencedAppend'] = async (lease, appends) => {
    // A request that was given up arrives after the look at the streams, and right before the next one.
    const before = late
    late = []
    if (before.length > 0) await shared.fencedAppend(lease, before)
    writes++
    if (fate === 'forgotten') return 'ok'
    if (fate === 'late') late = appends
    const answer = fate === 'lost' || fate === 'late' ? 'ok' : await shared.fencedAppend(lease, appends)
    if (fate === 'answer lost' || fate === 'lost' || fate === 'late')
      throw new SepError('store-unavailable', 'no answer')
    return answer
  }
  const orderIds = entryIds(clock, '0-0')
  const ends = { orders: streamEnd('orders'), ledger: streamEnd('ledger') }
  let renewals = 0
  const lease = {
    lease: owner.lease.lease,
    renew: async () => {
      renewals++
    },
  }
  const put = recordWriter({
    store: { ...shared, fencedAppend: append },
    ...{ lease, keys, orderIds, ends, lastLedgerId: '0-0' },
    flush: async () => {
      const reports = [ends.orders.flushing(), ends.ledger.flushing()]
      const confirmed = fate === 'written' || fate === 'answer lost'
      for (const report of reports) report(confirmed)
      return confirmed
    },
  })
  return {
    shared,
    lease: owner.lease.lease,
    orderIds,
    writes: () => writes,
    renewals: () => renewals,
    attempt: async (next: Fate, records: Omit<Parameters<typeof put>[0], 'again'>, again: boolean) => {
      fate = next
      return put({ ...records, again }).catch((error: unknown) => {
        if (error instanceof SepError && error.code === 'bad-journal') throw error
        return 'failed' as const
      })
    },
    outcomes: async () =>
      (await shared.range(keys.orders, '0'))
        .map(readOrder)
        .flatMap((record) => (record.kind === 'sent' ? [] : record.id)),
    ledger: async () => (await shared.range(keys.ledger, '0')).map(({ id }) => id),
  }
}

const outcome = (decisionId: string): OutcomeRecord => ({
  ...{ decisionId, result: 'refused', reason: 'store', transactionId: 0, atMs: 5 },
})
const transaction = (id: number): LedgerRecord => ({
  ...{ kind: 'transaction', id: `${id}-0`, transaction: tx(id, 'NEW'), decisionId: null, origin: 'none' },
})

test('any fates of the attempts, with new records between them', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.constantFrom(...FATES), fc.nat(2), fc.nat(2)), { maxLength: 12 }),
      async (plan) => {
        const { attempt, outcomes, ledger } = await bench()
        let [made, seen] = [0, 0]
        let waiting: { ledger: readonly LedgerRecord[]; outcomes: readonly OutcomeRecord[] } = {
          ledger: [],
          outcomes: [],
        }
        let again = false
        const grown = (more: number, transactions: number) => ({
          outcomes: [...waiting.outcomes, ...Array.from({ length: more }, () => outcome(`decision-${made++}`))],
          ledger: [...waiting.ledger, ...Array.from({ length: transactions }, () => transaction(++seen))],
        })
        for (const [fate, more, transactions] of plan) {
          waiting = grown(more, transactions)
          const answer = await attempt(fate, waiting, again)
          again = answer !== 'ok'
          if (!again) waiting = { ledger: [], outcomes: [] }
        }
        // The first of these may still be refused: something has arrived since it looked.
        for (let n = 0; again && n < 2; n++) again = (await attempt('written', waiting, true)) !== 'ok'
        expect(again).toBe(false)
        expect(await outcomes()).toEqual(Array.from({ length: made }, (_, n) => `decision-${n}`))
        expect(await ledger()).toEqual(Array.from({ length: seen }, (_, n) => `${n + 1}-0`))
      },
    ),
    { numRuns: 100 },
  )
})

test('a disk that does not confirm for long: one write, then only waits for the disk', async () => {
  const { attempt, outcomes, writes, renewals } = await bench()
  const records = { ledger: [transaction(1)], outcomes: [outcome('a'), outcome('b')] }
  const answers = []
  for (let n = 0; n < 50; n++) answers.push(await attempt('unconfirmed', records, n > 0))
  answers.push(await attempt('written', records, true))
  expect([new Set(answers), writes(), await outcomes()]).toEqual([new Set(['unconfirmed', 'ok']), 1, ['a', 'b']])
  // The disk confirms the writes of a connection: each wait has a write of its own behind those of an earlier connection.
  expect(renewals()).toBe(50)
})

test('claims that come between do not hide the look at the stream', async () => {
  const { attempt, outcomes, shared, lease, orderIds } = await bench()
  const records = { ledger: [], outcomes: [outcome('a')] }
  expect(await attempt('answer lost', records, false)).toBe('failed')
  await shared.fencedAppend(lease, [
    { stream: keys.orders, id: orderIds.next(), fields: outcomeFields(outcome('other')) },
  ])
  expect(await attempt('written', records, true)).toBe('ok')
  expect(await outcomes()).toEqual(['a', 'other'])
})

test('a ledger entry that a newer one has overtaken is not written again', async () => {
  const { attempt, ledger, shared, lease } = await bench()
  await shared.fencedAppend(lease, [{ stream: keys.ledger, id: '2-0', fields: ledgerFields(transaction(2)) }])
  expect(await attempt('written', { ledger: [transaction(2), transaction(3)], outcomes: [] }, true)).toBe('ok')
  expect(await ledger()).toEqual(['2-0', '3-0'])
})

test.each([
  ['the orders', keys.orders, [], [outcome('a')]],
  ['the ledger', keys.ledger, [transaction(1)], []],
] as const)(
  'a store that lost confirmed entries of %s gets no further one',
  async (_name, stream, ledger, outcomes) => {
    const { attempt, shared } = await bench()
    expect(await attempt('written', { ledger, outcomes }, false)).toBe('ok')
    await shared.write([{ op: 'delete', key: stream }])
    const next = { ledger: ledger.map(() => transaction(2)), outcomes: outcomes.map(() => outcome('b')) }
    await expect(attempt('written', next, false)).rejects.toThrow(/it had confirmed \S+: it has lost entries/)
    expect(await shared.lastId(stream)).toBe(null)
  },
)

test('a view of the account that came in between is no loss', async () => {
  const { attempt, ledger, shared, lease } = await bench()
  expect(await attempt('written', { ledger: [transaction(1)], outcomes: [] }, false)).toBe('ok')
  await shared.fencedAppend(lease, [{ stream: keys.ledger, id: '1-5', fields: ledgerFields(transaction(1)) }])
  expect(await attempt('written', { ledger: [transaction(2)], outcomes: [] }, false)).toBe('ok')
  expect(await ledger()).toEqual(['1-0', '1-5', '2-0'])
})
