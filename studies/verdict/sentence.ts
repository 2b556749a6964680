import { DAYS_MIN, type Judgement } from './judge.js'
import type { VerdictInput } from './verdict-input.js'

/** The verdict in one plain sentence, with what to do. */
export const verdictSentence = (
  judgement: Judgement,
  { configurations, minTrades, holdOutMean }: VerdictInput,
): string => {
  const { verdict, cause, candidate, n, days, neededTrades } = judgement
  if (!candidate) {
    const most = Math.max(0, ...configurations.map(({ trades }) => trades))
    return (
      `Undecided: ${whole(most)} trades, at least ${whole(neededTrades)} needed, and ${minTrades} in one configuration ` +
      'before it counts; take a longer window or looser guards.'
    )
  }
  if (cause === 'few-days') return `Undecided: ${days} trading days, at least ${DAYS_MIN} needed; take a longer window.`
  const result = `${bps(candidate.meanTrade ?? Number.NaN)} bps a trade after all costs in ${whole(candidate.trades)} trades`
  const best = n === 1 ? 'the one configuration tried' : `the best of ${whole(n)} configurations`
  if (verdict === 'edge')
    return `Edge: ${best} made ${result}; luck shows as much in ${percent(judgement.searchedPValue)} of such searches; trade it small.`
  if (cause === 'hold-out') {
    const start = verdict === 'no-edge' ? 'No edge' : 'Undecided'
    return `${start}: ${best} made ${result}, but ${bps(holdOutMean ?? Number.NaN)} bps on the hold-out; do not trade it.`
  }
  if (cause === 'bounded')
    return `No edge: ${best} made ${result}, and more than ${bps(judgement.upperBound)} bps is not to be expected; do not trade it.`
  if (verdict === 'no-edge')
    return `No edge: ${best} made ${result}, enough to have shown an edge of 1 bp; do not trade it.`
  if (Number.isNaN(neededTrades))
    return `Undecided: ${whole(candidate.trades)} trades that do not differ; take a longer window.`
  const missing = Math.ceil((neededTrades - candidate.trades) / (candidate.trades / days))
  return (
    `Undecided: ${whole(candidate.trades)} trades, at least ${whole(neededTrades)} needed ` +
    `(${bps(candidate.meanTrade ?? Number.NaN)} bps a trade so far); about ${whole(missing)} more trading days at this rate.`
  )
}

export const whole = (value: number): string => Math.round(value).toLocaleString('en-US')
export const bps = (value: number): string => (Number.isNaN(value) ? '-' : `${value > 0 ? '+' : ''}${value.toFixed(2)}`)
export const percent = (share: number): string =>
  Number.isNaN(share) ? '-' : share < 0.0001 ? 'less than 0.01 %' : `${(share * 100).toFixed(share < 0.1 ? 2 : 0)} %`
