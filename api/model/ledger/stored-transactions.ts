/** Transactions, fills and trades in entries of the ledger stream. */
import type { z } from 'zod'
import { readLedger } from '../../../sinks/execution/order-records.js'
import type { LedgerRecord } from '../../../sinks/execution/protocol-types.js'
import type { StoreReads, StreamEntry } from '../../../store/store.js'
import { idBefore } from '../../../store/stream-id.js'
import type { fillSchema, tradeSchema, transactionSchema } from '../../contract/ledger.js'

type Booked = Extract<LedgerRecord, { kind: 'transaction' }>
type Transaction = z.output<typeof transactionSchema>
type Fill = z.output<typeof fillSchema>
type Trade = z.output<typeof tradeSchema>
type Raw = Readonly<Record<string, unknown>>

/** None where the entry is a view of the account. */
export const transactionIn = (entry: StreamEntry): readonly Transaction[] => {
  const record = recordIn(entry)
  if (record === 'damaged')
    return [{ ...NOTHING, id: entry.id, type: 'DAMAGED', tsMs: null, reason: 'the stored entry cannot be read' }]
  if (record?.kind !== 'transaction') return []
  const { transaction, decisionId, origin } = record
  const { raw } = transaction
  return [
    {
      id: `${transaction.id}`,
      type: transaction.type,
      tsMs: Math.round(transaction.tsMs),
      instrument: textIn(raw, 'instrument'),
      units: numberIn(raw, 'units'),
      price: numberIn(raw, 'price'),
      amount: numberIn(raw, 'pl') ?? numberIn(raw, 'amount'),
      reason: textIn(raw, 'reason'),
      origin,
      decisionId,
    },
  ]
}

const NOTHING = { instrument: null, units: null, price: null, amount: null, origin: null, decisionId: null }

export const fillsIn = (entry: StreamEntry): readonly Fill[] => {
  const found = fillIn(entry)
  if (!found) return []
  const { id, tsMs, raw } = found
  const parts = [...exitsOf(raw), ...opened(raw)]
  return [
    {
      id: `${id}`,
      tsMs: Math.round(tsMs),
      instrument: textIn(raw, 'instrument') ?? '',
      units: numberIn(raw, 'units') ?? 0,
      price: numberIn(raw, 'price') ?? 0,
      reason: textIn(raw, 'reason') ?? '',
      pnl: exitsOf(raw).length === 0 ? null : numberIn(raw, 'pl'),
      costs: costsOf(raw),
      tradeId: parts[0] ? textIn(parts[0], 'tradeID') : null,
    },
  ]
}

/** What the fills of the entries closed or reduced. An entry whose opening is no longer kept has no entry price. */
export const tradesIn = async (
  store: Pick<StoreReads, 'range'>,
  stream: string,
  entries: readonly StreamEntry[],
): Promise<readonly Trade[]> => {
  const pages = entries.map(async (entry) => {
    const found = fillIn(entry)
    if (!found) return []
    const exits = exitsOf(found.raw).map(async (part): Promise<Trade> => {
      const tradeId = textIn(part, 'tradeID') ?? ''
      return tradeOf(found, part, await openingOf(store, stream, tradeId))
    })
    return Promise.all(exits)
  })
  return (await Promise.all(pages)).flat()
}

const tradeOf = (exit: Booked['transaction'], part: Raw, opening: Booked['transaction'] | null): Trade => {
  const units = numberIn(part, 'units') ?? 0
  const side = units < 0 ? 'long' : 'short'
  const realized = numberIn(part, 'realizedPL')
  const entryPrice = opening && (numberIn(opened(opening.raw)[0] ?? {}, 'price') ?? numberIn(opening.raw, 'price'))
  return {
    instrument: textIn(exit.raw, 'instrument') ?? '',
    side,
    units: Math.abs(units),
    entryMs: opening && Math.round(opening.tsMs),
    exitMs: Math.round(exit.tsMs),
    entryPrice,
    exitPrice: numberIn(part, 'price') ?? numberIn(exit.raw, 'price'),
    net: realized === null ? null : realized + (numberIn(part, 'financing') ?? 0),
    netBps: null,
    reason: textIn(exit.raw, 'reason') ?? '',
  }
}

/** A trade has the id of the transaction that opened it. */
const openingOf = async (
  store: Pick<StoreReads, 'range'>,
  stream: string,
  tradeId: string,
): Promise<Booked['transaction'] | null> => {
  if (!/^\d{1,15}$/.test(tradeId)) return null
  const id = `${tradeId}-0`
  const [entry] = await store.range(stream, idBefore(id), id, 1)
  return entry ? fillIn(entry) : null
}

const fillIn = (entry: StreamEntry): Booked['transaction'] | null => {
  const record = recordIn(entry)
  return record !== 'damaged' && record?.kind === 'transaction' && record.transaction.type === 'ORDER_FILL'
    ? record.transaction
    : null
}

const recordIn = (entry: StreamEntry): LedgerRecord | 'damaged' => {
  try {
    return readLedger(entry)
  } catch {
    return 'damaged'
  }
}

const exitsOf = (raw: Raw): readonly Raw[] => [
  ...(Array.isArray(raw['tradesClosed']) ? (raw['tradesClosed'] as Raw[]) : []),
  ...(raw['tradeReduced'] ? [raw['tradeReduced'] as Raw] : []),
]
const opened = (raw: Raw): readonly Raw[] => (raw['tradeOpened'] ? [raw['tradeOpened'] as Raw] : [])

const costsOf = (raw: Raw): number | null => {
  const found = ['halfSpreadCost', 'commission', 'guaranteedExecutionFee'].map((name) => numberIn(raw, name))
  return found.every((value) => value === null) ? null : found.reduce<number>((sum, value) => sum + (value ?? 0), 0)
}

/** The broker writes numbers as text. */
const numberIn = (raw: Raw, name: string): number | null => {
  const value = raw[name]
  const number = typeof value === 'string' && value !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : null
}
const textIn = (raw: Raw, name: string): string | null => (typeof raw[name] === 'string' ? raw[name] : null)
