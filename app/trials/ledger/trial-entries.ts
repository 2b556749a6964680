/** The ledger lines of results: one for each, whatever its number of lines. */
import type { TrialLine } from '../../../model/trial-line.js'
import type { TrialEntry } from './ledger-line.js'

export interface EntryContext {
  readonly time: string
  readonly family: string
  readonly dataHash: string
}

/** `lines`: those of one result, one for a shadow, one for each instrument of a portfolio, whose trades are pooled. */
export const trialEntry = (lines: readonly TrialLine[], { time, family, dataHash }: EntryContext): TrialEntry => {
  const [first] = lines as readonly [TrialLine, ...TrialLine[]]
  const { resultHash, configHash, from, to, params } = first
  const { trades, meanBps, sdBps } = pooledTrades(lines)
  return {
    t: 'trial',
    time,
    resultHash,
    configHash,
    family,
    dataHash,
    instruments: lines.map(({ instrument }) => instrument),
    from,
    to,
    params,
    trades,
    meanBps,
    sdBps,
    sharpe: meanBps !== null && sdBps !== null && sdBps > 0 ? meanBps / sdBps : null,
  }
}

/** Mean and deviation (n - 1) of all trades from those of the parts. */
export const pooledTrades = (lines: readonly TrialLine[]): Pick<TrialLine, 'trades' | 'meanBps' | 'sdBps'> => {
  const [first] = lines as readonly [TrialLine, ...TrialLine[]]
  if (lines.length === 1) return first
  const trades = lines.reduce((sum, line) => sum + line.trades, 0)
  if (trades === 0) return { trades, meanBps: null, sdBps: null }
  const mean = lines.reduce((sum, line) => sum + (line.meanBps ?? 0) * line.trades, 0) / trades
  const squares = lines.reduce((sum, { trades: n, meanBps, sdBps }) => {
    const offset = (meanBps ?? 0) - mean
    return sum + (sdBps ?? 0) ** 2 * Math.max(n - 1, 0) + offset * offset * n
  }, 0)
  return { trades, meanBps: mean, sdBps: trades < 2 ? null : Math.sqrt(squares / (trades - 1)) }
}
