/** What a pipeline that is stopped waits for: orders that have left are answered and recorded, for at most five seconds. */
import { describe, expect, test } from 'vitest'
import { settleOrders } from '../../../app/live/settle-orders.js'
import { SepError } from '../../../model/error-codes.js'
import type { BrokerClient, OrderReply, OrderRequest } from '../../../model/broker-client.js'
import { orderKeys, readOrder } from '../../../sinks/execution/order-records.js'
import { initialState } from '../../../sinks/execution/protocol.js'
import { createRunner } from '../../../sinks/execution/runner.js'
import { memoryStore } from '../../../store/memory/store.js'
import type { Store } from '../../../store/store.js'
import { accountOwner } from '../../support/account-owner.js'
import { entry, entryFill, entryOrder, SETTINGS } from '../../support/protocol-bench.js'
import { settle } from '../../support/settle.js'
import { testClock } from '../../support/test-clock.js'

const keys = orderKeys(SETTINGS.account)
const TTL_MS = 4_000
const NEVER = Number.POSITIVE_INFINITY

interface Case {
  /** From the request to its answer. */
  readonly answersMs?: number
  readonly connectsMs?: number
  readonly reply?: (order: OrderRequest) => OrderReply
  readonly bend?: (store: Store) => Partial<Store>
}
const filled = ({ decisionId }: OrderRequest): OrderReply => ({
  kind: 'accepted',
  transactions: [entryOrder(1, decisionId), entryFill(2, 1)],
  lastTransactionId: 2,
})

const bench = async ({ answersMs = 10, connectsMs = 0, reply = filled, bend = () => ({}) }: Case = {}) => {
  const clock = testClock(1_700_000_000_000)
  const shared = memoryStore({ clock })
  const store = { ...shared, ...bend(shared) }
  // As in a session that is stopped: the renewals in the background have ended.
  const stopped = AbortSignal.abort()
  const owner = await accountOwner({ store, account: SETTINGS.account, clock, ttlMs: TTL_MS, signal: stopped })
  const posted: string[] = []
  const broker: BrokerClient = {
    send: async (order, { mayLeave }) => {
      await clock.sleep(connectsMs)
      const refusal = mayLeave()
      if (refusal) return { kind: 'unsent', refusal, message: refusal }
      posted.push(order.decisionId)
      await (answersMs === NEVER ? new Promise(() => {}) : clock.sleep(answersMs))
      return reply(order)
    },
    account: () => Promise.reject(new SepError('broker-unavailable', 'nobody asks here')),
    transactionsSince: async () => [],
  }
  const runner = createRunner(
    {
      ...owner,
      broker,
      clock,
      readSwitches: async () => ({ killSwitch: false, paused: false }),
      market: () => ({ tradeable: true, priceAgeMs: 0 }),
      alarm: () => {},
    },
    { ...initialState(SETTINGS), leaseUntilMs: TTL_MS, killSwitch: false, paused: false, reconciledMs: 1e9 },
    { orders: '0-0', ledger: '0-0' },
  )
  const lines: string[] = []
  const outcomes = async () =>
    (await shared.range(keys.orders, '0'))
      .map(readOrder)
      .map((one) => (one.kind === 'sent' ? 'sent' : one.outcome.result))
  /** Submits one increase, lets `beforeMs` pass, and stops. */
  const stop = async (beforeMs: number, then: () => Promise<void> = async () => {}) => {
    runner.submit(clock.nowMs(), [entry()])
    await settle(clock, clock.sleep(beforeMs), 10)
    await then()
    const sinceMs = clock.nowMs()
    const left = await settle(
      clock,
      settleOrders({ runner, lease: owner.lease, clock, log: (line) => lines.push(line) }),
      10,
    )
    return { left: left?.message ?? null, tookMs: clock.nowMs() - sinceMs }
  }
  return { shared, lease: owner.lease, posted, lines, outcomes, stop }
}

describe('stopping', () => {
  test('with nothing in flight takes no time', async () => {
    const { stop, lines, outcomes } = await bench()
    expect(await stop(500)).toEqual({ left: null, tookMs: 0 })
    expect([lines, await outcomes()]).toEqual([[], ['sent', 'filled']])
  })

  test.each([
    ['2 s', 2_000, 2_000],
    ['longer than the lease without a renewal', 4_700, 4_700],
  ])('waits for an answer that comes after %s, and records it', async (_what, answersMs, leastMs) => {
    const { stop, posted, outcomes } = await bench({ answersMs })
    const { left, tookMs } = await stop(200)
    expect([left, posted.length, await outcomes()]).toEqual([null, 1, ['sent', 'filled']])
    expect(tookMs).toBeGreaterThanOrEqual(leastMs - 200)
    expect(tookMs).toBeLessThanOrEqual(5_100)
  })

  test('without an answer ends after five seconds and names the order', async () => {
    const { stop, posted, lines, outcomes } = await bench({ answersMs: NEVER })
    const { left, tookMs } = await stop(200)
    const order = `1 order [1000 EUR_USD (${posted[0]})]`
    expect(left).toBe(
      `stopped with ${order} of unknown outcome: the next start finds them in the broker's transactions`,
    )
    expect(lines).toEqual([`stopping: ${order} to be answered`])
    expect(await outcomes()).toEqual(['sent'])
    expect(tookMs).toBeGreaterThanOrEqual(5_000)
    expect(tookMs).toBeLessThanOrEqual(5_100)
  })

  test('ends what has not left: no byte of an order leaves any more', async () => {
    const { stop, posted, outcomes } = await bench({ connectsMs: 3_000 })
    const { left, tookMs } = await stop(100)
    expect([left, posted, await outcomes()]).toEqual([null, [], ['sent', 'refused']])
    expect(tookMs).toBeGreaterThanOrEqual(2_800)
  })

  test('waits for no answer once another process holds the account', async () => {
    const { stop, shared, lease } = await bench({ answersMs: NEVER })
    const { left, tookMs } = await stop(200, async () => {
      await shared.releaseLease(lease.lease)
      expect(await shared.acquireLease(keys.lease, 'other', 60_000)).not.toBe(null)
    })
    expect(left).toContain('1 order [')
    expect(tookMs).toBeLessThan(2_000)
  })

  test('names what the store has not taken', async () => {
    const { stop } = await bench({
      bend: (store) => ({
        fencedAppend: (lease, entries) =>
          entries.some(({ fields }) => fields['kind'] === 'outcome')
            ? Promise.reject(new SepError('store-unavailable', 'gone'))
            : store.fencedAppend(lease, entries),
      }),
    })
    const { left } = await stop(500)
    expect(left).toMatch(/^stopped with 3 records that the store has not confirmed: /)
  })
})
