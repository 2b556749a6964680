/** The plan of a sweep, once its candles are known: which windows, and that the work is bounded. */
import { canonicalJson, sha256 } from '../../../graph/engine/hash/hash.js'
import { DAY_MS, MINUTE_MS } from '../../../lib/time-units.js'
import { isoMinute } from '../../../lib/iso-time.js'
import { SepError } from '../../../model/error-codes.js'
import { rollOf, tradingDay } from '../../../operators/calendar/new-york.js'
import { checkTrials } from '../spec/check-trials.js'
import { pointsOf } from '../spec/configurations.js'
import { foldCount, foldWindows } from '../spec/folds.js'
import type { ResolvedSpec } from '../spec/resolve-spec.js'
import type { SweepMarket } from '../sweep-market.js'
import type { SweepPlan, Window } from '../sweep-plan.js'

export interface Span {
  readonly fromMs: number
  readonly toMs: number
}
export interface PlannedSweep {
  readonly plan: SweepPlan
  /** All windows lie in it. */
  readonly window: Span
  /** The part of the data that no trial sees; null where the spec locks none. */
  readonly holdout: Span | null
  /** Why the window is shorter than the spec asks for; null where it is not. */
  readonly shortened: string | null
}

export const planSweep = (spec: ResolvedSpec, { market, hash }: SweepMarket): PlannedSweep => {
  const data = spanOf(market.series)
  const holdout = spec.holdoutPct === null ? null : { fromMs: holdoutStart(data, spec.holdoutPct), toMs: data.toMs }
  const window = windowOf(spec, { fromMs: data.fromMs, toMs: holdout?.fromMs ?? data.toMs })
  const instruments = market.world.instruments.map(({ name }) => name)
  const traded = instruments.filter((_, k) => market.world.traded[k] === 1)
  const spaces = spec.spaces.map(({ axes, instruments: own }) => ({ axes, instruments: own ?? traded }))
  checkWindows(spec, window)
  const { name, kind, graph, program, home, lenient, trust, base, sampling, costs, objective, minTrades, params } = spec
  const plan: SweepPlan = {
    format: 1,
    ...{ name, kind, graph, graphFile: program.file, data: spec.data, home, lenient, trust, base, params, spaces },
    ...{ sampling, windows: windowsOf(spec, window), objective, minTrades, costs, market: hash, instruments },
  }
  return { plan, window, holdout, shortened: shortenedBy(spec, window) }
}

/** Hash of the plan without the places of its files: what they hold is in it. */
export const sweepHash = ({ data: _, graph, ...plan }: SweepPlan): string =>
  sha256(canonicalJson({ ...plan, graph: plan.graphFile ? null : graph }))

/** Slices are closes: the first is a minute after the first open. */
const spanOf = (series: SweepMarket['market']['series']): Span => ({
  fromMs: Math.min(...series.map(({ tMs }) => tMs[0] ?? Number.POSITIVE_INFINITY)),
  toMs: Math.max(...series.map(({ tMs }) => tMs.at(-1) ?? Number.NEGATIVE_INFINITY)) + MINUTE_MS,
})

/** At a 17:00 New York, so that no day is cut. */
const holdoutStart = ({ fromMs, toMs }: Span, pct: number): number =>
  Math.max(fromMs, rollOf(tradingDay(toMs - ((toMs - fromMs) * pct) / 100) - 1))

const windowOf = ({ fromMs, toMs, windowDays, at }: ResolvedSpec, data: Span): Span => {
  const length = windowDays === null ? null : Math.round((windowDays * DAY_MS) / MINUTE_MS) * MINUTE_MS
  const end = Math.min(toMs ?? (fromMs !== null && length !== null ? fromMs + length : data.toMs), data.toMs)
  const start = Math.max(fromMs ?? (length === null ? data.fromMs : end - length), data.fromMs)
  if (start < end) return { fromMs: start, toMs: end }
  const named = fromMs === null ? (toMs === null ? 'data' : 'to') : 'from'
  throw new SepError(
    'missing-data',
    `${at([named])}: no candle that trials may see is in that time; they have ${isoMinute(data.fromMs)} to ${isoMinute(data.toMs)}`,
  )
}

/** Data that begin or end within a weekend or a holiday of what was asked for are not short. */
const SLACK_MS = 3 * DAY_MS

const shortenedBy = ({ fromMs, toMs, windowDays, at }: ResolvedSpec, window: Span): string | null => {
  const days = (window.toMs - window.fromMs) / DAY_MS
  const seen = `trials see ${isoMinute(window.fromMs)} to ${isoMinute(window.toMs)}`
  if (windowDays !== null && days < windowDays - SLACK_MS / DAY_MS)
    return `${at(['window_days'])}: ${seen}, ${days.toFixed(1)} of ${windowDays} days`
  if (fromMs !== null && fromMs < window.fromMs - SLACK_MS)
    return `${at(['from'])}: ${seen}, from ${isoMinute(fromMs)} was asked for`
  if (toMs !== null && toMs > window.toMs + SLACK_MS)
    return `${at(['to'])}: ${seen}, up to ${isoMinute(toMs)} was asked for`
  return null
}

const windowsOf = ({ folds }: ResolvedSpec, window: Span): readonly Window[] =>
  folds === null ? [{ fold: null, part: 'all', ...window }] : foldWindows(window, folds)

const checkWindows = ({ spaces, sampling, folds, at }: ResolvedSpec, window: Span): void => {
  if (folds === null) return
  const windows = 2 * foldCount(window, folds)
  const days = ((window.toMs - window.fromMs) / DAY_MS).toFixed(1)
  if (windows === 0)
    throw new SepError('bad-config', `${at(['folds'])}: no fold fits into the ${days} days of the window`)
  checkTrials(pointsOf(spaces, sampling), windows, at(['folds']))
}
