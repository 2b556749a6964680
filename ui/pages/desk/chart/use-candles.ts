/** The candles of a chart: the newest page, live, and older ones as the reader goes back. */
import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useRef, useState } from 'react'
import { fetchJson, withQuery } from '../../../data/fetch-json.js'
import type { CandleView, Reads } from '../../../data/reads.js'
import { type ReadResult, useRead } from '../../../data/use-read.js'
import { withNewest, withOlder } from './candle-list.js'
import type { Length } from './chart-tools.js'

/** `full`: as many as a chart holds; longer candles lead further back. `end`: nothing older is kept. */
export type OlderState = 'idle' | 'loading' | 'failed' | 'full' | 'end'
export interface ChartCandles {
  readonly read: ReadResult<Reads['/api/candles']>
  readonly candles: readonly CandleView[]
  readonly older: OlderState
  /** Asks for the page before the first candle, unless it is on its way or there is none. */
  readonly loadOlder: () => void
}

const NEWEST = 500
const PAGE = 1000
const MOST = 20_000

export const useCandles = (instrument: string, granularity: Length): ChartCandles => {
  const read = useRead(
    '/api/candles',
    { instrument, granularity, limit: NEWEST },
    { everyMs: 2000, liveMs: 5000, keep: true },
  )
  const { held, page } = useHeld(read, `${instrument} ${granularity}`)
  const client = useQueryClient()
  const [, redraw] = useState(0)
  const loadOlder = useCallback(() => {
    const at = held.current
    const [first] = at.candles
    if (first === undefined || !['idle', 'failed'].includes(at.older)) return
    const query = { instrument, granularity, toMs: first.tMs, limit: PAGE }
    const settle = (older: OlderState, candles: readonly CandleView[]) => {
      // Of a length that is no longer shown.
      if (held.current !== at) return
      Object.assign(at, { older, candles })
      redraw((n) => n + 1)
    }
    settle('loading', at.candles)
    client
      .fetchQuery({
        queryKey: ['/api/candles', query],
        queryFn: () => fetchJson(withQuery('/api/candles', query)) as Promise<Reads['/api/candles']>,
        staleTime: Number.POSITIVE_INFINITY,
      })
      .then(({ candles }) => {
        // A hole has ended what this page would have joined.
        if (at.candles[0]?.tMs !== first.tMs) return settle('idle', at.candles)
        const joined = withOlder(at.candles, candles)
        const none = joined.length === at.candles.length
        settle(none ? 'end' : joined.length >= MOST ? 'full' : 'idle', joined)
      })
      .catch(() => settle('failed', at.candles))
  }, [client, held, instrument, granularity])
  return { read, candles: page, older: held.current.older, loadOlder }
}

interface Held {
  readonly key: string
  candles: readonly CandleView[]
  older: OlderState
  page: readonly CandleView[] | undefined
}

/** What was brought so far for this key; each newest page is joined to it once. */
const useHeld = ({ data, isPlaceholderData }: ReadResult<Reads['/api/candles']>, key: string) => {
  const held = useRef<Held>({ key, candles: [], older: 'idle', page: undefined })
  const page = data?.candles
  // Until the new length is here the old one stays on the screen.
  if (held.current.key !== key && !isPlaceholderData)
    held.current = { key, candles: [], older: 'idle', page: undefined }
  const at = held.current
  if (at.key === key && page !== undefined && page !== at.page) {
    const candles = withNewest(at.candles, page).slice(-MOST)
    // A hole has ended what was paged back to.
    const older = candles[0]?.tMs === page[0]?.tMs && at.older !== 'loading' ? 'idle' : at.older
    Object.assign(at, { page, candles, older })
  }
  return { held, page: at.candles }
}
