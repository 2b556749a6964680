/** Collects round trips from the broker's fills: what closed, and at the end what is still open, marked and named `open`. */
import type { NodeColumns } from '../../graph/frame.js'
import { REASONS } from '../../graph/reasons.js'
import type { FrameSink } from '../../graph/rx.js'
import type { World } from '../../graph/world.js'

/** Money in home currency; costs positive; net = gross - costs + financing. Gross is at the mid of the fills. */
export interface TradeRow {
  readonly tradeId: number
  readonly instrument: string
  readonly units: number
  readonly entryTsMs: number
  readonly exitTsMs: number
  readonly entryPrice: number
  readonly exitPrice: number
  readonly gross: number
  readonly spreadCost: number
  readonly slippageCost: number
  readonly conversionCost: number
  readonly financing: number
  readonly net: number
  readonly maeBps: number
  readonly mfeBps: number
  readonly entryReason: string
  readonly exitReason: string
  readonly place: 'gated' | 'filled'
}

export interface TradeCollector extends FrameSink {
  readonly rows: readonly TradeRow[]
  /** Positions left at the end, marked at the last quote. */
  open(): readonly TradeRow[]
}

interface OpenTrade {
  readonly instrument: number
  units: number
  readonly entryTsMs: number
  readonly entryPrice: number
  readonly entryReason: number
}

export const collectTrades = (world: World): TradeCollector => {
  const rows: TradeRow[] = []
  const open = new Map<number, OpenTrade>()
  const count = world.instruments.length
  const last = {
    tsMs: 0,
    bid: new Float64Array(count),
    ask: new Float64Array(count),
    homeRate: new Float64Array(count),
  }
  const filled = new Map<string, boolean>()
  return {
    rows,
    write: (frame) => {
      const account = frame.columns['broker'] as NodeColumns
      const at = account['at'] as Uint32Array
      for (let e = 0; e < (at[frame.slices] as number); e++) trackOpen(open, account, e)
      const result = frame.columns['performance']
      if (result) {
        const ends = result['at'] as Uint32Array
        for (let e = 0; e < (ends[frame.slices] as number); e++) rows.push(finished(world, result, e))
      }
      last.tsMs = frame.time.tsMs[frame.slices - 1] as number
      const quote = frame.columns['quote'] as NodeColumns
      const base = (frame.slices - 1) * count
      for (const name of ['bid', 'ask', 'homeRate'] as const) {
        last[name].set((quote[name] as Float64Array).subarray(base, base + count))
      }
    },
    open: () =>
      [...open].map(([tradeId, trade]) => {
        const exitPrice = (trade.units > 0 ? last.bid[trade.instrument] : last.ask[trade.instrument]) as number
        const net = trade.units * (exitPrice - trade.entryPrice) * (last.homeRate[trade.instrument] as number)
        return {
          tradeId,
          instrument: world.instruments[trade.instrument]?.name as string,
          units: trade.units,
          entryTsMs: trade.entryTsMs,
          exitTsMs: last.tsMs,
          entryPrice: trade.entryPrice,
          exitPrice,
          gross: net,
          spreadCost: 0,
          slippageCost: 0,
          conversionCost: 0,
          financing: 0,
          net,
          maeBps: Number.NaN,
          mfeBps: Number.NaN,
          entryReason: REASONS[trade.entryReason] ?? 'none',
          exitReason: 'open',
          place: filled.get(String(tradeId)) ? 'filled' : 'gated',
        }
      }),
  }
}

const trackOpen = (open: Map<number, OpenTrade>, account: NodeColumns, e: number): void => {
  const value = (name: string) => (account[name] as Float64Array)[e] as number
  const id = value('fillTradeId')
  if (value('fillOpens')) {
    open.set(id, {
      instrument: value('fillInstrument'),
      units: value('fillUnits'),
      entryTsMs: value('fillTsMs'),
      entryPrice: value('fillPrice'),
      entryReason: value('fillReason'),
    })
    return
  }
  const trade = open.get(id)
  if (!trade) return
  trade.units += value('fillUnits')
  if (trade.units === 0) open.delete(id)
}

const finished = (world: World, result: NodeColumns, e: number): TradeRow => {
  const value = (name: string) => (result[name] as Float64Array)[e] as number
  return {
    tradeId: value('tradeId'),
    instrument: world.instruments[value('tradeInstrument')]?.name as string,
    units: value('tradeUnits'),
    entryTsMs: value('entryTsMs'),
    exitTsMs: value('exitTsMs'),
    entryPrice: value('entryPrice'),
    exitPrice: value('exitPrice'),
    gross: value('gross'),
    spreadCost: value('spreadCost'),
    slippageCost: value('slippageCost'),
    conversionCost: value('conversionCost'),
    financing: value('financing'),
    net: value('net'),
    maeBps: value('maeBps'),
    mfeBps: value('mfeBps'),
    entryReason: REASONS[value('entryReason')] ?? 'none',
    exitReason: REASONS[value('exitReason')] ?? 'none',
    place: value('filledPlace') ? 'filled' : 'gated',
  }
}
