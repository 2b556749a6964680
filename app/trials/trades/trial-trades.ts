/** The trades of a trial as its collector holds them: few of them are ever wanted as objects. */
import { pnlQuoteAt, tradeAt, type TradeColumns } from '../../../sinks/trials/trade-columns.js'
import type { ShadowTrade } from '../../../sinks/run/shadow-trades.js'
import type { PreparedTrial } from '../prepare-trial.js'

/** Of a portfolio with its result in quote currency. */
export type SweepTrade = ShadowTrade & { readonly pnlQuote?: number }

export interface TrialTrades {
  /** Closed trades of all instruments, in the order of their exits. */
  readonly kept: TradeColumns
  /** Those of a portfolio that are left at the end. */
  readonly open: readonly SweepTrade[]
}

/** Those in the window, of the instruments whose lines exist. `names`: instruments of the world. */
export const wantedTrades = (
  { trial, kind }: PreparedTrial,
  { kept, open }: TrialTrades,
  names: readonly string[],
): readonly SweepTrade[] => {
  const wanted = new Set(trial.targets.map(({ instrument }) => instrument))
  const { fromMs, toMs } = trial.window
  const isWanted = ({ instrument, exitMs }: SweepTrade) => exitMs > fromMs && exitMs <= toMs && wanted.has(instrument)
  const closed = Array.from({ length: kept.count }, (_, n) => {
    const trade = tradeAt(kept, n, names)
    return kind === 'shadow' ? trade : { ...trade, pnlQuote: pnlQuoteAt(kept, n) }
  })
  return [...closed, ...open].filter(isWanted)
}
