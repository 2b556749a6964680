/** The lists of the ledger, in the order of their tabs. */
import type { Reads } from '../../data/reads.js'

type Row<P extends keyof Reads> = Reads[P] extends { readonly items: readonly (infer T)[] } ? T : never

export interface LedgerRows {
  readonly orders: Row<'/api/ledger/orders'>
  readonly fills: Row<'/api/ledger/fills'>
  readonly trades: Row<'/api/ledger/trades'>
  readonly transactions: Row<'/api/ledger/transactions'>
  readonly controls: Row<'/api/ledger/controls'>
}
export type LedgerList = keyof LedgerRows

/** `filter`: it can be narrowed to a pair; `none`: what an empty list means. */
export const LISTS: {
  readonly [L in LedgerList]: { readonly title: string; readonly filter: boolean; readonly none: string }
} = {
  orders: { title: 'Orders', filter: true, none: 'No orders yet. The Desk names what each pair waits for.' },
  fills: { title: 'Fills', filter: true, none: 'No fills yet.' },
  trades: { title: 'Trades', filter: true, none: 'No trade has been closed yet.' },
  transactions: { title: 'Transactions', filter: true, none: 'No transactions: the simulated broker books none.' },
  controls: { title: 'Control calls', filter: false, none: 'Nobody has used the controls.' },
}
