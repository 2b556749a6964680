import { type HorizonResult, SIGNAL_DAYS_MIN, type SignalStudy } from './study-signal.js'

/** At most this probability of one wrong name among all tests. */
const SIGNIFICANT = 0.05

export interface SignalFinding {
  readonly signal: string
  readonly horizon: HorizonResult
}

/** Tests that stand after correction, the largest outer return first; without any, all tests by t. */
export const rankedFindings = ({
  signals,
}: SignalStudy): { readonly found: boolean; readonly list: readonly SignalFinding[] } => {
  const all = signals.flatMap(({ name, horizons }) =>
    horizons.map((horizon): SignalFinding => ({ signal: name, horizon })),
  )
  const standing = all.filter(({ horizon }) => horizon.pHolm !== null && horizon.pHolm <= SIGNIFICANT)
  const found = standing.length > 0
  const size = ({ horizon }: SignalFinding): number => Math.abs((found ? horizon.outerBps : horizon.spearmanT) ?? 0)
  return { found, list: (found ? standing : all).sort((a, b) => size(b) - size(a)) }
}

/** The study in one sentence. */
export const signalSentence = (study: SignalStudy): string => {
  const { found, list } = rankedFindings(study)
  const best = list[0]
  if (!best || study.tests === 0) {
    const days = Math.max(0, ...list.map(({ horizon }) => horizon.days))
    return `Nothing can be tested: ${days} days with metrics, at least ${SIGNAL_DAYS_MIN} needed.`
  }
  const { signal, horizon } = best
  const outer = Math.abs(horizon.outerBps ?? 0)
  const cost = study.roundTripBps
  const size = `${signal} at ${horizon.minutes} min moves ${outer.toFixed(2)} bps in its outer fifths`
  const against = `a round trip costs ${cost.toFixed(2)} bps of spread`
  if (!found)
    return `No signal: of ${study.tests} tests none stands after correction; the strongest, ${size}, and ${against}.`
  return outer > cost
    ? `A signal: ${size}, and ${against}; ${list.length} of ${study.tests} tests stand after correction. Trade it in a sweep next.`
    : `A signal too small to trade: ${size}, but ${against}; ${list.length} of ${study.tests} tests stand after correction.`
}
