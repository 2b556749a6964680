/**
 * What each channel has of a slice. Ids are places within the slice, `<tsMs>-<n>`: a function of the slice alone, so that every relay of
 * one journal gives the same messages the same ids.
 */
import type { FrameReads } from '../../model/frame-reads.js'
import type { RelayMessage } from '../core/relay-message.js'

export type SliceReads = Pick<
  FrameReads,
  'tsMs' | 'pairs' | 'marketData' | 'coherence' | 'coeffs' | 'why' | 'allocation' | 'orders' | 'trades' | 'fills'
>

/** Of the newest slice; events are those since `afterMs`. */
export const sliceMessages = (reads: SliceReads, afterMs: number): readonly RelayMessage[] => {
  const ts = reads.tsMs()
  if (ts === null) return []
  const rows = [...market(reads), ...manifold(reads), ...signals(reads)]
  rows.push({ ch: 'allocation', inst: null, data: reads.allocation() }, ...ledger(reads, afterMs))
  return rows.map((row, n) => ({ ...row, id: `${ts}-${n}`, ts }))
}

type Row = Omit<RelayMessage, 'id' | 'ts'>

const market = (reads: SliceReads): Row[] => {
  const candles = new Map(reads.marketData().instruments.map(({ instrument, candle }) => [instrument, candle]))
  return reads.pairs().map((pair) => ({
    ch: 'market',
    inst: pair.instrument,
    data: { ...pair, candle: candles.get(pair.instrument) ?? null },
  }))
}

const manifold = (reads: SliceReads): Row[] => {
  const coeffs = new Map(reads.coeffs().instruments.map((row) => [row.instrument, row]))
  return reads.coherence().instruments.map((row) => ({
    ch: 'manifold',
    inst: row.instrument,
    data: { ...row, ...coeffs.get(row.instrument) },
  }))
}

const signals = (reads: SliceReads): Row[] => {
  const pairs = new Map(reads.pairs().map((pair) => [pair.instrument, pair]))
  return reads.why().map((row) => {
    const pair = pairs.get(row.instrument)
    const { side = null, reason = null, units = null } = pair ?? {}
    return { ch: 'signals', inst: row.instrument, data: { ...row, side, reason, units } }
  })
}

/** Oldest first; orders, then fills, then the trades that they closed. */
const ledger = (reads: SliceReads, afterMs: number): Row[] => {
  const orders = newest(reads.orders(), ({ tsMs }) => tsMs > afterMs)
  const fills = newest(reads.fills(), ({ tsMs }) => tsMs > afterMs)
  const trades = newest(reads.trades(), ({ exitMs }) => exitMs > afterMs)
  return [
    ...orders.map((order) => event('order', order.instrument, `${order.tsMs} ${order.instrument} ${order.leg}`, order)),
    ...fills.map((fill) => event('fill', fill.instrument, fill.id, fill)),
    ...trades.map((trade) => event('trade', trade.instrument, `${trade.exitMs} ${trade.instrument}`, trade)),
  ]
}

const event = (kind: 'order' | 'fill' | 'trade', inst: string, key: string, data: object): Row => ({
  ch: 'ledger',
  inst,
  key: `${kind} ${key}`,
  data: { kind, ...data },
})

/** The first of a list that is newest first, turned round. */
const newest = <T>(list: readonly T[], isNew: (one: T) => boolean): readonly T[] => {
  const old = list.findIndex((one) => !isNew(one))
  return list.slice(0, old < 0 ? list.length : old).toReversed()
}
