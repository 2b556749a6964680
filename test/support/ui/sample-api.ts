/** What a server with the sample would answer, by path. A page of another owner adds its answers to `more`. */
import type { StatusView } from '../../../api/contract/status.js'
import { sampleGraph } from './sample-graph.js'
import { sampleCandles, sampleFills, sampleOrders, samplePair, sampleTrades } from './sample-market.js'
import { SAMPLE_TS_MS, samplePairs, sampleStatus } from './sample-status.js'

export type SampleAnswer = (query: URLSearchParams, body: unknown) => unknown
export type SampleApi = Record<string, SampleAnswer>

/** An answer that is an error. */
export class SampleProblem {
  readonly status: number
  readonly code: string
  readonly title: string
  constructor(status: number, code: string, title: string) {
    this.status = status
    this.code = code
    this.title = title
  }
}

export interface SampleChoices {
  readonly instruments?: number
  readonly orders?: number
  readonly tsMs?: number
  readonly status?: Partial<StatusView>
  readonly more?: SampleApi
}

/** Candles of a pair; older ones are not kept. */
const KEPT = 3000

export const sampleApi = ({
  instruments = 8,
  orders = 30,
  tsMs = SAMPLE_TS_MS,
  status = {},
  more = {},
}: SampleChoices = {}): SampleApi => {
  const shown = sampleStatus(instruments, tsMs, status)
  const stamp = { account: shown.account, tsMs, asOfMs: shown.asOfMs, stale: shown.stale }
  const pairs = samplePairs(instruments)
  const instrumentOf = (query: URLSearchParams) => query.get('instrument') ?? (pairs[0] as string)
  return {
    '/api/status': () => shown,
    '/api/session': () => ({ name: 'page', scope: 'admin', csrf: 'sample', expiresMs: tsMs }),
    '/api/pairs': () => ({ ...stamp, pairs: pairs.map((instrument) => samplePair(instrument, tsMs)) }),
    '/api/candles': (query) => ({
      ...stamp,
      instrument: instrumentOf(query),
      granularity: query.get('granularity') ?? 'M1',
      candles: sampleCandles(instrumentOf(query), tsMs, KEPT)
        .filter(({ tMs }) => tMs < Number(query.get('toMs') ?? Number.POSITIVE_INFINITY))
        .slice(-Number(query.get('limit') ?? 500)),
    }),
    '/api/ledger/orders': (query) => {
      const wanted = query.get('instrument')
      const all = sampleOrders(wanted ? [wanted] : pairs, tsMs, orders)
      const from = Number(query.get('cursor') ?? 0)
      const limit = Number(query.get('limit') ?? 100)
      const cursor = from + limit < all.length ? String(from + limit) : null
      return { ...stamp, items: all.slice(from, from + limit), cursor }
    },
    '/api/ledger/trades': (query) => ({
      ...stamp,
      items: orders === 0 ? [] : sampleTrades(instrumentOf(query), tsMs, 8),
      cursor: null,
    }),
    '/api/ledger/fills': (query) => ({
      ...stamp,
      items: orders === 0 ? [] : sampleFills(instrumentOf(query), tsMs, 24),
      cursor: null,
    }),
    '/api/explain': (query) => ({
      ...stamp,
      instrument: instrumentOf(query),
      sliceMs: Number(query.get('tsMs') ?? tsMs),
      previousMs: null,
      nextMs: null,
      guards: [],
      verdict: 'no order: spread 4.01 bps, at most 2.50',
      steps: [
        { node: 'risk', kind: 'risk', text: 'nothing to judge', values: { units: 0 } },
        { node: 'strategy', kind: 'slope-strategy', text: 'flat, no direction', values: { side: 0, slopeBps: 1.2 } },
        { node: 'candle', kind: 'candle', text: 'present', values: { bid: 1.0915, ask: 1.0917 } },
      ],
    }),
    ...sampleGraph(stamp),
    ...more,
  }
}
