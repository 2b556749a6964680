/** What the doctor reads of an account and its instruments, in words. */
import { afterEach, describe, expect, test } from 'vitest'
import { resolveSettings } from '../../../app/config/settings.js'
import { brokerFindings } from '../../../app/doctor/broker-findings.js'
import { divisionFinding } from '../../../app/doctor/division-finding.js'
import { createOandaClient } from '../../../oanda/client/client.js'
import { ACCOUNT, client as http, type StartOptions, startWithPrices, TOKEN } from '../../support/start-broker.js'

const open: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close()
})

interface Given {
  readonly token?: string
  readonly broker?: StartOptions
  /** An order that the account placed before. */
  readonly before?: object
}
const findings = async (given: Given = {}) => {
  const broker = await startWithPrices(given.broker)
  open.push(broker.close)
  if (given.before) await http(broker.url)('POST', '/orders', { order: given.before })
  const url = new URL(broker.url)
  const client = createOandaClient({
    target: { environment: 'paper', accountId: ACCOUNT, rest: url, stream: url },
    token: given.token ?? TOKEN,
    clock: broker.clock,
    random: () => 0.5,
    attempts: 1,
  })
  open.push(async () => client.close())
  const found = await brokerFindings(client, resolveSettings())
  return found.map(({ state, check, message }) => `${state} ${check}: ${message}`)
}

describe('an account at the broker', () => {
  test('currency, kind, guaranteed stops, sizes, margin and prices', async () => {
    expect((await findings()).slice(2)).toEqual([
      'ok account: 100000.0000 USD, netting, guaranteed stops disabled, 0 open trades',
      expect.stringMatching(/^ok division: us: FIFO rules bind .* division 001 was seen with accounts of US$/),
      'ok instruments: EUR_JPY, EUR_USD, USD_JPY',
      'ok sizes: at least 1, whole units, prices with 3 decimals: EUR_JPY, USD_JPY; ' +
        'at least 1, whole units, prices with 5 decimals: EUR_USD',
      'ok margin: 0.04 (25:1): EUR_JPY, USD_JPY; 0.02 (50:1): EUR_USD',
      'ok prices: spreads: EUR_JPY 1.21 bps, EUR_USD 0.91 bps, USD_JPY 0.67 bps',
    ])
  })

  test('an instrument that is halted while the week is open is a warning', async () => {
    const halt = { events: [{ kind: 'halt', instrument: 'EUR_USD', ms: 60_000 }] }
    expect((await findings({ broker: { faults: halt } })).at(-1)).toBe(
      'warning prices: all but EUR_USD can be traded now, though the FX week is open',
    )
  })

  test('what a test order has left is a warning with its remedy', async () => {
    const left = {
      type: 'MARKET',
      instrument: 'EUR_USD',
      units: '1',
      tradeClientExtensions: { id: 'doctor-1', tag: 'sep' },
    }
    expect(await findings({ before: left })).toContainEqual(
      expect.stringMatching(
        /^warning account: trade \d+ of EUR_USD was left by a test order: --place-test-order closes it$/,
      ),
    )
  })

  test('a 401 is explained', async () => {
    expect(await findings({ token: 'another-token' })).toEqual([
      expect.stringMatching(
        /^failed broker: GET \/v3\/accounts: HTTP 401.* mistyped, revoked, or made for the other environment$/,
      ),
    ])
  })
})

describe('the division of an account', () => {
  test.each([
    ['101-001-1-001', 'us', false, 'ok', 'us: FIFO rules bind'],
    ['101-001-1-001', 'other', false, 'warning', 'where FIFO rules bind: SEP_DIVISION=us unless'],
    ['101-001-1-001', 'other', true, 'ok', 'other, because the account allows hedging'],
    ['101-004-1-001', 'other', false, 'ok', 'division 004 was seen with accounts of UK'],
    ['101-305-1-001', 'other', false, 'ok', "the account's id names division 305, which does not decide"],
  ] as const)('%s, SEP_DIVISION=%s, hedging %s: %s', (id, division, hedging, state, text) => {
    const settings = resolveSettings({ flags: { 'broker.division': division } })
    expect(divisionFinding(settings, { id, hedging })).toMatchObject({ state, message: expect.stringContaining(text) })
  })
})
