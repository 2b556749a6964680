/** The rule of the verdict. What decides stands here; everything else is evidence to read. */
import { normalQuantile } from '../statistics/distributions/normal.js'
import { studentTUpperTail } from '../statistics/distributions/student-t-upper-tail.js'
import { moments } from '../statistics/sample/moments.js'
import { neweyWest } from '../statistics/sample/newey-west.js'
import { neededTrades, WORTHWHILE_BPS } from './needed-trades.js'
import { searchPValue } from './search-p-value.js'
import type { VerdictConfiguration, VerdictInput } from './verdict-input.js'

export type VerdictName = 'edge' | 'no-edge' | 'undecided'

/** What led to the verdict. */
type Cause =
  | 'significant'
  /** Enough trades to have seen an edge of 1 bp, and none was. */
  | 'enough-trades'
  /** Even the upper bound of the mean per trade is below 1 bp. */
  | 'bounded'
  /** Significant, but the hold-out lost. */
  | 'hold-out'
  | 'few-trades'
  | 'few-days'
  | 'no-candidate'

/** Numbers of the candidate; NaN where undefined, without a candidate all but neededTrades. */
export interface Judgement {
  readonly verdict: VerdictName
  readonly cause: Cause
  readonly candidate: VerdictConfiguration | null
  readonly n: number
  /** Days, mean and standard deviation (ddof 1) of its daily returns. */
  readonly days: number
  readonly dailyMean: number
  readonly dailySd: number
  /** The smaller of the plain and the Newey-West t of the daily mean. */
  readonly t: number
  readonly pValue: number
  /** After the search over n configurations. */
  readonly searchedPValue: number
  readonly neededTrades: number
  /** One-sided 95 % upper bound of the mean per trade. */
  readonly upperBound: number
}

const SIGNIFICANT = 0.05
/** Fewer daily returns decide nothing. */
export const DAYS_MIN = 20

/**
 * 1. The returns are daily sums of net shadow trades.
 * 2. The candidate is the best objective among configurations with enough trades; without one, or below 20 days: undecided.
 * 3. n counts configurations ever tried, at least those of this sweep.
 * 4. p of the daily mean is Student's, of the smaller t, then 1 - (1 - p)^n.
 * 5. edge: mean > 0, p <= 0.05, and an opened hold-out gained.
 * 6. no-edge: enough trades to have seen 1 bp, or 1 bp is out of reach.
 * 7. undecided: else.
 */
export const judge = (input: VerdictInput): Judgement => {
  const { configurations, minTrades, holdOutMean } = input
  const days = input.days.length
  const n = Math.max(input.n, new Set(configurations.map(({ configHash }) => configHash)).size)
  const candidate = largestBy(
    configurations.filter(({ trades }) => trades >= minTrades),
    ({ objective }) => objective ?? Number.NEGATIVE_INFINITY,
  )
  if (!candidate) {
    const needed = Math.max(minTrades, neededByBusiest(configurations, n))
    return { ...UNKNOWN, cause: 'no-candidate', candidate, n, days, neededTrades: needed }
  }
  const numbers = numbersOf(candidate, n)
  const found = { candidate, n, days, ...numbers }
  if (days < DAYS_MIN) return { verdict: 'undecided', cause: 'few-days', ...found }
  const significant = numbers.dailyMean > 0 && numbers.searchedPValue <= SIGNIFICANT
  if (significant && (holdOutMean === undefined || holdOutMean > 0))
    return { verdict: 'edge', cause: 'significant', ...found }
  if (candidate.trades >= numbers.neededTrades)
    return { verdict: 'no-edge', cause: significant ? 'hold-out' : 'enough-trades', ...found }
  if (numbers.upperBound < WORTHWHILE_BPS) return { verdict: 'no-edge', cause: 'bounded', ...found }
  return { verdict: 'undecided', cause: significant ? 'hold-out' : 'few-trades', ...found }
}

/** The largest; of equal ones the first by hash, so that the order of the trials does not matter. Null of none. */
const largestBy = (
  configurations: readonly VerdictConfiguration[],
  worth: (own: VerdictConfiguration) => number,
): VerdictConfiguration | null =>
  configurations.reduce<VerdictConfiguration | null>((best, own) => {
    if (best === null || worth(own) > worth(best)) return own
    return worth(own) === worth(best) && own.configHash < best.configHash ? own : best
  }, null)

/** What the configuration with most trades needs; 0 if its trades say nothing. */
const neededByBusiest = (configurations: readonly VerdictConfiguration[], n: number): number => {
  const busiest = largestBy(configurations, ({ trades }) => trades)
  return (busiest && numbersOf(busiest, n).neededTrades) || 0
}

const numbersOf = ({ daily, trades, meanTrade, sdTrade }: VerdictConfiguration, n: number) => {
  const { n: days, mean: dailyMean, sd: dailySd } = moments(daily)
  const hac = neweyWest(daily)
  const plainError = dailySd / Math.sqrt(days)
  const t = dailySd > 0 ? Math.min(dailyMean / plainError, hac.t) : Number.NaN
  const pValue = studentTUpperTail(t, days - 1)
  const sd = sdTrade ?? Number.NaN
  const clustering = (dailySd * dailySd) / ((trades / days) * sd * sd)
  // The error of the mean per trade as if trades were independent, and as the days have it: the larger one counts.
  const tradeError = sd / Math.sqrt(trades)
  const dayError = (Math.max(plainError, hac.standardError) * days) / trades
  return {
    dailyMean,
    dailySd,
    t,
    pValue,
    searchedPValue: searchPValue(pValue, n),
    neededTrades: sd > 0 ? neededTrades(n, sd, clustering) : Number.NaN,
    upperBound: (meanTrade ?? Number.NaN) + normalQuantile(1 - SIGNIFICANT) * Math.max(tradeError, dayError),
  }
}

const UNKNOWN = {
  verdict: 'undecided',
  dailyMean: Number.NaN,
  dailySd: Number.NaN,
  t: Number.NaN,
  pValue: Number.NaN,
  searchedPValue: Number.NaN,
  upperBound: Number.NaN,
} as const
