/** What an operator reads of orders, fills and switches, from the records that the pipeline keeps. */
import { describe, expect, test } from 'vitest'
import { controlFeed } from '../../../app/notify/feeds/control-feed.js'
import { fillFeed } from '../../../app/notify/feeds/fill-feed.js'
import { orderFeed } from '../../../app/notify/feeds/order-feed.js'
import { systemClock } from '../../../lib/clock.js'
import { REASON } from '../../../model/codes.js'
import { ledgerFields, outcomeFields, sentFields } from '../../../sinks/execution/order-records.js'
import { keyName } from '../../../store/key.js'
import { KEYS } from '../../../store/keys.js'
import { memoryStore } from '../../../store/memory/store.js'
import { writeControlRequest } from '../../../streams/control/writer.js'
import type { ControlRequest } from '../../../streams/control/request.js'

const ACCOUNT = '101-001-1-001'
const AT = Date.UTC(2026, 2, 3, 14)

describe('orders', () => {
  const sent = (request: Readonly<Record<string, unknown>>, reason: number, units: number) =>
    JSON.stringify({ leg: request['leg'], instrument: 0, tradeId: 0, units, reason, tsMs: AT, request })
  const entry = {
    leg: 'entry',
    decisionId: 'd1',
    instrument: 'EUR_USD',
    units: '1000',
    stopLoss: { distance: '0.002' },
  }
  const close = { leg: 'close', decisionId: 'd2', instrument: 'EUR_USD', tradeId: '7', units: 'ALL' }

  test('as they leave, with reason and stop; those that end without a fill, with the reason', async () => {
    const store = memoryStore({ clock: systemClock })
    const stream = keyName(KEYS.orders, { account: ACCOUNT })
    const end = (decisionId: string, result: 'filled' | 'rejected' | 'refused' | 'abandoned', reason: string) =>
      outcomeFields({ decisionId, result, reason, transactionId: 0, atMs: AT + 900 })
    const entries = [
      sentFields('d1', sent(entry, REASON.entry, 1000)),
      end('d1', 'rejected', 'INSUFFICIENT_MARGIN'),
      sentFields('d2', sent(close, REASON.stop, -1000)),
      end('d2', 'filled', ''),
      { kind: 'sent', id: 'd3', content: 'damaged' },
      sentFields('d4', sent({ ...entry, stopLoss: { price: '1.08' } }, REASON.add, -500)),
      end('d4', 'refused', 'kill'),
      end('unknown', 'abandoned', ''),
    ]
    for (const [n, fields] of entries.entries()) await store.append(stream, `${AT}-${n + 1}`, fields)
    const feed = orderFeed(store, ACCOUNT)
    const { items, last } = await feed.read('0-0')
    expect(last).toBe(`${AT}-8`)
    expect(
      items.map(({ notice }) => notice && `${notice.kind} ${notice.id} ${notice.title} ${notice.text}`.trim()),
    ).toEqual([
      'orders order-d1 order EUR_USD: buy 1000 (entry), stop 0.002 away',
      'outcomes order-d1.rejected order EUR_USD: buy 1000: rejected or cancelled by the broker INSUFFICIENT_MARGIN',
      'orders order-d2 order EUR_USD: close all (stop)',
      null,
      null,
      'orders order-d4 order EUR_USD: sell 500 (add), stop 1.08',
      'outcomes order-d4.refused order EUR_USD: sell 500: not sent: kill',
      'outcomes order-unknown.abandoned order unknown: sell 0: never arrived',
    ])
    expect(await feed.read(last)).toEqual({ items: [], last })
    const later = await feed.read(`${AT}-6`)
    expect(later.items.map(({ id }) => id)).toEqual([`${AT}-7`, `${AT}-8`])
    // After a stream was put aside the next one has smaller ids.
    expect(await feed.read(`${AT + 5}-0`)).toEqual({ items: [], last })
  })
})

test('fills and exits as the broker booked them; other transactions are none', async () => {
  const store = memoryStore({ clock: systemClock })
  const raws = [
    {
      type: 'ORDER_FILL',
      raw: {
        instrument: 'EUR_USD',
        units: '1000',
        price: '1.10012',
        reason: 'MARKET_ORDER',
        tradeOpened: { tradeID: '7' },
      },
    },
    { type: 'STOP_LOSS_ORDER', raw: {} },
    {
      type: 'ORDER_FILL',
      raw: {
        ...{ instrument: 'EUR_USD', units: '-1000', price: '1.09', reason: 'STOP_LOSS_ORDER', pl: '-10.1200' },
        tradesClosed: [{ tradeID: '7', units: '-1000', realizedPL: '-10.12' }],
      },
    },
  ]
  for (const [n, { type, raw }] of raws.entries()) {
    const transaction = { id: 7 + n, tsMs: AT, type, raw }
    const record = { kind: 'transaction', id: `${7 + n}-0`, transaction, decisionId: null, origin: 'none' } as const
    await store.append(keyName(KEYS.ledger, { account: ACCOUNT }), record.id, ledgerFields(record))
  }
  const { items } = await fillFeed(store, ACCOUNT).read('0-0')
  expect(items.map(({ notice }) => notice && `${notice.kind} ${notice.id} ${notice.title}`)).toEqual([
    'fills transaction-7 fill EUR_USD: buy 1000 at 1.10012 (MARKET_ORDER), trade 7',
    null,
    'exits transaction-9 exit EUR_USD: sell 1000 at 1.09 (STOP_LOSS_ORDER), trade 7, P&L -10.12',
  ])
})

test('switches, with who asked', async () => {
  const store = memoryStore({ clock: systemClock })
  const asked: readonly (readonly [ControlRequest, string | undefined])[] = [
    [{ kind: 'kill', on: false, flatten: false }, 'anna'],
    [{ kind: 'kill', on: true, flatten: true }, undefined],
    [{ kind: 'mode', paused: true }, 'browser'],
    [{ kind: 'flatten', pair: 'EUR_USD' }, 'anna'],
    [{ kind: 'lock', pair: 'EUR_USD', untilMs: 0 }, 'anna'],
  ]
  for (const [request, by] of asked) await writeControlRequest(store, ACCOUNT, request, AT, [], by)
  await store.append(keyName(KEYS.controls, { account: ACCOUNT }), `${AT + 9}-0`, { request: 'damaged' })
  const { items } = await controlFeed(store, ACCOUNT).read('0-0')
  expect(items.map(({ notice }) => notice?.title ?? null)).toEqual([
    'kill switch off, asked by anna',
    'kill switch ON, close all trades',
    'paused: no new positions, asked by browser',
    'close EUR_USD, asked by anna',
    null,
    null,
  ])
})
