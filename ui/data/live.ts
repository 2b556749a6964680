/** Brings the messages of the relay into the cache, at most once a frame of the screen. Without the socket the reads ask more often. */
import type { QueryClient } from '@tanstack/react-query'
import type { StatusView } from '../../api/contract/status.js'
import type { ServerMessage } from '../../api/contract/stream.js'
import { setConnection } from './connection.js'
import { liveSocket, type SocketLike } from './live/live-socket.js'
import { type MarketNews, withCandle, withPairs } from './live/merged.js'
import type { Reads } from './reads.js'
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

/** What arrived since the last frame; of an instrument or an account only the newest. */
const pendingNews = (client: QueryClient) => {
  const news = { status: null as StatusView | null, market: new Map<string, MarketNews>(), stale: new Set<string>() }
  const at = { asked: false }
  const commit = () => {
    at.asked = false
    if (news.status) client.setQueryData(readKey('/api/status'), news.status)
    if (news.market.size > 0) commitMarket(client, [...news.market.values()], news.status?.tsMs ?? null)
    for (const prefix of news.stale)
      void client.invalidateQueries({ predicate: ({ queryKey: [path] }) => String(path).startsWith(prefix) })
    news.status = null
    news.market.clear()
    news.stale.clear()
  }
  const take = ({ op, ch, inst, data }: ServerMessage): void => {
    if (op === 'gap') void client.invalidateQueries()
    if (op !== 'message' && op !== 'snapshot') return
    if (ch === 'system' && isStatus(data)) news.status = data
    if (ch === 'market' && inst && isNews(data)) news.market.set(inst, data)
    // A snapshot repeats what the first reads have brought.
    if (op === 'message' && ch === 'ledger') news.stale.add('/api/ledger/')
    if (op === 'message' && ch === 'alarms') news.stale.add('/api/alarms').add('/api/status')
    if (at.asked) return
    at.asked = true
    requestAnimationFrame(commit)
  }
  return { take }
}

const commitMarket = (client: QueryClient, news: readonly MarketNews[], tsMs: number | null): void => {
  client.setQueryData<Reads['/api/pairs']>(readKey('/api/pairs'), (old) => old && withPairs(old, news, tsMs))
  for (const { instrument, candle } of news)
    if (candle)
      client.setQueriesData<Reads['/api/candles']>(
        {
          predicate: ({ queryKey: [path, query] }) =>
            path === '/api/candles' &&
            (query as { instrument?: string }).instrument === instrument &&
            (query as { granularity?: string }).granularity === 'M1' &&
            !('toMs' in (query as object)),
        },
        (old) => old && withCandle(old, candle),
      )
}

/** An older or newer server may send other things: what does not look right is left to the reads. */
const isStatus = (data: unknown): data is StatusView =>
  typeof data === 'object' && data !== null && 'streams' in data && 'killSwitch' in data && 'why' in data
const isNews = (data: unknown): data is MarketNews =>
  typeof data === 'object' && data !== null && 'instrument' in data && 'displayPrecision' in data
