/** A trade of ours that loses its stop, or never gets it, is an alarm. */
import { describe, expect, test } from 'vitest'
import type { BrokerTransaction } from '../../../model/broker-client.js'
import { REASON } from '../../../model/codes.js'
import { type Attribution, EMPTY_VIEW } from '../../../sinks/execution/broker-view.js'
import { applyTransaction } from '../../../sinks/execution/execution-events.js'
import { closeFill, entryFill, entryOrder, tx } from '../../support/protocol-bench.js'

const OURS: Attribution = { decisionId: 'd', decisionTsMs: 0, reason: REASON.entry, origin: 'decision' }
const THEIRS: Attribution = { ...OURS, decisionId: null, origin: 'foreign' }
const stop = (id: number) => tx(id, 'STOP_LOSS_ORDER', { tradeID: '2', price: '1.09000', reason: 'ON_FILL' })
const cancelled = (id: number, raw: object) => tx(id, 'ORDER_CANCEL', { orderID: '3', ...raw })
const rejected = tx(3, 'STOP_LOSS_ORDER_REJECT', {
  tradeID: '2',
  price: '1.09000',
  reason: 'ON_FILL',
  rejectReason: 'STOP_LOSS_ON_FILL_LOSS',
})

/** Alarms of these transactions after an entry was filled as trade 2. */
const alarmsOf = (by: Attribution, then: readonly BrokerTransaction[]): readonly string[] => {
  const alarms: string[] = []
  let view = EMPTY_VIEW
  for (const transaction of [entryOrder(1, 'd'), entryFill(2, 1), ...then]) {
    const applied = applyTransaction(view, transaction, transaction.id === 1 ? by : null, () => 0)
    view = applied.view
    alarms.push(...applied.alarms.filter((text) => text.includes('stop')))
  }
  return alarms
}

describe('a trade of ours', () => {
  test.each<[string, readonly BrokerTransaction[], readonly string[]]>([
    [
      'that a gap filled beyond its stop',
      [rejected],
      ['the stop of trade 2 of EUR_USD is rejected: STOP_LOSS_ON_FILL_LOSS'],
    ],
    [
      'whose stop another client cancels',
      [stop(3), cancelled(4, { reason: 'CLIENT_REQUEST' })],
      ['the stop of trade 2 of EUR_USD is cancelled: CLIENT_REQUEST'],
    ],
    [
      'whose stop is moved',
      [stop(3), cancelled(4, { reason: 'CLIENT_REQUEST_REPLACED', replacedByOrderID: '5' }), stop(5)],
      [],
    ],
    [
      'that is closed, and its stop with it',
      [stop(3), closeFill(4, 9, 2, -1000), cancelled(5, { reason: 'LINKED_TRADE_CLOSED' })],
      [],
    ],
    ['that keeps its stop', [stop(3)], []],
  ])('%s', (_what, then, alarms) => {
    expect(alarmsOf(OURS, then)).toEqual(alarms)
  })
  test("a foreign trade's stop is not our business", () => {
    expect(alarmsOf(THEIRS, [rejected])).toEqual([])
    expect(alarmsOf(THEIRS, [stop(3), cancelled(4, { reason: 'CLIENT_REQUEST' })])).toEqual([])
  })
})
