/** What a ledger in memory booked in a stretch of time: the simulated broker has no transactions of financing and transfers. */
import type { LedgerReads } from '../../../api/model/ledger/ledger-reads.js'
import { type DayBook, NO_BOOKINGS } from './day-book.js'

/** More than a day of the demo has. */
const MOST = 10_000

export const ledgerBook =
  (ledger: Pick<LedgerReads, 'fills' | 'trades'>) =>
  async (fromMs: number, toMs: number): Promise<DayBook> => {
    const [fills, trades] = await Promise.all([ledger.fills({ limit: MOST }), ledger.trades({ limit: MOST })])
    const isOfDay = (tsMs: number) => tsMs >= fromMs && tsMs < toMs
    const booked = fills.items.filter(({ tsMs }) => isOfDay(tsMs))
    const closed = trades.items.filter(({ exitMs }) => isOfDay(exitMs))
    return {
      ...NO_BOOKINGS,
      trades: closed.length,
      wins: closed.filter(({ net }) => (net ?? 0) > 0).length,
      realised: booked.reduce((sum, { pnl }) => sum + (pnl ?? 0), 0),
      costs: booked.reduce((sum, { costs }) => sum + (costs ?? 0), 0),
    }
  }
