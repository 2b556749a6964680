/** The runner and its ports: an order that was never sent is over, the gate travels with each order, a loop that breaks ends the run. */
import { describe, expect, test } from 'vitest'
import type { BrokerClient, OrderReply } from '../../../model/broker-client.js'
import { testClock } from '../../support/test-clock.js'
import { SepError } from '../../../model/error-codes.js'
import type { Store } from '../../../store/store.js'
import { EXECUTIONS, type RefusalName, REFUSALS } from '../../../model/codes.js'
import { initialState } from '../../../sinks/execution/protocol.js'
import { orderKeys, readOrder } from '../../../sinks/execution/order-records.js'
import { createRunner } from '../../../sinks/execution/runner.js'
import { accountOwner } from '../../support/account-owner.js'
import { memoryStore } from '../../../store/memory/store.js'
import { settle } from '../../support/settle.js'
import { entry, SETTINGS } from '../../support/protocol-bench.js'

const keys = orderKeys(SETTINGS.account)
const TTL_MS = 30_000

/** An owner whose broker answers so. */
const bench = async (reply: OrderReply, bend: (store: Store) => Partial<Store> = () => ({})) => {
  const clock = testClock(1_700_000_000_000)
  const shared = memoryStore({ clock })
  const store = { ...shared, ...bend(shared) }
  const { signal } = new AbortController()
  const owner = await accountOwner({ store, account: SETTINGS.account, clock, ttlMs: TTL_MS, signal })
  let fault: Error | undefined
  const nowMs = () => {
    if (fault) throw fault
    return clock.nowMs()
  }
  const breaks = (error: Error) => {
    fault = error
  }
  const sent: string[] = []
  let outage: RefusalName | null = null
  const alarms: string[] = []
  const broker: BrokerClient = {
    send: async ({ decisionId }, { mayLeave }) => {
      sent.push(decisionId)
      // The connection takes a while.
      await clock.sleep(50)
      const refusal = mayLeave()
      return refusal ? { kind: 'unsent', refusal, message: refusal } : reply
    },
    account: () => Promise.reject(new SepError('broker-unavailable', 'nobody asks here')),
    transactionsSince: async () => [],
  }
  const runner = createRunner(
    {
      ...owner,
      broker,
      clock: { ...clock, nowMs },
      readSwitches: async () => ({ killSwitch: false, paused: false }),
      market: () => ({ tradeable: true, priceAgeMs: 0 }),
      outage: () => outage,
      alarm: (text) => alarms.push(text),
    },
    { ...initialState(SETTINGS), leaseUntilMs: TTL_MS, killSwitch: false, paused: false, reconciledMs: 1e9 },
    { orders: '0-0', ledger: '0-0' },
  )
  const drained = () =>
    runner.drain().map(({ type, refused }) => `${EXECUTIONS[type]}${refused === 0 ? '' : ` ${REFUSALS[refused]}`}`)
  /** Lets everything that is on its way come back. */
  const rest = () => settle(clock, Promise.all([clock.sleep(100), clock.sleep(200)]))
  const setOutage = (now: RefusalName | null) => {
    outage = now
  }
  return { clock, shared, lease: owner.lease, runner, sent, alarms, drained, rest, breaks, setOutage }
}

test('an order refused by the last check before the first byte is over: reported, recorded, claimed, and never sent', async () => {
  const { clock, shared, runner, sent, alarms, drained, rest } = await bench({
    kind: 'unsent',
    refusal: 'kill',
    message: 'kill',
  })
  const tsMs = clock.nowMs()
  runner.submit(tsMs, [entry()])
  await rest()
  expect(drained()).toEqual(['placed', 'refused kill'])
  expect([sent.length, runner.state().decisions.size, alarms]).toEqual([1, 0, []])
  const written = (await shared.range(keys.orders, '0')).map(readOrder)
  expect(written.map((record) => (record.kind === 'sent' ? 'sent' : record.outcome.result))).toEqual([
    'sent',
    'refused',
  ])
  expect(Object.keys(await shared.hashAll(keys.claims))).toEqual(sent)
  runner.submit(tsMs, [entry()])
  await rest()
  expect([drained(), sent.length]).toEqual([[], 1])
  // Its instrument is free for the next slice.
  runner.submit(tsMs + 60, [entry()])
  await rest()
  expect(new Set(sent).size).toBe(2)
})

