/** Does a signal say anything about the return that follows? Every metric, and direction x metric, at several horizons. */
import { SIGNAL_METRICS, type SignalRows } from '../../sinks/signal-columns.js'
import { tradingDay } from '../../operators/calendar/new-york.js'
import { studentTUpperTail } from '../statistics/distributions/student-t-upper-tail.js'
import { ranks } from '../statistics/relation/ranks.js'
import { autocorrelation } from '../statistics/sample/autocorrelation.js'
import { moments } from '../statistics/sample/moments.js'
import { neweyWest } from '../statistics/sample/newey-west.js'
import { benjaminiHochberg } from '../statistics/search/benjamini-hochberg.js'
import { holm } from '../statistics/search/holm.js'
import { addCorrelation, type CorrelationSums, correlationSums } from './correlate.js'
import { forwardReturns } from './forward-returns.js'
import { groupsOf, type SignalGroup } from './groups.js'
import { quantilesOf } from './quantiles.js'

export const HORIZONS = [1, 5, 15, 60, 240] as const
export const QUANTILES_OF_SIGNAL = 5
const LAGS = [1, 15, 60] as const
/** Fewer daily sums are no test. */
export const SIGNAL_DAYS_MIN = 20

/** Mean return in bps that follows the rows of one fifth of the signal. */
interface QuantileReturn {
  readonly n: number
  readonly meanBps: number | null
}
interface Coefficient {
  readonly name: string
  readonly n: number
  readonly spearman: number
}
export interface HorizonResult {
  readonly minutes: number
  readonly n: number
  readonly days: number
  /** Information coefficients, standardised within each instrument; t of their daily sums, the smaller of plain and Newey-West. */
  readonly pearson: number | null
  readonly pearsonT: number | null
  readonly spearman: number | null
  readonly spearmanT: number | null
  /** Two-sided, of spearmanT by Student with a day less; null below 20 days. Then after all tests of the study. */
  readonly pValue: number | null
  readonly pHolm: number | null
  readonly pBenjaminiHochberg: number | null
  readonly quantiles: readonly QuantileReturn[]
  /** What a trade with the signal in its outer fifths makes before costs: half the difference of their means. */
  readonly outerBps: number | null
  readonly by: { readonly [group in SignalGroup]: readonly Coefficient[] }
}
export interface SignalResult {
  readonly name: string
  readonly rows: number
  /** Share of rows whose fifth differs from that of the row before. */
  readonly turnover: number | null
  readonly autocorrelation: readonly { readonly lag: number; readonly value: number | null }[]
  readonly horizons: readonly HorizonResult[]
}
export interface SignalStudy {
  readonly instruments: readonly { readonly name: string; readonly rows: number; readonly roundTripBps: number }[]
  /** Mean spread: the price of one entry and one exit, without slippage and commission. */
  readonly roundTripBps: number
  readonly tests: number
  readonly signals: readonly SignalResult[]
}

export interface SignalInput {
  readonly name: string
  readonly rows: SignalRows
}

/** Each signal looks at its own minute only; returns are those that follow. The same rows give the same study. */
export const studySignal = (inputs: readonly SignalInput[]): SignalStudy => {
  const tables = SIGNAL_METRICS.flatMap((metric) => [
    emptyTable(metric, (rows) => rows.metrics[metric]),
    emptyTable(`direction x ${metric}`, ({ direction, metrics }) =>
      metrics[metric].map((value, i) => (direction[i] === 0 ? Number.NaN : direction[i]! * value)),
    ),
  ])
  for (const { name, rows } of inputs) {
    const forward = HORIZONS.map((minutes) => forwardReturns(rows.tsMs, rows.close, minutes))
    const instrument = {
      rows,
      forward,
      forwardRanks: forward.map(ranks),
      days: Int32Array.from(rows.tsMs, tradingDay),
      groups: groupsOf(rows.tsMs, name),
    }
    for (const table of tables) addInstrument(table, instrument)
  }
  const roundTrips = inputs.map(({ name, rows }) => ({
    name,
    rows: rows.tsMs.length,
    roundTripBps: mean(rows.spreadBps),
  }))
  const total = roundTrips.reduce((sum, { rows }) => sum + rows, 0)
  return {
    instruments: roundTrips,
    roundTripBps: roundTrips.reduce((sum, { rows, roundTripBps }) => sum + rows * roundTripBps, 0) / total,
    ...corrected(tables.map(resultOf)),
  }
}

interface Table {
  readonly name: string
  readonly values: (rows: SignalRows) => Float64Array
  rows: number
  changes: number
  readonly correlations: number[][]
  readonly weights: number[]
  readonly horizons: readonly {
    readonly pearson: CorrelationSums
    readonly spearman: CorrelationSums
    readonly quantiles: { n: number; sum: number }[]
  }[]
}

interface Instrument {
  readonly rows: SignalRows
  readonly forward: readonly Float64Array[]
  readonly forwardRanks: readonly Float64Array[]
  readonly days: Int32Array
  readonly groups: readonly (readonly string[])[]
}

