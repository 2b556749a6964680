/** The columns of each list of the ledger. */
import { decimal, NONE, pairName, price, signed, tone, whole } from '../../format/figures.js'
import type { Times } from '../../format/times.js'
import type { Column } from '../../parts/data-table.js'
import { PageLink } from '../../route/page-link.js'
import type { LedgerRows } from './lists.js'

type Columns = { readonly [L in keyof LedgerRows]: readonly Column<LedgerRows[L]>[] }

const time = (ms: number | null, times: Times): string => (ms === null ? NONE : `${times.day(ms)} ${times.seconds(ms)}`)
const pair = (instrument: string | null) => (instrument === null || instrument === '' ? NONE : pairName(instrument))
const text = (value: string | null) => (value === null || value === '' ? NONE : value.replaceAll('_', ' '))

type Exact = (value: number | null, instrument: string | null) => string
type ColumnsOf<L extends keyof LedgerRows> = (exact: Exact) => Columns[L]

/** `precisionOf`: decimals of an instrument's prices. */
export const ledgerColumns = (precisionOf: (instrument: string) => number): Columns => {
  const exact: Exact = (value, instrument) => price(value, precisionOf(instrument ?? ''))
  return {
    orders: orders(exact),
    fills: fills(exact),
    trades: trades(exact),
    transactions: transactions(exact),
    controls: CONTROLS,
  }
}

const orders: ColumnsOf<'orders'> = (exact) => [
  { name: 'Time', head: true, cell: (row, times) => time(row.tsMs, times) },
  { name: 'Pair', cell: (row) => pair(row.instrument) },
  { name: 'Leg', from: 'mid', cell: (row) => row.leg },
  { name: 'Units', right: true, cell: (row) => signed(row.units, 0) },
  { name: 'Reason', from: 'mid', cell: (row) => text(row.reason) },
  { name: 'Bid', right: true, from: 'wide', cell: (row) => exact(row.bid, row.instrument) },
  { name: 'Ask', right: true, from: 'wide', cell: (row) => exact(row.ask, row.instrument) },
  { name: 'Stop', right: true, from: 'wide', cell: (row) => exact(row.stopPrice, row.instrument) },
  { name: 'Trimmed by', from: 'wide', cell: (row) => text(row.trimmedBy.join(', ')) },
  { name: 'State', from: 'mid', className: (row) => stateTone(row.state), cell: (row) => row.state ?? 'not known' },
  {
    name: 'Why',
    cell: (row) => (
      <PageLink
        page="why"
        params={{ pair: row.instrument, t: row.tsMs }}
        aria-label={`why ${pair(row.instrument)} ${row.leg} at ${new Date(row.tsMs).toISOString().slice(0, 19)}`}
      >
        Why
      </PageLink>
    ),
  },
]

const fills: ColumnsOf<'fills'> = (exact) => [
  { name: 'Time', head: true, cell: (row, times) => time(row.tsMs, times) },
  { name: 'Pair', cell: (row) => pair(row.instrument) },
  { name: 'Units', right: true, cell: (row) => signed(row.units, 0) },
  { name: 'Price', right: true, from: 'mid', cell: (row) => exact(row.price, row.instrument) },
  { name: 'Reason', from: 'mid', cell: (row) => text(row.reason) },
  { name: 'P&L', right: true, className: (row) => tone(row.pnl), cell: (row) => signed(row.pnl) },
  { name: 'Costs', right: true, from: 'wide', cell: (row) => decimal(row.costs) },
  { name: 'Trade', from: 'wide', cell: (row) => row.tradeId ?? NONE },
]

const trades: ColumnsOf<'trades'> = (exact) => [
  { name: 'Closed', head: true, cell: (row, times) => time(row.exitMs, times) },
  { name: 'Pair', cell: (row) => pair(row.instrument) },
  { name: 'Side', cell: (row) => row.side },
  { name: 'Units', right: true, from: 'mid', cell: (row) => whole(Math.abs(row.units)) },
  { name: 'Opened', from: 'wide', cell: (row, times) => time(row.entryMs, times) },
  { name: 'Entry', right: true, from: 'wide', cell: (row) => exact(row.entryPrice, row.instrument) },
  { name: 'Exit', right: true, from: 'wide', cell: (row) => exact(row.exitPrice, row.instrument) },
  { name: 'Net', right: true, className: (row) => tone(row.net), cell: (row) => signed(row.net) },
  {
    name: 'bps',
    right: true,
    from: 'mid',
    className: (row) => tone(row.netBps),
    cell: (row) => signed(row.netBps, 1),
  },
  { name: 'Reason', from: 'mid', cell: (row) => text(row.reason) },
]

const transactions: ColumnsOf<'transactions'> = (exact) => [
  { name: 'Time', head: true, cell: (row, times) => time(row.tsMs, times) },
  { name: 'Id', from: 'mid', cell: (row) => row.id },
  {
    name: 'Type',
    className: (row) => (row.type === 'DAMAGED' ? 'down strong' : ''),
    cell: (row) => text(row.type),
  },
  { name: 'Pair', cell: (row) => pair(row.instrument) },
  { name: 'Units', right: true, from: 'mid', cell: (row) => signed(row.units, 0) },
  { name: 'Price', right: true, from: 'wide', cell: (row) => exact(row.price, row.instrument) },
  {
    name: 'Amount',
    right: true,
    from: 'mid',
    className: (row) => tone(row.amount),
    cell: (row) => signed(row.amount),
  },
  { name: 'Reason', from: 'wide', cell: (row) => text(row.reason) },
  { name: 'Caused by', from: 'wide', cell: (row) => (row.origin === 'decision' ? 'SEP' : text(row.origin)) },
]

const CONTROLS: Columns['controls'] = [
  { name: 'Time', head: true, cell: (row, times) => time(row.tsMs, times) },
  { name: 'Who', cell: (row) => row.by ?? 'not known' },
  { name: 'Call', wrap: true, cell: (row) => row.text },
  { name: 'State', className: (row) => stateTone(row.state), cell: (row) => row.state ?? 'not known' },
]

const BAD = Object.freeze(['rejected', 'cancelled', 'refused', 'abandoned'])

const stateTone = (state: string | null): string => {
  if (state === null) return 'soft'
  if (BAD.includes(state)) return 'down'
  return state === 'sent' ? 'warn' : ''
}
