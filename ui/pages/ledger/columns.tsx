/** The columns of each list of the ledger. */
import type { ReactNode } from 'react'
import { decimal, NONE, pairName, signed, tone, whole } from '../../format/figures.js'
import type { Times } from '../../format/times.js'
import { PageLink } from '../../route/page-link.js'
import type { LedgerRows } from './lists.js'

export interface Column<T> {
  readonly name: string
  readonly right?: boolean
  readonly cell: (row: T, times: Times) => ReactNode
}
type Columns = { readonly [L in keyof LedgerRows]: readonly Column<LedgerRows[L]>[] }

const time = (ms: number | null, times: Times): string => (ms === null ? NONE : `${times.day(ms)} ${times.seconds(ms)}`)
const pair = (instrument: string | null) => (instrument === null || instrument === '' ? NONE : pairName(instrument))
const money = (value: number | null) => <span className={tone(value)}>{signed(value)}</span>
/** As many decimals as the price came with. */
const exact = (value: number | null) => (value === null ? NONE : String(value))
const text = (value: string | null) => (value === null || value === '' ? NONE : value.replaceAll('_', ' '))

export const COLUMNS: Columns = {
  orders: [
    { name: 'Time', cell: (row, times) => time(row.tsMs, times) },
    { name: 'Pair', cell: (row) => pair(row.instrument) },
    { name: 'Leg', cell: (row) => row.leg },
    { name: 'Units', right: true, cell: (row) => signed(row.units, 0) },
    { name: 'Reason', cell: (row) => text(row.reason) },
    { name: 'Bid', right: true, cell: (row) => exact(row.bid) },
    { name: 'Ask', right: true, cell: (row) => exact(row.ask) },
    { name: 'Stop', right: true, cell: (row) => exact(row.stopPrice) },
    { name: 'Trimmed by', cell: (row) => text(row.trimmedBy.join(', ')) },
    { name: 'State', cell: (row) => <span className={stateTone(row.state)}>{row.state ?? 'not known'}</span> },
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
  ],
  fills: [
    { name: 'Time', cell: (row, times) => time(row.tsMs, times) },
    { name: 'Pair', cell: (row) => pair(row.instrument) },
    { name: 'Units', right: true, cell: (row) => signed(row.units, 0) },
    { name: 'Price', right: true, cell: (row) => exact(row.price) },
    { name: 'Reason', cell: (row) => text(row.reason) },
    { name: 'P&L', right: true, cell: (row) => money(row.pnl) },
    { name: 'Costs', right: true, cell: (row) => decimal(row.costs) },
    { name: 'Trade', cell: (row) => row.tradeId ?? NONE },
  ],
  trades: [
    { name: 'Closed', cell: (row, times) => time(row.exitMs, times) },
    { name: 'Pair', cell: (row) => pair(row.instrument) },
    { name: 'Side', cell: (row) => row.side },
    { name: 'Units', right: true, cell: (row) => whole(row.units) },
    { name: 'Opened', cell: (row, times) => time(row.entryMs, times) },
    { name: 'Entry', right: true, cell: (row) => exact(row.entryPrice) },
    { name: 'Exit', right: true, cell: (row) => exact(row.exitPrice) },
    { name: 'Net', right: true, cell: (row) => money(row.net) },
    { name: 'bps', right: true, cell: (row) => <span className={tone(row.netBps)}>{signed(row.netBps, 1)}</span> },
    { name: 'Reason', cell: (row) => text(row.reason) },
  ],
  transactions: [
    { name: 'Time', cell: (row, times) => time(row.tsMs, times) },
    { name: 'Id', cell: (row) => row.id },
    {
      name: 'Type',
      cell: (row) => <span className={row.type === 'DAMAGED' ? 'down strong' : ''}>{text(row.type)}</span>,
    },
    { name: 'Pair', cell: (row) => pair(row.instrument) },
    { name: 'Units', right: true, cell: (row) => signed(row.units, 0) },
    { name: 'Price', right: true, cell: (row) => exact(row.price) },
    { name: 'Amount', right: true, cell: (row) => money(row.amount) },
    { name: 'Reason', cell: (row) => text(row.reason) },
    { name: 'Caused by', cell: (row) => (row.origin === 'decision' ? 'SEP' : text(row.origin)) },
  ],
  controls: [
    { name: 'Time', cell: (row, times) => time(row.tsMs, times) },
    { name: 'Who', cell: (row) => row.by ?? 'not known' },
    { name: 'Call', cell: (row) => row.text },
    { name: 'State', cell: (row) => <span className={stateTone(row.state)}>{row.state ?? 'not known'}</span> },
  ],
}

const stateTone = (state: string | null): string =>
  state === 'rejected' || state === 'cancelled' || state === 'refused' || state === 'abandoned'
    ? 'down'
    : state === 'sent' || state === null
      ? 'warn'
      : ''
