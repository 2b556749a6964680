/** The report's tables of single positions and trades. */
import { isoMinute } from '../../../lib/iso-time.js'
import { roundTo } from '../../../lib/round.js'
import type { TradeRow } from '../../../sinks/run/trade-row.js'
import type { Column, TableBlock } from '../document/report-document.js'
import { formatKnown, formatMoney, formatWhole } from '../format.js'
import type { Position } from '../positions.js'
import { LISTED } from './trade-picks.js'

const MAE: Column = {
  name: 'MAE bps',
  about: 'Maximum adverse excursion: largest loss while open, at the closing side, in bps of the entry price.',
}
const MFE: Column = {
  name: 'MFE bps',
  about: 'Maximum favourable excursion: largest gain while open, at the closing side, in bps of the entry price.',
}
const NET_BPS: Column = { name: 'net bps', about: 'Result after costs in bps of the entry notional.' }

/** The losing positions with the largest losses, worst first. */
export const worstTable = (positions: readonly Position[], home: string): TableBlock => ({
  kind: 'table',
  name: 'worst positions',
  columns: [
    { name: 'instrument' },
    { name: `net ${home}`, about: 'Result after all costs, from flat to flat.' },
    NET_BPS,
    { name: 'side', text: true },
    { name: 'entry (UTC)', text: true },
    { name: 'exit (UTC)', text: true },
    { name: 'exit reason', text: true },
    { name: 'trades', about: 'Entries and adds in the position.' },
    { name: `notional ${home}`, about: 'Sum of its entries at the mid rate.' },
    { name: `gross ${home}`, about: 'Result with every fill at its mid.' },
    { ...MAE, about: `${MAE.about} The largest of its trades.` },
    { ...MFE, about: `${MFE.about} The largest of its trades.` },
    { name: 'entry reason', text: true },
  ],
  rows: positions.map((position) => [
    position.instrument,
    formatMoney(position.net),
    formatKnown(position.netBps),
    position.long ? 'long' : 'short',
    isoMinute(position.entryTsMs),
    isoMinute(position.exitTsMs),
    position.exitReason,
    position.trades,
    formatWhole(position.notional),
    formatMoney(position.gross),
    formatKnown(position.maeBps),
    formatKnown(position.mfeBps),
    position.entryReason,
  ]),
  empty: 'No losing positions.',
})

/** In the order of their entry. */
export const tradeTable = (trades: readonly TradeRow[], places: boolean): TableBlock => ({
  kind: 'table',
  name: 'trades',
  columns: [
    { name: 'entry (UTC)' },
    { name: 'instrument', text: true },
    { name: 'side', text: true },
    { name: 'units', about: 'At the entry.' },
    { name: 'net', about: 'Result after all costs, home currency.' },
    NET_BPS,
    MAE,
    MFE,
    { name: 'price', about: 'Of the fill that opened it.' },
    { name: 'exit (UTC)', text: true },
    { name: 'exit price', about: 'Mean of its closes; of an open trade with the mark at the closing side.' },
    { name: 'gross', about: 'Result with every fill at its mid, home currency.' },
    { name: 'entry reason', text: true },
    { name: 'exit reason', text: true },
    ...(places
      ? [{ name: 'place', text: true, about: 'gated: the instrument had earned its place; filled: it had not.' }]
      : []),
  ],
  rows: trades.map((trade) => [
    isoMinute(trade.entryTsMs),
    trade.instrument,
    trade.units > 0 ? 'long' : 'short',
    Math.abs(trade.units),
    formatMoney(trade.net),
    formatKnown(trade.netBps),
    formatKnown(trade.maeBps),
    formatKnown(trade.mfeBps),
    trade.entryPrice,
    isoMinute(trade.exitTsMs),
    roundTo(trade.exitPrice, 6),
    formatMoney(trade.gross),
    trade.entryReason,
    trade.exitReason,
    ...(places ? [trade.place] : []),
  ]),
  empty: 'No trades.',
  filters: ['instrument', 'side', 'exit reason', ...(places ? ['place'] : [])],
})

/** What the table leaves out; empty if nothing. */
export const unlistedText = (trades: number): string =>
  trades <= LISTED
    ? ''
    : `${LISTED} of ${trades} trades: those with the largest result, gain or loss. trades.csv has all of them.`
