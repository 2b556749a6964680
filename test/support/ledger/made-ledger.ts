/** An account's streams as the order protocol writes them: n orders, each with its outcome, its fill and its transactions. */
import { keyName } from '../../../store/key.js'
import { KEYS } from '../../../store/keys.js'
import type { Store, Write } from '../../../store/store.js'
import { encodeDecision } from '../../../streams/decisions/record.js'
import { canonicalJson } from '../../../graph/engine/hash/hash.js'
import { ledgerFields, outcomeFields, sentFields } from '../../../sinks/execution/order-records.js'
import { withSum } from '../../../streams/entry-sum.js'

export const START_MS = Date.UTC(2026, 0, 5, 12)
export const PAIRS = ['EUR_USD', 'USD_JPY'] as const

/** Order n: even ones open a trade of 1000, odd ones close the trade before. Every fifth has no outcome yet. */
export const addOrder = async (store: Store, account: string, n: number): Promise<void> =>
  store.write(writesOf(account, n))

export const addOrders = async (store: Store, account: string, count: number): Promise<void> => {
  for (let from = 0; from < count; from += 500)
    await store.write(Array.from({ length: Math.min(500, count - from) }, (_, i) => writesOf(account, from + i)).flat())
}

export const instrumentOf = (n: number): string => PAIRS[(n >> 1) % 2]!

const writesOf = (account: string, n: number): Write[] => {
  const [orders, ledger, decisions] = [KEYS.orders, KEYS.ledger, KEYS.decisions].map((key) => keyName(key, { account }))
  const tsMs = START_MS + n * 60_000
  const closes = n % 2 === 1
  const instrument = instrumentOf(n)
  const tradeId = 2 * (n - 1) + 2
  const units = closes ? -1000 : 1000
  const id = `sep-${n}`
  const line = { tsMs, instrument, units, leg: closes ? 'close' : 'entry', reason: closes ? 'slope' : 'entry' }
  const entry = (key: string, entryId: string, fields: Parameters<typeof withSum>[1]): Write => ({
    op: 'append',
    key,
    id: entryId,
    fields: withSum(entryId, fields),
  })
  const content = canonicalJson({
    leg: closes ? `close:${tradeId}` : 'entry',
    instrument: 0,
    tradeId: closes ? tradeId : 0,
    units,
    reason: closes ? 7 : 1,
    tsMs,
    request: { leg: closes ? 'close' : 'entry', decisionId: id, instrument, units: String(units) },
  })
  const orderId = 2 * n + 1
  const fillId = 2 * n + 2
  const raw = fillOf(n, instrument, units, tradeId)
  const booked = (id: number, type: string, fields: object): Write =>
    entry(
      ledger!,
      `${id}-0`,
      ledgerFields({
        kind: 'transaction',
        id: `${id}-0`,
        transaction: { id, tsMs: tsMs + 100, type, raw: { id: String(id), type, ...fields } },
        decisionId: `sep-${n}`,
        origin: 'decision',
      }),
    )
  return [
    {
      op: 'append',
      key: decisions!,
      id: `${tsMs}-0`,
      fields: encodeDecision({
        seq: n + 1,
        slice: new Uint8Array(32),
        digests: new Uint8Array(0),
        orders: JSON.stringify([{ ...line, bid: 1.1, ask: 1.1002, ...(closes ? {} : { stopPrice: 1.09 }) }]),
      }),
    },
    entry(orders!, `${tsMs + 50}-0`, sentFields(id, content)),
    booked(orderId, 'MARKET_ORDER', { instrument, units: String(units), reason: 'CLIENT_ORDER' }),
    booked(fillId, 'ORDER_FILL', raw),
    ...(n % 5 === 4
      ? []
      : [
          entry(
            orders!,
            `${tsMs + 150}-0`,
            outcomeFields({ decisionId: id, result: 'filled', reason: '', transactionId: fillId, atMs: tsMs + 150 }),
          ),
        ]),
  ]
}

const fillOf = (n: number, instrument: string, units: number, tradeId: number) => {
  const closes = units < 0
  const fillId = 2 * n + 2
  const part = { tradeID: String(closes ? tradeId : fillId), units: String(units), price: closes ? '1.1010' : '1.1000' }
  return {
    id: String(fillId),
    type: 'ORDER_FILL',
    instrument,
    units: String(units),
    price: part.price,
    pl: closes ? '1.0000' : '0.0000',
    halfSpreadCost: '0.0500',
    reason: 'MARKET_ORDER',
    ...(closes ? { tradesClosed: [{ ...part, realizedPL: '1.0000', financing: '-0.1000' }] } : { tradeOpened: part }),
  }
}
