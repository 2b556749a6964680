import { describe, expect, test } from 'vitest'
import { DAY_MS, MINUTE_MS } from '../../../lib/time-units.js'
import type { BrokerTransaction } from '../../../model/broker-client.js'
import {
  clockDifference,
  historyDifference,
  historyDiffers,
  ownHistory,
} from '../../../sinks/execution/compare/history.js'
import type { LedgerRecord } from '../../../sinks/execution/protocol-types.js'

const NOON = Date.UTC(2026, 0, 5, 12)
const transaction = (id: number, type = 'ORDER_FILL', tsMs = NOON): BrokerTransaction => ({ id, tsMs, type, raw: {} })
const record = (id: number): LedgerRecord => ({
  ...{ kind: 'transaction', id: `${id}-0`, transaction: transaction(id), decisionId: null, origin: 'none' },
})
const view = (lastTransactionId: number): LedgerRecord => ({
  ...{ kind: 'snapshot', id: `${lastTransactionId}-1` },
  view: { lastTransactionId, balance: 1, trades: new Map(), orders: new Map() },
})
const OURS = ownHistory([view(10), record(11), record(12)], 0)

describe('the broker and we', () => {
  test.each<[string, number, BrokerTransaction | null | undefined, string | null]>([
    ['agree', 12, transaction(12), null],
    ['agree, and it goes on', 14, transaction(12), null],
    [
      'it has lost its memory',
      3,
      undefined,
      "the broker's transactions end at 3, ours at 12 of 2026-01-05T12:00:00.000Z",
    ],
    ['our ids are gone', 40, null, 'no longer has transaction 12 (ORDER_FILL of 2026-01-05T12:00'],
    [
      'another account has the id: another kind',
      40,
      transaction(12, 'TRANSFER_FUNDS'),
      'transaction 12 is TRANSFER_FUNDS of 2026-01-05T12:00:00.000Z at the broker, ORDER_FILL of 2026-01-05T12:00:00.000Z here',
    ],
    [
      'another account has the id: another time',
      12,
      transaction(12, 'ORDER_FILL', NOON - DAY_MS),
      '2026-01-04T12:00:00.000Z at the broker',
    ],
  ])('%s', (_, lastTransactionId, theirs, text) => {
    const difference = historyDifference(OURS, { lastTransactionId }, theirs)
    if (text === null) expect(difference).toBeNull()
    else expect(difference).toContain(text)
  })

  test('what only the graph or a view knows counts too', () => {
    expect(historyDifference(ownHistory([], 500), { lastTransactionId: 3 }, undefined)).toContain(
      'end at 3, ours at 500',
    )
    expect(historyDifference(ownHistory([view(20)], 0), { lastTransactionId: 3 }, undefined)).toContain('ours at 20')
    expect(historyDifference(ownHistory([], 0), { lastTransactionId: 3 }, undefined)).toBeNull()
  })

  test('the message has the account and the command', () =>
    expect(historyDiffers('101-001-1-001', 'they differ').message).toContain(
      'account 101-001-1-001: they differ: another history; sep store new-history --account 101-001-1-001 goes on',
    ))
})

describe('its clock', () => {
  test.each([
    ['no slice yet', Number.NaN, NOON, null],
    ['the next minute', NOON, NOON + MINUTE_MS, null],
    ['a little behind: it is waited for', NOON, NOON - 9 * MINUTE_MS, null],
    ['a year is caught up with', NOON, NOON + 365 * DAY_MS, null],
    ['in the past', NOON, NOON - DAY_MS, 'is at 2026-01-04T12:00:00.000Z, our newest slice is of 2026-01-05T12:00'],
    ['in 2100', NOON, Date.UTC(2100, 0, 1), 'is at 2100-01-01T00:00:00.000Z, more than a year after'],
  ])('%s', (_, lastMs, brokerMs, text) => {
    const difference = clockDifference(lastMs, brokerMs)
    if (text === null) expect(difference).toBeNull()
    else expect(difference).toContain(text)
  })
})
