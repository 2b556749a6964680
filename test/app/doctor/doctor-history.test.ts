import { expect, test } from 'vitest'
import { resolveSettings } from '../../../app/config/settings.js'
import { examineLive } from '../../../app/doctor/doctor-live.js'
import { createOandaClient } from '../../../oanda/client/client.js'
import { ledgerFields, orderKeys } from '../../../sinks/execution/order-records.js'
import { memoryStore } from '../../../store/memory/store.js'
import { journalKeys } from '../../../streams/journal/keys.js'
import { ACCOUNT, START_MS, startWithPrices, TOKEN } from '../../support/start-broker.js'
import { testClock } from '../../support/test-clock.js'

const transaction = (id: number, tsMs: number) => ({ id, tsMs, type: 'CREATE', raw: {} })

test.each<[string, { readonly ledger?: [id: number, tsMs: number]; readonly sliceMs?: number }, RegExp]>([
  ['nothing to compare', {}, /^$/],
  ['the same history', { ledger: [1, START_MS] }, /^ok history: transactions up to 1 are those of the broker$/],
  ['a broker that has lost its memory', { ledger: [500, START_MS] }, /^failed .*end at \d, ours at 500.*new-history/],
  [
    'another account',
    { ledger: [1, START_MS - 1] },
    /^failed .*transaction 1 is CREATE of .* at the broker, CREATE of/,
  ],
  [
    'a clock in the past',
    { sliceMs: START_MS + 86_400_000 },
    /^failed .*the broker's clock is at 2024-03-19.*new-history/,
  ],
])('the history of an account: %s', async (_, { ledger, sliceMs }, expected) => {
  const broker = await startWithPrices()
  const clock = testClock(START_MS)
  const url = new URL(broker.url)
  const target = { environment: 'paper', accountId: ACCOUNT, rest: url, stream: url } as const
  const client = createOandaClient({ target, token: TOKEN, clock, random: () => 0.5, attempts: 1 })
  const store = memoryStore({ clock })
  if (ledger) {
    const record = { transaction: transaction(...ledger), decisionId: null, origin: 'none' } as const
    const fields = ledgerFields({ kind: 'transaction', id: `${ledger[0]}-0`, ...record })
    await store.append(orderKeys(ACCOUNT).ledger, `${ledger[0]}-0`, fields)
  }
  if (sliceMs !== undefined) await store.append(journalKeys(ACCOUNT).slice, `${sliceMs}-0`, { x: '1' })
  const findings = await examineLive({ settings: resolveSettings(), client, clock, openStore: async () => store })
  const lines = findings
    .filter(({ check }) => check === 'history')
    .map(({ state, message }) => `${state} history: ${message}`)
  client.close()
  await broker.close()
  expect(lines.join('\n')).toMatch(expected)
})
