/** Answers of a ledger: pages from the newest back, as the server gives them. */
import { HOUR_MS, MINUTE_MS } from '../../../lib/time-units.js'
import { type SampleApi, SampleProblem } from './sample-api.js'
import { sampleOrders, sampleTrades } from './sample-market.js'
import { SAMPLE_TS_MS, samplePairs } from './sample-status.js'

const stamp = { account: '101-001-1234567-001', tsMs: SAMPLE_TS_MS, asOfMs: SAMPLE_TS_MS, stale: false }

/** A page of a list; the cursor is the place in it. */
export const samplePage = <T extends object>(all: readonly T[], query: URLSearchParams) => {
  const instrument = query.get('instrument')
  const list =
    instrument === null ? all : all.filter((item) => (item as { instrument?: string }).instrument === instrument)
  const from = Number(query.get('cursor') ?? 0)
  const limit = Number(query.get('limit') ?? 100)
  return {
    ...stamp,
    items: list.slice(from, from + limit),
    cursor: from + limit < list.length ? String(from + limit) : null,
  }
}

export const sampleLedger = (count: number): SampleApi => {
  const pairs = samplePairs(8)
  const orders = sampleOrders(pairs, SAMPLE_TS_MS, count).map((order, n) => ({
    ...order,
    state: ['filled', 'filled', 'rejected', 'filled', 'sent'][n % 5],
    trimmedBy: n % 7 === 0 ? ['currency_exposure'] : [],
  }))
  const fills = orders.map(({ tsMs, instrument, units, bid, leg, reason }, n) => ({
    ...{ id: `${7000 + n}`, tsMs, instrument, units, price: bid, reason },
    ...{ pnl: leg === 'close' ? (n % 3 === 0 ? 41.2 : -18.73) : null, costs: 1.15, tradeId: `${6000 + n}` },
  }))
  const transactions = fills.map(({ id, tsMs, instrument, units, price, pnl }, n) => ({
    ...{ id, tsMs, instrument, units, price, amount: pnl, reason: 'MARKET_ORDER', decisionId: `d${n}` },
    ...{ type: n === 3 ? 'DAMAGED' : 'ORDER_FILL', origin: n % 5 === 0 ? 'external' : 'decision' },
  }))
  const trades = sampleTrades('USD_CHF', SAMPLE_TS_MS, Math.min(count, 400))
  const controls = [
    {
      id: '2-0',
      tsMs: SAMPLE_TS_MS - HOUR_MS,
      by: 'anna',
      kind: 'kill',
      text: 'kill switch on, close all trades',
      state: 'done',
    },
    {
      id: '1-0',
      tsMs: SAMPLE_TS_MS - 2 * HOUR_MS,
      by: null,
      kind: 'lock',
      text: 'lock EUR_USD until 12:00',
      state: 'refused',
    },
  ]
  const acknowledged = new Set<string>()
  const alarms = () =>
    ['drawdown', 'stream_silent', 'no_data'].map((code, n) => ({
      ...{ id: `a${n}`, code, severity: n === 0 ? 'critical' : 'warning', text: `something is to be known of ${code}` },
      ...{ startMs: SAMPLE_TS_MS - 9 * MINUTE_MS, endMs: n === 0 ? null : SAMPLE_TS_MS, count: 1 + n },
      acknowledgedBy: acknowledged.has(`a${n}`) ? 'page' : null,
      unwatched: n === 2,
    }))
  return {
    '/api/ledger/orders': (query) => samplePage(orders, query),
    '/api/ledger/fills': (query) => samplePage(fills, query),
    '/api/ledger/trades': (query) => samplePage(trades, query),
    '/api/ledger/transactions': (query) => samplePage(transactions, query),
    '/api/ledger/controls': (query) => samplePage(count === 0 ? [] : controls, query),
    '/api/alarms': () => ({ ...stamp, items: count === 0 ? [] : alarms(), cursor: null }),
    '/api/alarms/a0/ack': () => {
      acknowledged.add('a0')
      return { id: 'a0', state: 'done', why: '' }
    },
    '/api/ledger/replay-day': (_query, body) => replayed((body as { readonly day: string }).day),
  }
}

/** Of one day the journal holds nothing; the other parts at a slice. */
const replayed = (day: string) =>
  day === '2024-03-02'
    ? new SampleProblem(404, 'no-data', 'journal: no slice on 2024-03-02; it holds 2024-03-04 to 2024-03-05')
    : {
        ...{ ...stamp, day, slices: 1440, same: false },
        firstDifference: {
          ...{ tsMs: SAMPLE_TS_MS, what: 'node risk, column approvedUnits' },
          ...{ recorded: 'another value', replayed: 'another value' },
        },
        live: { orders: 12, trades: 6, net: -41.5, netBps: -4.1 },
        replay: { orders: 12, trades: 6, net: -41.5, netBps: -4.1 },
        shadow: { trades: 61, netBps: 22.7 },
      }