const emptyTable = (name: string, values: Table['values']): Table => ({
  name,
  values,
  rows: 0,
  changes: 0,
  correlations: [],
  weights: [],
  horizons: HORIZONS.map(() => ({
    pearson: correlationSums(),
    spearman: correlationSums(),
    quantiles: Array.from({ length: QUANTILES_OF_SIGNAL }, () => ({ n: 0, sum: 0 })),
  })),
})

const addInstrument = (table: Table, { rows, forward, forwardRanks, days, groups }: Instrument): void => {
  const values = table.values(rows)
  const ranked = ranks(values)
  const fifths = quantilesOf(ranked, QUANTILES_OF_SIGNAL)
  let before = -1
  for (const fifth of fifths) {
    if (fifth < 0) continue
    table.rows++
    if (before >= 0 && fifth !== before) table.changes++
    before = fifth
  }
  const known = values.filter((value) => value === value)
  table.weights.push(known.length)
  table.correlations.push(LAGS.map((lag) => autocorrelation(known, lag)))
  table.horizons.forEach(({ pearson, spearman, quantiles }, h) => {
    addCorrelation(pearson, values, forward[h]!, { days })
    addCorrelation(spearman, ranked, forwardRanks[h]!, { days, groups })
    for (let i = 0; i < fifths.length; i++) {
      const next = forward[h]![i]!
      if (fifths[i]! < 0 || next !== next) continue
      quantiles[fifths[i]!]!.n++
      quantiles[fifths[i]!]!.sum += next
    }
  })
}

const resultOf = (table: Table): SignalResult => ({
  name: table.name,
  rows: table.rows,
  turnover: known(table.changes / Math.max(0, table.rows - table.weights.length)),
  autocorrelation: LAGS.map((lag, l) => ({ lag, value: weighted(table, l) })),
  horizons: table.horizons.map(({ pearson, spearman, quantiles }, h): HorizonResult => {
    const [ordinary, rank] = [tested(pearson), tested(spearman)]
    const means = quantiles.map(({ n, sum }) => ({ n, meanBps: known(sum / n) }))
    const [low, high] = [means[0]!.meanBps, means.at(-1)!.meanBps]
    return {
      minutes: HORIZONS[h]!,
      n: spearman.n,
      days: spearman.days.size,
      pearson: ordinary.coefficient,
      pearsonT: ordinary.t,
      spearman: rank.coefficient,
      spearmanT: rank.t,
      pValue: rank.pValue,
      pHolm: null,
      pBenjaminiHochberg: null,
      quantiles: means,
      outerBps: low === null || high === null ? null : (high - low) / 2,
      by: {
        hour: coefficients(spearman, 'hour'),
        session: coefficients(spearman, 'session'),
        pair: coefficients(spearman, 'pair'),
        month: coefficients(spearman, 'month'),
      },
    }
  }),
})

interface Tested {
  readonly coefficient: number | null
  readonly t: number | null
  readonly pValue: number | null
}

/** Overlapping returns and related pairs share their days: what is tested is the daily sum, by the t nearer to 0. */
const tested = ({ n, days }: CorrelationSums): Tested => {
  const sums = [...days].sort(([a], [b]) => a - b).map(([, [sum]]) => sum)
  const { mean: daily, sd } = moments(sums)
  const [plain, hac] = [daily / (sd / Math.sqrt(sums.length)), neweyWest(sums).t]
  const t = known(Math.abs(plain) < Math.abs(hac) ? plain : hac)
  return {
    coefficient: known((daily * sums.length) / n),
    t,
    pValue: t === null || sums.length < SIGNAL_DAYS_MIN ? null : 2 * studentTUpperTail(Math.abs(t), sums.length - 1),
  }
}

const coefficients = ({ groups }: CorrelationSums, of: SignalGroup): readonly Coefficient[] =>
  [...groups]
    .filter(([key]) => key.startsWith(`${of}:`))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, [sum, n]]) => ({ name: key.slice(of.length + 1), n, spearman: sum / n }))

const corrected = (signals: readonly SignalResult[]): Pick<SignalStudy, 'tests' | 'signals'> => {
  const pValues = signals.flatMap(({ horizons }) => horizons.flatMap(({ pValue }) => (pValue === null ? [] : [pValue])))
  const [any, fdr] = [holm(pValues), benjaminiHochberg(pValues)]
  let next = 0
  return {
    tests: pValues.length,
    signals: signals.map((signal) => ({
      ...signal,
      horizons: signal.horizons.map((horizon) =>
        horizon.pValue === null ? horizon : { ...horizon, pHolm: any[next]!, pBenjaminiHochberg: fdr[next++]! },
      ),
    })),
  }
}

const weighted = ({ weights, correlations }: Table, lag: number): number | null => {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return known(weights.reduce((sum, weight, k) => sum + weight * correlations[k]![lag]!, 0) / total)
}

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length
const known = (value: number): number | null => (Number.isFinite(value) ? value : null)
