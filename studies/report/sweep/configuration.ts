/** The figures of one configuration, pooled over its instruments. */
import { calmarOf } from '../../../operators/gates/calmar.js'
import { meanTest } from '../mean-test.js'
import { addPool, emptyPool, type Pooled, type PooledConfiguration } from './tally-sweep.js'

export interface PoolFigures {
  readonly trades: number
  readonly pnlBps: number
  readonly grossBps: number
  /** Null without trades. */
  readonly meanBps: number | null
  /** Sample standard deviation of single trades; null below two. */
  readonly sdBps: number | null
  readonly winRate: number | null
  /** Of the running sum of daily results, its peak starting at 0. */
  readonly maxDrawdownBps: number
  readonly calmar: number | null
  /** Mean / sample standard deviation of the daily results, not annualised; null below two days or without variance. */
  readonly sharpeDaily: number | null
  readonly pnlQuote: number | null
}
export interface SweepConfiguration extends PoolFigures {
  readonly configHash: string
  readonly params: PooledConfiguration['params']
  readonly paramKey: string | null
  readonly varying: ReadonlySet<string>
  readonly pool: Pooled
  readonly instruments: PooledConfiguration['instruments']
  /** Higher is better; null where the configuration cannot be ranked. */
  readonly objective: number | null
}
export type Objective = 'pnl' | 'calmar' | 'dsr'

export const figuresOfPool = (pool: Pooled): PoolFigures => {
  const { trades, pnlBps, grossBps, squares, pnlQuote, wins, daily } = pool
  const { mean, sd } = meanTest([...daily])
  const maxDrawdownBps = drawdownOf(daily)
  return {
    trades,
    pnlBps,
    grossBps,
    meanBps: trades === 0 ? null : pnlBps / trades,
    sdBps: trades < 2 ? null : Math.sqrt(Math.max(0, squares - (pnlBps * pnlBps) / trades) / (trades - 1)),
    winRate: trades === 0 ? null : wins / trades,
    maxDrawdownBps,
    calmar: trades === 0 ? null : calmarOf(pnlBps, maxDrawdownBps),
    sharpeDaily: trades > 0 && sd > 0 ? mean / sd : null,
    pnlQuote,
  }
}

/** What makes one configuration better than another. A deflated Sharpe ratio ranks as the Sharpe ratio that it deflates: all share N. */
export const objectiveOf = (figures: PoolFigures, objective: Objective): number | null =>
  objective === 'pnl'
    ? (figures.pnlQuote ?? (figures.trades === 0 ? null : figures.pnlBps))
    : objective === 'calmar'
      ? figures.calmar
      : figures.sharpeDaily

/** The days that count: all of the window; of a walk-forward those of its test windows. Indices of the sweep's days. */
export const countedDays = (pooled: readonly PooledConfiguration[], days: number): readonly number[] => {
  const counted = new Uint8Array(days)
  for (const { windows } of pooled)
    for (const { part, firstDay, daily } of windows.values())
      if (part === 'all' || part === 'test') counted.fill(1, firstDay, firstDay + daily.length)
  return [...counted.keys()].filter((day) => counted[day] === 1)
}

/** Of the whole window; of a walk-forward the test windows put together. `counted`: see `countedDays`. */
export const configurationOf = (
  pooled: PooledConfiguration,
  days: number,
  counted: readonly number[],
  objective: Objective,
): SweepConfiguration => {
  const { configHash, params, paramKey, varying, instruments } = pooled
  const pool = joined(pooled, days, counted)
  const figures = figuresOfPool(pool)
  return {
    configHash,
    params,
    paramKey,
    varying,
    pool,
    instruments,
    ...figures,
    objective: objectiveOf(figures, objective),
  }
}

const joined = ({ windows }: PooledConfiguration, days: number, counted: readonly number[]): Pooled => {
  const pool = emptyPool(0, days)
  for (const window of windows.values()) if (window.part === 'test' || window.part === 'all') addPool(pool, window)
  return { ...pool, daily: Float64Array.from(counted, (day) => pool.daily[day] as number) }
}

const drawdownOf = (daily: Float64Array): number => {
  let sum = 0
  let peak = 0
  let deepest = 0
  for (const bps of daily) {
    sum += bps
    peak = Math.max(peak, sum)
    deepest = Math.max(deepest, peak - sum)
  }
  return deepest
}

/** Best first: those with at least `minTrades` trades, then the others; equal ones by hash, so that the order depends on results alone. */
export const ranked = (
  configurations: readonly SweepConfiguration[],
  minTrades: number,
): readonly SweepConfiguration[] => {
  const rank = ({ trades, objective }: SweepConfiguration) => (trades < minTrades || objective === null ? 1 : 0)
  return [...configurations].sort(
    (a, b) =>
      rank(a) - rank(b) ||
      (b.objective ?? Number.NEGATIVE_INFINITY) - (a.objective ?? Number.NEGATIVE_INFINITY) ||
      (a.configHash < b.configHash ? -1 : 1),
  )
}