describe('an order that waits for its connection asks the runner right before it leaves', () => {
  const FILLED = { kind: 'accepted', transactions: [], lastTransactionId: 0 } as const
  type Bench = Awaited<ReturnType<typeof bench>>

  test.each<readonly [what: string, change: (bench: Bench) => unknown, rows: readonly string[]]>([
    ['nothing has changed', () => {}, ['placed']],
    [
      'the kill switch turned on',
      ({ runner }) => runner.setSwitches({ killSwitch: true, paused: false }),
      ['placed', 'refused kill'],
    ],
    ['the lease was released', ({ lease }) => lease.release(), ['placed', 'refused passive']],
    ["the machine's clock is off", ({ setOutage }) => setOutage('skew'), ['placed', 'refused skew']],
    ['the broker does not answer', ({ setOutage }) => setOutage('broker'), ['placed', 'refused broker']],
    ['the outage is over', ({ setOutage }) => [setOutage('prices'), setOutage(null)], ['placed']],
  ])('%s', async (_what, change, rows) => {
    const all = await bench(FILLED)
    const { clock, runner, sent, rest, drained } = all
    runner.submit(clock.nowMs(), [entry()])
    await settle(clock, clock.sleep(20))
    expect(sent).toHaveLength(1)
    change(all)
    await rest()
    expect(drained()).toEqual(rows)
  })
})

describe('the order stream', () => {
  const FILLED = { kind: 'accepted', transactions: [], lastTransactionId: 0 } as const

  test('that lost confirmed entries ends the run: no order leaves any more', async () => {
    const { clock, shared, runner, sent, rest } = await bench(FILLED)
    const ended = expect(runner.run(new AbortController().signal)).rejects.toThrow(/it has lost entries/)
    const tsMs = clock.nowMs()
    runner.submit(tsMs, [entry()])
    await rest()
    await shared.write([{ op: 'delete', key: keys.orders }])
    runner.submit(tsMs + 60, [entry(1000, 0)])
    await settle(clock, ended)
    expect(sent).toHaveLength(1)
    expect(await shared.lastId(keys.orders)).toBe(null)
  })

  test('without an entry that could not be written takes the next one', async () => {
    const claims = { failures: 1 }
    const { clock, shared, runner, sent, rest, drained } = await bench(FILLED, (store) => ({
      claim: async (...args) => {
        if (claims.failures-- > 0) throw new SepError('store-unavailable', 'no answer')
        return store.claim(...args)
      },
    }))
    runner.submit(clock.nowMs(), [entry(), entry(1000, 0)])
    await rest()
    expect(drained().toSorted()).toEqual(['placed', 'placed', 'refused store'])
    expect(sent).toHaveLength(1)
    expect(await shared.range(keys.orders, '0')).not.toEqual([])
  })
})

describe('run', () => {
  const reply = { kind: 'unsent', refusal: 'kill', message: '' } as const
  const broken = new Error('planted')

  test('rejects with what breaks a renewal', async () => {
    const { clock, runner } = await bench(reply, () => ({ renewLease: () => Promise.reject(broken) }))
    await settle(clock, expect(runner.run(new AbortController().signal)).rejects.toBe(broken))
  })

  test('rejects with what breaks a tick', async () => {
    const { clock, runner, breaks } = await bench(reply)
    breaks(broken)
    await settle(clock, expect(runner.run(new AbortController().signal)).rejects.toBe(broken))
    // Before the first renewal.
    expect(clock.monotonicMs()).toBeLessThan(TTL_MS / 3)
  })

  test('an unreachable store is no failure, and an abort is silent', async () => {
    let asked = 0
    const { clock, runner } = await bench(reply, (store) => ({
      renewLease: (lease, ttlMs) =>
        ++asked === 1 ? Promise.reject(new SepError('store-unavailable', 'away')) : store.renewLease(lease, ttlMs),
    }))
    const stop = new AbortController()
    const running = runner.run(stop.signal)
    await settle(clock, clock.sleep(2 * TTL_MS))
    expect(asked).toBeGreaterThan(3)
    expect(runner.state().leaseUntilMs).toBeGreaterThan(clock.monotonicMs())
    stop.abort()
    await settle(clock, running)
  })
})
