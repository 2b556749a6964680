/** What may be read, and the types of the answers: those of the contract. */
import type { z } from 'zod'
import type * as control from '../../api/contract/control.js'
import type * as graph from '../../api/contract/graph.js'
import type * as ledger from '../../api/contract/ledger.js'
import type * as market from '../../api/contract/market.js'
import type * as status from '../../api/contract/status.js'
import type * as studies from '../../api/contract/studies.js'
import type * as sweeps from '../../api/contract/sweeps.js'
import type * as system from '../../api/contract/system.js'
import type * as trading from '../../api/contract/trading.js'

type Out<Z extends z.ZodType> = z.output<Z>

export interface Reads {
  '/api/status': Out<typeof status.statusSchema>
  '/api/session': Out<typeof control.sessionSchema>
  '/api/pairs': Out<typeof trading.pairsSchema>
  '/api/trade/readiness': Out<typeof trading.readinessSchema>
  '/api/candles': Out<typeof market.candlesSchema>
  '/api/oanda/instruments': Out<typeof market.instrumentsSchema>
  '/api/explain': Out<typeof graph.explanationSchema>
  '/api/graph': Out<typeof graph.topologySchema>
  '/api/graph/stats': Out<typeof graph.graphStatsSchema>
  '/api/graph/diff': Out<typeof graph.graphDiffSchema>
  [tap: `/api/graph/tap/${string}`]: Out<typeof graph.tapSchema>
  '/api/gates': Out<typeof trading.gatesSchema>
  '/api/gates/history': Out<typeof trading.gateHistorySchema>
  '/api/funnel': Out<typeof trading.funnelSchema>
  '/api/ranking/active': Out<typeof trading.rankingSchema>
  '/api/ledger/orders': Out<typeof ledger.ordersSchema>
  '/api/ledger/transactions': Out<typeof ledger.transactionsSchema>
  '/api/ledger/controls': Out<typeof ledger.controlCallsSchema>
  '/api/alarms': Out<typeof ledger.alarmsSchema>
  '/api/backtest/results': Out<typeof studies.runsSchema>
  '/api/backtest/trades': Out<typeof studies.runTradesSchema>
  '/api/studies/series': Out<typeof studies.seriesSchema>
  '/api/studies/default-window': Out<typeof studies.defaultWindowSchema>
  '/api/sweeps': Out<typeof sweeps.sweepsSchema>
  [sweep: `/api/sweeps/${string}`]: Out<typeof sweeps.sweepReportSchema>
  '/api/compare': Out<typeof sweeps.comparisonSchema>
  '/api/trials/ledger': Out<typeof sweeps.trialLedgerSchema>
  '/api/ledger/trades': Out<typeof ledger.tradesSchema>
  '/api/ledger/fills': Out<typeof ledger.fillsSchema>
  '/api/equity': Out<typeof ledger.equitySchema>
  '/api/system': Out<typeof system.systemSchema>
}
export type ReadPath = keyof Reads
export type CandleView = Reads['/api/candles']['candles'][number]
export type WhyView = Reads['/api/status']['why'][number]
export type LatchView = Reads['/api/status']['latches'][number]
export type TradeView = Reads['/api/ledger/trades']['items'][number]
export type FillView = Reads['/api/ledger/fills']['items'][number]
export type ExplanationView = Reads['/api/explain']
export type SessionView = Reads['/api/session']
