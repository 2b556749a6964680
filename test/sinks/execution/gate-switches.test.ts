/** The gate reads the switches from the store for every order: what the runner has heard before, or cannot read, opens nothing. */
import { expect, test } from 'vitest'
import type { BrokerClient } from '../../../model/broker-client.js'
import { EXECUTIONS, REFUSALS } from '../../../model/codes.js'
import { SepError } from '../../../model/error-codes.js'
import type { Switches } from '../../../sinks/execution/protocol-types.js'
import { initialState } from '../../../sinks/execution/protocol.js'
import { createRunner } from '../../../sinks/execution/runner.js'
import { memoryStore } from '../../../store/memory/store.js'
import { accountOwner } from '../../support/account-owner.js'
import { closeAll, entry, SETTINGS, trade } from '../../support/protocol-bench.js'
import { settle } from '../../support/settle.js'
import { testClock } from '../../support/test-clock.js'

const TTL_MS = 30_000

/** What becomes of an increase and of a close, by a runner that has heard only `off`, when the store answers so. */
const sentWhen = async (readSwitches: () => Promise<Switches>) => {
  const clock = testClock(1_700_000_000_000)
  const store = memoryStore({ clock })
  const { signal } = new AbortController()
  const owner = await accountOwner({ store, account: SETTINGS.account, clock, ttlMs: TTL_MS, signal })
  const sent: string[] = []
  const broker: BrokerClient = {
    send: async ({ leg }) => {
      sent.push(leg)
      return { kind: 'accepted', transactions: [], lastTransactionId: 10 }
    },
    account: () => Promise.reject(new SepError('broker-unavailable', 'nobody asks here')),
    transactionsSince: async () => [],
  }
  const initial = initialState(SETTINGS)
  const view = { ...initial.view, lastTransactionId: 10, trades: new Map([trade(5, 100, true, 'AUD_USD')]) }
  const runner = createRunner(
    {
      ...owner,
      ...{ broker, clock, readSwitches, outage: () => null, alarm: () => {} },
      market: () => ({ tradeable: true, priceAgeMs: 0 }),
    },
    { ...initial, view, knownId: 10, leaseUntilMs: TTL_MS, killSwitch: false, paused: false, reconciledMs: 1e9 },
    { orders: '0-0', ledger: '0-0' },
  )
  // The close is of another slice: increases wait for a close.
  runner.submit(clock.nowMs(), [entry()])
  await settle(clock, clock.sleep(200))
  runner.submit(clock.nowMs(), [closeAll(0)])
  await settle(clock, clock.sleep(200))
  const refused = runner.drain().filter(({ type }) => EXECUTIONS[type] === 'refused')
  return { sent, refused: refused.map((row) => REFUSALS[row.refused]) }
}

const off = { killSwitch: false, paused: false }

test.each<[what: string, read: () => Promise<Switches>, sent: readonly string[], refused: readonly string[]]>([
  ['both off', async () => off, ['entry', 'close'], []],
  ['the kill switch is on', async () => ({ ...off, killSwitch: true }), ['close'], ['kill']],
  ['paused', async () => ({ ...off, paused: true }), ['close'], ['paused']],
  ['they cannot be read', () => Promise.reject(new SepError('store-unavailable', 'away')), ['close'], ['kill']],
])('%s', async (_what, read, sent, refused) => {
  expect(await sentWhen(read)).toEqual({ sent, refused })
})
