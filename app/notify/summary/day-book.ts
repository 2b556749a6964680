/** What the broker booked in a stretch of time, from the ledger stream. Home currency. */
import type { LedgerRecord } from '../../../sinks/execution/protocol-types.js'
import { readLedger } from '../../../sinks/execution/order-records.js'
import { keyName } from '../../../store/key.js'
import { KEYS } from '../../../store/keys.js'
import type { Store, StreamEntry } from '../../../store/store.js'

export interface DayBook {
  /** Closed or reduced. */
  readonly trades: number
  readonly wins: number
  readonly realised: number
  readonly financing: number
  /** Half the spread, commission and fees; positive. */
  readonly costs: number
  /** Paid in, less what was paid out. */
  readonly transfers: number
}

export const NO_BOOKINGS: DayBook = Object.freeze({
  trades: 0,
  wins: 0,
  realised: 0,
  financing: 0,
  costs: 0,
  transfers: 0,
})

const PAGE = 200

/** Of transactions in [fromMs, toMs). An entry that cannot be read is left out. */
export const storedDayBook = async (
  store: Pick<Store, 'rangeBack'>,
  account: string,
  fromMs: number,
  toMs: number,
): Promise<DayBook> => {
  const stream = keyName(KEYS.ledger, { account })
  let book = NO_BOOKINGS
  for (let before = '+'; ; ) {
    const entries = await store.rangeBack(stream, before, PAGE)
    for (const entry of entries) {
      const transaction = transactionIn(entry)
      if (!transaction) continue
      if (transaction.tsMs < fromMs) return book
      if (transaction.tsMs < toMs) book = plus(book, bookOf(transaction))
    }
    const last = entries.at(-1)
    if (!last || entries.length < PAGE) return book
    before = last.id
  }
}

type Booked = Extract<LedgerRecord, { kind: 'transaction' }>['transaction']
type Raw = Readonly<Record<string, unknown>>

const transactionIn = (entry: StreamEntry): Booked | null => {
  try {
    const record = readLedger(entry)
    return record.kind === 'transaction' ? record.transaction : null
  } catch {
    return null
  }
}

const bookOf = ({ type, raw }: Booked): DayBook => {
  if (type === 'DAILY_FINANCING') return { ...NO_BOOKINGS, financing: amount(raw, 'financing') }
  if (type === 'TRANSFER_FUNDS') return { ...NO_BOOKINGS, transfers: amount(raw, 'amount') }
  if (type !== 'ORDER_FILL') return NO_BOOKINGS
  const exits = [...listIn(raw['tradesClosed']), ...(raw['tradeReduced'] ? [raw['tradeReduced'] as Raw] : [])]
  const costs = ['halfSpreadCost', 'commission', 'guaranteedExecutionFee'].map((name) => amount(raw, name))
  return {
    trades: exits.length,
    wins: exits.filter((exit) => amount(exit, 'realizedPL') > 0).length,
    realised: amount(raw, 'pl'),
    financing: amount(raw, 'financing'),
    costs: costs.reduce((sum, cost) => sum + cost, 0),
    transfers: 0,
  }
}

const plus = (a: DayBook, b: DayBook): DayBook => ({
  trades: a.trades + b.trades,
  wins: a.wins + b.wins,
  realised: a.realised + b.realised,
  financing: a.financing + b.financing,
  costs: a.costs + b.costs,
  transfers: a.transfers + b.transfers,
})

const listIn = (value: unknown): readonly Raw[] => (Array.isArray(value) ? (value as readonly Raw[]) : [])
/** The broker writes numbers as text; what it leaves out is nothing. */
const amount = (raw: Raw, name: string): number => {
  const value = Number(raw[name] ?? 0)
  return Number.isFinite(value) ? value : 0
}
