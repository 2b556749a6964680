/** Pages of the orders, fills and trades that frames hold: all that a process without a ledger of its own knows. */
import type { FrameReads } from '../frame-reads.js'
import { keptPages } from './kept-pages.js'
import type { LedgerReads, PageOf } from './ledger-reads.js'

export const frameLedger = (frames: Pick<FrameReads, 'orders' | 'trades' | 'fills'>): LedgerReads => ({
  orders: (wanted) => pagesOf(frames.orders(), ({ tsMs }) => tsMs).page(wanted),
  trades: (wanted) => pagesOf(frames.trades(), ({ exitMs }) => exitMs).page(wanted),
  fills: (wanted) => pagesOf(frames.fills(), ({ tsMs }) => tsMs).page(wanted),
  transactions: none,
  controls: none,
})

const none = (): Promise<PageOf<never>> => Promise.resolve({ items: [], cursor: null })

const pagesOf = <T>(newestFirst: readonly T[], timeOf: (item: T) => number) => {
  const pages = keptPages<T>()
  for (const item of newestFirst.toReversed()) pages.add(timeOf(item), () => item)
  return pages
}
