/** Brings the messages of the relay into the cache, at most once a frame of the screen. Without the socket the reads ask more often. */
import type { QueryClient } from '@tanstack/react-query'
import type { StatusView } from '../../api/contract/status.js'
import type { ServerMessage } from '../../api/contract/stream.js'
import { setConnection } from './connection.js'
import { liveSocket, type SocketLike } from './live/live-socket.js'
import { type MarketNews, withCandles, withPairs } from './live/merged.js'
import { isNews, pendingMarket } from './live/pending-market.js'
import type { CandleView, Reads } from './reads.js'
import { readKey } from './use-read.js'

const CHANNELS = ['system', 'market', 'ledger', 'alarms'] as const

export const startLive = (client: QueryClient): void => {
  const pending = pendingNews(client)
  const open = () => new WebSocket(new URL('/ws', window.location.href.replace(/^http/, 'ws'))) as SocketLike
  liveSocket({
    channels: CHANNELS,
    open,
    onState: setConnection,
    onMessage: pending.take,
    later: (ms, then) => {
      const timer = setTimeout(then, ms)
      return () => clearTimeout(timer)
    },
  })
}

/** What arrived since the last frame; of an account only the newest. */
const pendingNews = (client: QueryClient) => {
  const news = { status: null as StatusView | null, stale: new Set<string>() }
  const market = pendingMarket()
  const at = { asked: false }
  const commit = () => {
    at.asked = false
    if (news.status) client.setQueryData(readKey('/api/status'), news.status)
    const { pairs, candles, missed } = market.drain()
    if (pairs.length > 0) commitPairs(client, pairs, news.status?.tsMs ?? null)
    for (const [instrument, rows] of candles) commitCandles(client, instrument, rows)
    for (const instrument of missed) void client.invalidateQueries({ predicate: minuteCandles(instrument) })
    for (const prefix of news.stale)
      void client.invalidateQueries({ predicate: ({ queryKey: [path] }) => String(path).startsWith(prefix) })
    news.status = null
    news.stale.clear()
  }
  const take = (message: ServerMessage): void => {
    const { op, ch, inst, data } = message
    if (op === 'gap') void client.invalidateQueries()
    if (op !== 'message' && op !== 'snapshot') return
    if (ch === 'system' && isStatus(data)) news.status = data
    if (ch === 'market' && inst && isNews(data)) market.take(data, (message.replaced ?? 0) > 0)
    // A snapshot repeats what the first reads have brought.
    if (op === 'message' && ch === 'ledger') news.stale.add('/api/ledger/')
    if (op === 'message' && ch === 'alarms') news.stale.add('/api/alarms').add('/api/status')
    if (at.asked) return
    at.asked = true
    requestAnimationFrame(commit)
  }
  return { take }
}

const commitPairs = (client: QueryClient, news: readonly MarketNews[], tsMs: number | null): void => {
  client.setQueryData<Reads['/api/pairs']>(readKey('/api/pairs'), (old) => old && withPairs(old, news, tsMs))
}

interface Asked {
  readonly queryKey: readonly unknown[]
}
/** The newest candles of one minute: those that a message can lengthen. */
const minuteCandles =
  (instrument: string) =>
  ({ queryKey: [path, query] }: Asked): boolean => {
    if (path !== '/api/candles' || typeof query !== 'object' || query === null || 'toMs' in query) return false
    const { instrument: asked, granularity } = query as { readonly instrument?: string; readonly granularity?: string }
    return asked === instrument && granularity === 'M1'
  }

const commitCandles = (client: QueryClient, instrument: string, candles: readonly CandleView[]): void => {
  for (const { queryKey } of client.getQueryCache().findAll({ predicate: minuteCandles(instrument) })) {
    const { limit } = queryKey[1] as { readonly limit: number }
    client.setQueryData<Reads['/api/candles']>(queryKey, (old) => old && withCandles(old, candles, limit))
  }
}

/** An older or newer server may send other things: what does not look right is left to the reads. */
const isStatus = (data: unknown): data is StatusView =>
  typeof data === 'object' && data !== null && 'streams' in data && 'killSwitch' in data && 'why' in data
