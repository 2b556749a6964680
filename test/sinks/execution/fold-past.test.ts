/** What a start makes of what it finds. */
import { describe, expect, test } from 'vitest'
import type { BrokerAccount } from '../../../model/broker-client.js'
import { EXECUTIONS, REASON } from '../../../model/codes.js'
import {
  decisionContent,
  ledgerFields,
  outcomeFields,
  readLedger,
  readOrder,
  sentFields,
} from '../../../sinks/execution/order-records.js'
import type { LedgerRecord, OutcomeRecord } from '../../../sinks/execution/protocol-types.js'
import { accountRefusal } from '../../../sinks/execution/reconcile.js'
import { foldPast } from '../../../sinks/execution/fold-past.js'
import {
  closeAll,
  createBench,
  entry,
  entryFill,
  entryOrder,
  SETTINGS,
  tx,
  READABLE,
} from '../../support/protocol-bench.js'

const account: BrokerAccount = {
  id: 'A',
  currency: 'USD',
  balance: '1000.0000',
  hedging: false,
  marginRate: null,
  tags: [],
  lastTransactionId: 12,
  pendingOrders: [],
  ...READABLE,
  trades: [
    {
      tradeId: '12',
      instrument: 'EUR_USD',
      units: '1000',
      price: '1.1',
      openTsMs: 5,
      stopPrice: '1.09',
      takePrice: null,
      tag: 'sep',
      clientId: null,
    },
  ],
}
const START: Extract<LedgerRecord, { kind: 'snapshot' }> = {
  kind: 'snapshot',
  id: '10-0',
  view: { lastTransactionId: 10, balance: 1000, trades: new Map(), orders: new Map() },
}
/** A decision as it would be written, and its name. */
const bench = createBench()
bench.orders(entry())
const decision = [...bench.state().decisions.values()][0]!
const bytes = new TextEncoder()
const stored = (id: string, fields: Readonly<Record<string, string | Uint8Array>>) => ({
  id,
  fields: Object.fromEntries(Object.entries(fields).map(([k, v]) => [k, typeof v === 'string' ? bytes.encode(v) : v])),
})
const sent = readOrder(stored('1-0', sentFields(decision.id, decisionContent(SETTINGS, decision))))
const outcome = (result: OutcomeRecord['result']) =>
  readOrder(stored('2-0', outcomeFields({ decisionId: decision.id, result, reason: '', transactionId: 12, atMs: 1 })))
const written = (
  transaction: ReturnType<typeof tx>,
  origin: 'decision' | 'external' | 'none' = 'decision',
): LedgerRecord =>
  readLedger(
    stored(
      `${transaction.id}-0`,
      ledgerFields({
        kind: 'transaction',
        id: '',
        transaction,
        origin,
        decisionId: origin === 'none' ? null : decision.id,
      }),
    ),
  )
const FILLED = [START, written(entryOrder(11, decision.id)), written(entryFill(12, 11))]
const past = (
  ledger: readonly LedgerRecord[],
  orders: readonly ReturnType<typeof readOrder>[],
  knownTransactionId: number,
  ageMs = 1000,
) => foldPast(SETTINGS, ledger, orders, account, { knownTransactionId, monoMs: 500_000, nowMs: decision.tsMs + ageMs })
const names = ({ rows }: ReturnType<typeof past>) => rows.map(({ type, units }) => `${EXECUTIONS[type]} ${units}`)

