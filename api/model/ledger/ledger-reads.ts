/** What happened to the account, newest first, page by page. */
import type { z } from 'zod'
import type {
  controlCallSchema,
  fillSchema,
  orderSchema,
  tradeSchema,
  transactionSchema,
} from '../../contract/ledger.js'

export interface PageWanted {
  readonly limit: number
  /** That of the page before; undefined = the first page. */
  readonly cursor?: string | undefined
  readonly instrument?: string | undefined
}
/** `cursor` null: there is nothing older. A page with a cursor may hold fewer items than asked for, even none. */
export interface PageOf<T> {
  readonly items: readonly T[]
  readonly cursor: string | null
}
type Pages<T> = (wanted: PageWanted) => Promise<PageOf<T>>

export interface LedgerReads {
  readonly orders: Pages<z.output<typeof orderSchema>>
  readonly fills: Pages<z.output<typeof fillSchema>>
  readonly trades: Pages<z.output<typeof tradeSchema>>
  readonly transactions: Pages<z.output<typeof transactionSchema>>
  readonly controls: Pages<z.output<typeof controlCallSchema>>
  /** The slice that decided an order by its decision id; null = the ledger does not have it. Absent: it holds no ids. */
  readonly sliceOf?: (decisionId: string) => Promise<{ readonly instrument: string; readonly tsMs: number } | null>
}
