/** While the disk does not confirm writes: new risk is refused, whole trades are closed, and the retries stay few. */
import { describe, expect, test } from 'vitest'
import type { BrokerClient } from '../../../model/broker-client.js'
import { orderKeys, readOrder } from '../../../sinks/execution/order-records.js'
import { initialState } from '../../../sinks/execution/protocol.js'
import type { OrderRow } from '../../../sinks/execution/protocol-types.js'
import { createRunner } from '../../../sinks/execution/runner.js'
import { memoryStore } from '../../../store/memory/store.js'
import { accountOwner } from '../../support/account-owner.js'
import { closeAll, createBench, durable, entry, reduce, SETTINGS, trade } from '../../support/protocol-bench.js'
import { settle } from '../../support/settle.js'
import { testClock } from '../../support/test-clock.js'

const keys = orderKeys(SETTINGS.account)

describe('at the gate', () => {
  test.each<readonly [what: string, row: OrderRow, effects: readonly string[]]>([
    ['an increase is refused', entry(), ['refused store', 'write refused']],
    ['a partial close is refused', reduce(-400), ['refused store', 'write refused']],
    ['a whole close leaves', closeAll(), ['close 5 ALL']],
  ])('%s', (_what, row, effects) => {
    const bench = createBench(new Map([trade(5, 1000)]))
    bench.orders(row)
    bench.on({ type: 'claimed', id: bench.ids[0]!, answer: 'ok' })
    expect(bench.on({ ...durable, id: bench.ids[0]!, durable: false })).toEqual(effects)
  })
})

test('the waits between attempts double, up to eight seconds', () => {
  const bench = createBench()
  bench.orders(entry())
  bench.on({ type: 'claimed', id: bench.ids[0]!, answer: 'failed' })
  const waits: number[] = []
  for (let n = 0; n < 6; n++) {
    bench.on({ type: 'written', ok: false })
    let waited = 1
    while (!bench.on({ type: 'tick' }, 100).some((effect) => effect.startsWith('write'))) waited++
    waits.push(waited)
  }
  expect(waits).toEqual([10, 20, 40, 80, 80, 80])
})

/** A disk that does not confirm for a minute, while each second a slice wants to enter. */
test('a minute without the disk: one claim and one outcome a decision, and the disk is asked seldom', async () => {
  const clock = testClock(1_700_000_000_000)
  const shared = memoryStore({ clock })
  const { signal } = new AbortController()
  const owner = await accountOwner({ store: shared, account: SETTINGS.account, clock, ttlMs: 1e9, signal })
  let isOff = true
  let flushes = 0
  const seen: boolean[] = []
  const store = {
    ...shared,
    flush: async () => {
      flushes++
      return !isOff
    },
  }
  const broker: BrokerClient = {
    send: () => Promise.reject(new Error('nothing may be sent')),
    account: () => Promise.reject(new Error('nobody asks')),
    transactionsSince: async () => [],
  }
  const runner = createRunner(
    {
      ...owner,
      ...{ store, broker, alarm: () => {}, onDisk: (confirmed) => seen.push(confirmed) },
      readSwitches: async () => ({ killSwitch: false, paused: false }),
      market: () => ({ tradeable: true, priceAgeMs: 0 }),
    },
    { ...initialState(SETTINGS), leaseUntilMs: 1e9, killSwitch: false, paused: false, reconciledMs: 1e9 },
    { orders: '0-0', ledger: '0-0' },
  )
  const stop = new AbortController()
  const running = runner.run(stop.signal)
  for (let n = 0; n < 60; n++) {
    runner.submit(clock.nowMs(), [entry()])
    await settle(clock, clock.sleep(1000), 100)
  }
  const records = async () => (await shared.range(keys.orders, '0')).map((each) => readOrder(each).kind)
  const kinds = await records()
  expect(kinds.filter((kind) => kind === 'sent')).toHaveLength(60)
  expect(kinds.filter((kind) => kind === 'outcome').length).toBeLessThanOrEqual(60)
  // One for each claim, and those of the retries.
  expect(flushes).toBeLessThan(60 + 20)
  expect(new Set(seen)).toEqual(new Set([false]))
  isOff = false
  await settle(clock, clock.sleep(10_000), 100)
  expect((await records()).filter((kind) => kind === 'outcome')).toHaveLength(60)
  expect([seen.at(-1), runner.state().outbox.outcomes]).toEqual([true, []])
  stop.abort()
  await settle(clock, running)
})