describe('a start', () => {
  test('the first one takes the account as it is', () => {
    const { snapshot, adopted, rows, state } = past([], [], 0)
    expect(names({ rows } as ReturnType<typeof past>)).toEqual([
      'restart 1',
      'balance 0',
      'repaired 1000',
      'stop_set 0',
    ])
    expect([snapshot?.id, adopted, state.view.lastTransactionId]).toEqual(['12-0', 1, 12])
  })
  test('SENT without OUTCOME is pending and unknown', () => {
    const found = past([START], [sent], 10)
    expect(names(found)).toEqual(['restart 0', 'placed 1000', 'doubtful 1000'])
    expect(found.state.decisions.get(decision.id)).toMatchObject({ status: 'unknown', sinceMs: 500_000 })
  })
  test('one that is older than any request can live has waited already', () => {
    const found = past([START], [sent], 10, 95_000)
    expect(found.state.decisions.get(decision.id)?.sinceMs).toBe(500_000 - (95_000 - 15_000 - 20_000))
  })
  test('the ledger shows its fill: the outcome is written late, and nothing is unknown', () => {
    const found = past(FILLED, [sent], 10)
    expect(names(found)).toEqual(['restart 0', 'noted 0', 'opened 1000'])
    expect(found.rows[2]).toMatchObject({ decisionTsMs: decision.tsMs, reason: REASON.entry })
    expect(found.state.decisions.size).toBe(0)
    expect(found.state.outbox.outcomes.map(({ result }) => result)).toEqual(['filled'])
  })
  test('a decision that was refused without a claim is over: its slice again gives no second outcome', () => {
    const { state } = past([START], [outcome('refused')], 10)
    const again = createBench(new Map(), { closed: state.closed })
    expect(again.orders(entry())).toEqual([])
    expect(createBench().orders(entry())).toEqual(['placed 0 1000', 'claim entry'])
  })
  test('an outcome that is there is not written again', () => {
    expect(past(FILLED, [sent, outcome('filled')], 10).state.outbox.outcomes).toEqual([])
  })
  test('what the graph has seen is not delivered again', () => {
    expect(names(past(FILLED, [sent, outcome('filled')], 11))).toEqual(['restart 0', 'opened 1000'])
    const all = past(FILLED, [sent, outcome('filled')], 12)
    expect(names(all)).toEqual(['restart 0'])
    expect(all.state.appliedTransactionId).toBe(12)
  })
  test('a graph that knows less than the ledger gets the whole account, with its stops', () => {
    const rows = ['restart 1', 'balance 0', 'repaired 1000', 'stop_set 0']
    expect(names(past(FILLED, [sent, outcome('filled')], 0))).toEqual(rows)
  })
  test('a claim that the store lost, and that was made again, counts again', () => {
    const found = past([START], [outcome('refused'), sent], 10)
    expect(found.state.decisions.size).toBe(1)
    expect(past([START], [sent, outcome('refused')], 10).state.decisions.size).toBe(0)
  })
  test('a repair that the graph has not seen is delivered', () => {
    const repaired: LedgerRecord = {
      kind: 'snapshot',
      id: '12-1',
      view: { lastTransactionId: 12, balance: 900, trades: new Map(), orders: new Map() },
    }
    expect(names(past([...FILLED, repaired], [sent, outcome('filled')], 12))).toEqual([
      'restart 0',
      'repaired 0',
      'balance 0',
    ])
  })
})

test('on a hedging account SEP must not hold both sides of an instrument', () => {
  const refusal = (
    hedging: boolean,
    ...trades: readonly (readonly [units: string, tag: string | null, instrument?: string])[]
  ) =>
    accountRefusal({
      ...account,
      hedging,
      trades: trades.map(([units, tag, instrument = 'EUR_USD'], n) => ({
        ...account.trades[0]!,
        tradeId: String(n + 1),
        units,
        tag,
        instrument,
      })),
    })
  expect(refusal(true, ['5', 'sep'], ['-5', 'sep'])).toBe(
    'EUR_USD: SEP holds trades of both sides on a hedging account; close one side first',
  )
  expect(refusal(false, ['5', 'sep'], ['-5', 'sep'])).toBe(null)
  expect(refusal(true, ['5', 'sep'], ['-5', 'sep', 'AUD_USD'])).toBe(null)
  // What another hand holds freezes the instrument, whichever side it is on.
  expect(refusal(true, ['5', 'sep'], ['7', 'sep'], ['-5', null], ['-5', 'other'])).toBe(null)
})

test('the reason of an outcome is stored as `says`', () => {
  const written = { decisionId: 'd', result: 'rejected', reason: 'MARKET_HALTED', transactionId: 7, atMs: 1 } as const
  const fields = outcomeFields(written)
  expect(JSON.parse(String(fields['content']))).toEqual({
    decisionId: 'd',
    result: 'rejected',
    says: 'MARKET_HALTED',
    transactionId: 7,
    atMs: 1,
  })
  expect(readOrder(stored('1-0', fields))).toEqual({ kind: 'outcome', id: 'd', outcome: written })
})

test('records come back as they were', () => {
  const closing = createBench(
    new Map([[5, { id: 5, instrument: 'EUR_USD', units: 10, price: 1.1, openTsMs: 0, own: true }]]),
  )
  closing.orders(closeAll())
  const made = [...closing.state().decisions.values()][0]!
  const back = readOrder(stored('1-0', sentFields(made.id, decisionContent(SETTINGS, made))))
  expect(back).toMatchObject({ kind: 'sent', id: made.id, sent: { leg: 'close:5', units: -10, request: made.request } })
  expect(readLedger(stored('10-0', ledgerFields(START)))).toEqual(START)
  const external = written(tx(20, 'SOMETHING_NEW', { x: ['1'] }), 'none')
  expect(external).toMatchObject({ id: '20-0', decisionId: null, transaction: { raw: { x: ['1'] } } })
})
