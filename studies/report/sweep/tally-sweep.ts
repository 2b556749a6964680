/** Pools the lines of a sweep by configuration, over instruments, one line at a time: 100,000 lines are never held as objects. */
import type { TrialLine } from '../../../model/trial-line.js'
import { dateOfDay, openTradingDays } from '../../../operators/calendar/open-days.js'
import type { TrialPart } from './sweep-facts.js'

/** Bps of entry notional. */
export interface PooledCosts {
  spreadBps: number
  slippageBps: number
  commissionBps: number
  depthBps: number
}
/** Results of one configuration on one window, pooled over instruments. */
export interface Pooled {
  trades: number
  pnlBps: number
  grossBps: number
  /** Sum of the squares of the results of single trades. */
  squares: number
  wins: number
  /** In quote currency, of graphs that trade fixed units; their sum where instruments share one. */
  pnlQuote: number | null
  readonly costs: PooledCosts
  /** Index of the sweep's day with which `daily` starts: the first of the window. */
  readonly firstDay: number
  /** Net bps by trading day of the window; days without a trade are 0. */
  readonly daily: Float64Array
}
export interface PooledWindow extends Pooled {
  readonly fold: number | null
  readonly part: TrialPart
  readonly from: string
  readonly to: string
}
export interface PooledConfiguration {
  readonly configHash: string
  readonly kind: TrialLine['kind']
  /** Of its first line; values that differ by instrument are in `varying`. */
  readonly params: TrialLine['params']
  readonly paramKey: string | null
  readonly varying: Set<string>
  /** By fold and part. */
  readonly windows: Map<string, PooledWindow>
  /** Of the parts that the verdict rests on, by instrument. */
  readonly instruments: Map<string, { trades: number; pnlBps: number }>
}
export interface SweepTally {
  readonly days: readonly string[]
  readonly configurations: ReadonlyMap<string, PooledConfiguration>
  readonly lines: () => number
  take(line: TrialLine): void
}

export const tallySweep = (days: readonly string[]): SweepTally => {
  const indexOf = new Map(days.map((day, n) => [day, n]))
  const configurations = new Map<string, PooledConfiguration>()
  const seen = { lines: 0 }
  const spans = new Map<string, DaySpan>()
  /** Lines of a sweep share a handful of windows. */
  const spanOf = ({ from, to }: TrialLine): DaySpan => {
    const key = `${from} ${to}`
    const span = spans.get(key) ?? daySpan(days, from, to)
    spans.set(key, span)
    return span
  }
  return {
    days,
    configurations,
    lines: () => seen.lines,
    take: (line) => {
      seen.lines++
      const own = configurations.get(line.configHash) ?? configurationOf(line)
      configurations.set(line.configHash, own)
      for (const [name, value] of Object.entries(line.params))
        if (own.params[name] !== value && JSON.stringify(own.params[name]) !== JSON.stringify(value))
          own.varying.add(name)
      const key = `${line.fold}:${line.part}`
      const window = own.windows.get(key) ?? windowOf(line, spanOf(line))
      own.windows.set(key, window)
      addLine(window, line, indexOf)
      if (line.part !== 'all' && line.part !== 'test') return
      const pair = own.instruments.get(line.instrument) ?? { trades: 0, pnlBps: 0 }
      own.instruments.set(line.instrument, pair)
      pair.trades += line.trades
      pair.pnlBps += line.pnlBps
    },
  }
}

const configurationOf = ({ configHash, kind, params, paramKey }: TrialLine): PooledConfiguration => ({
  configHash,
  kind,
  params,
  paramKey,
  varying: new Set(),
  windows: new Map(),
  instruments: new Map(),
})

interface DaySpan {
  readonly first: number
  readonly count: number
}
const daySpan = (days: readonly string[], from: string, to: string): DaySpan => {
  const own = new Set(openTradingDays(Date.parse(from), Date.parse(to)).map(dateOfDay))
  const first = days.findIndex((day) => own.has(day))
  return { first: Math.max(0, first), count: days.filter((day) => own.has(day)).length }
}

export const emptyPool = (firstDay: number, count: number): Pooled => ({
  trades: 0,
  pnlBps: 0,
  grossBps: 0,
  squares: 0,
  wins: 0,
  pnlQuote: null,
  costs: { spreadBps: 0, slippageBps: 0, commissionBps: 0, depthBps: 0 },
  firstDay,
  daily: new Float64Array(count),
})

const windowOf = ({ fold, part, from, to }: TrialLine, { first, count }: DaySpan): PooledWindow => ({
  ...emptyPool(first, count),
  fold,
  part,
  from,
  to,
})

const addLine = (window: Pooled, line: TrialLine, indexOf: ReadonlyMap<string, number>): void => {
  const { trades, meanBps, sdBps } = line
  window.trades += trades
  window.pnlBps += line.pnlBps
  window.grossBps += line.grossBps
  window.wins += Math.round((line.winRate ?? 0) * trades)
  window.squares += trades * squareOf(meanBps ?? 0) + Math.max(0, trades - 1) * squareOf(sdBps ?? 0)
  if (line.pnlQuote !== null) window.pnlQuote = (window.pnlQuote ?? 0) + line.pnlQuote
  for (const name of COSTS) window.costs[name] += line.costs[name]
  for (const [day, bps] of line.days) {
    const at = (indexOf.get(day) ?? Number.NaN) - window.firstDay
    if (at >= 0 && at < window.daily.length) window.daily[at] = (window.daily[at] as number) + bps
  }
}

const squareOf = (value: number): number => value * value

export const COSTS = ['spreadBps', 'slippageBps', 'commissionBps', 'depthBps'] as const

/** `from` added to `into`, whose days hold those of `from`. */
export const addPool = (into: Pooled, from: Pooled): void => {
  into.trades += from.trades
  into.pnlBps += from.pnlBps
  into.grossBps += from.grossBps
  into.squares += from.squares
  into.wins += from.wins
  if (from.pnlQuote !== null) into.pnlQuote = (into.pnlQuote ?? 0) + from.pnlQuote
  for (const name of COSTS) into.costs[name] += from.costs[name]
  const shift = from.firstDay - into.firstDay
  for (const [d, bps] of from.daily.entries()) into.daily[d + shift] = (into.daily[d + shift] as number) + bps
}
