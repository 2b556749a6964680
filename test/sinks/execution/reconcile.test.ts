/** A start that takes longer than its lease lives: the account stays its own, or the start ends before it writes. */
import { describe, expect, test } from 'vitest'
import type { BrokerAccount, BrokerClient } from '../../../model/broker-client.js'
import { testClock } from '../../support/test-clock.js'
import { SepError } from '../../../model/error-codes.js'
import type { Store } from '../../../store/store.js'
import { orderKeys } from '../../../sinks/execution/order-records.js'
import { reconcile } from '../../../sinks/execution/reconcile.js'
import { accountOwner } from '../../support/account-owner.js'
import { memoryStore } from '../../../store/memory/store.js'
import { settle } from '../../support/settle.js'
import { SETTINGS, READABLE } from '../../support/protocol-bench.js'

const TTL_MS = 4000
const silence = new SepError('store-unavailable', 'silent')
const keys = orderKeys(SETTINGS.account)
const ACCOUNT: BrokerAccount = {
  id: SETTINGS.account,
  currency: 'USD',
  balance: '1000.0000',
  hedging: false,
  marginRate: null,
  tags: [],
  lastTransactionId: 12,
  pendingOrders: [],
  ...READABLE,
  trades: [],
}

/** Two machines at one store. `warmupMs`: time until the graph is back; `slowMs`: until the broker shows the account. */
const bench = (bend: (store: Store) => Partial<Store> = () => ({})) => {
  const clock = testClock(1_700_000_000_000)
  const shared = memoryStore({ clock })
  const store = { ...shared, ...bend(shared) }
  const start = async (warmupMs: number, slowMs = 0, onLost: () => void = () => {}) => {
    const broker: BrokerClient = {
      send: () => Promise.reject(new Error('nothing is ordered here')),
      account: async () => {
        await clock.sleep(slowMs)
        return ACCOUNT
      },
      transactionsSince: async () => [],
    }
    const over = new AbortController()
    const owner = await accountOwner({ store, account: SETTINGS.account, clock, ttlMs: TTL_MS, signal: over.signal })
    owner.lease.lost.addEventListener('abort', onLost)
    try {
      // The graph comes back, whatever that takes.
      await clock.sleep(warmupMs)
      const ports = {
        ...owner,
        broker,
        readSwitches: async () => ({ killSwitch: false, paused: false }),
        market: () => ({ tradeable: true, priceAgeMs: 0 }),
        alarm: (text: string) => expect(text).toBe(''),
      }
      const { runner } = await reconcile(ports, SETTINGS, 0)
      return { runner, epoch: owner.lease.lease.epoch }
    } finally {
      over.abort()
    }
  }
  /** A second instance that asks each second, for so long. */
  const waits = async (ms: number): Promise<boolean> => {
    for (let waited = 0; waited < ms; waited += 1000) {
      await clock.sleep(1000)
      if (await shared.acquireLease(keys.lease, 'two', TTL_MS)) return true
    }
    return false
  }
  return { clock, shared, start, waits }
}

describe('a start of a minute, while another instance waits', () => {
  test('keeps its lease through the warm-up and through a slow broker', async () => {
    const { clock, start, waits } = bench()
    const [reconciled, taken] = await settle(clock, Promise.all([start(60_000, 10_000), waits(65_000)]))
    expect([reconciled.epoch, taken]).toEqual([1, false])
    // Enough is left for what comes before the runner's first renewal.
    const { leaseUntilMs } = reconciled.runner.state()
    expect(leaseUntilMs - clock.monotonicMs()).toBeGreaterThanOrEqual(TTL_MS / 2)
  })

  test('ends where the store was silent for so long that the other one took over; nothing is written', async () => {
    let silent = true
    const { clock, shared, start, waits } = bench((store) => ({
      renewLease: (lease, ttlMs) => (silent ? Promise.reject(silence) : store.renewLease(lease, ttlMs)),
    }))
    let lostMs = Number.NaN
    const beganMs = clock.monotonicMs()
    const started = start(60_000, 0, () => {
      lostMs = clock.monotonicMs() - beganMs
    })
    const other = waits(20_000).then((taken) => {
      silent = false
      return taken
    })
    const ended = settle(clock, Promise.all([expect(started).rejects.toMatchObject({ code: 'lease-lost' }), other]))
    expect((await ended)[1]).toBe(true)
    // It is known long before the history is through.
    expect(lostMs).toBeLessThan(2 * TTL_MS)
    expect([await shared.length(keys.ledger), await shared.length(keys.orders)]).toEqual([0, 0])
  })

  test('a renewal that got no answer is no lost lease', async () => {
    let asked = 0
    const { clock, start, waits } = bench((store) => ({
      renewLease: (lease, ttlMs) => (++asked % 2 === 0 ? Promise.reject(silence) : store.renewLease(lease, ttlMs)),
    }))
    const [reconciled, taken] = await settle(clock, Promise.all([start(30_000), waits(29_000)]))
    expect([reconciled !== null, taken]).toEqual([true, false])
  })

  test('a start that fails lets the lease expire for the one that waits', async () => {
    const { clock, start, waits } = bench(() => ({ range: () => Promise.reject(new Error('away')) }))
    const failed = expect(start(10_000)).rejects.toThrow('away')
    const [, taken] = await settle(clock, Promise.all([failed, waits(20_000)]))
    expect(taken).toBe(true)
  })

  test('what breaks the renewals themselves ends it with that error', async () => {
    const { clock, start } = bench(() => ({ renewLease: () => Promise.reject(new Error('planted')) }))
    let knownMs = Number.NaN
    const started = start(60_000, 0, () => {
      knownMs = clock.monotonicMs()
    })
    await settle(clock, expect(started).rejects.toThrow('planted'))
    expect(knownMs).toBeLessThan(TTL_MS)
  })
})
