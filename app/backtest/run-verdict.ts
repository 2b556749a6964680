/** The verdict on one run: that of a search over as many configurations as the ledger has on its market, this one included. */
import { dateOfDay, openTradingDays } from '../../operators/calendar/open-days.js'
import { MINUTE_MS } from '../../lib/time-units.js'
import type { ShadowEvidence } from '../../sinks/run/evidence/shadow-evidence.js'
import { type Verdict, verdictOf } from '../../studies/verdict/verdict.js'

/** As a sweep has it where its spec names none. */
const MIN_TRADES = 30

export interface RunSpan {
  /** The first and the last slice that could trade. */
  readonly fromMs: number
  readonly toMs: number
}

/** On the shadow's closed trades, net of all costs. `tried`: distinct configurations ever tried on this market. */
export const runVerdict = (
  { days, moments }: ShadowEvidence,
  { fromMs, toMs }: RunSpan,
  configHash: string,
  tried: number,
): Verdict => {
  const open = Number.isFinite(fromMs) ? openTradingDays(fromMs - MINUTE_MS, toMs) : []
  const { trades, mean, sd } = moments()
  const daily = Float64Array.from(open, (day) => days.get(day) ?? 0)
  return verdictOf({
    configurations: [
      {
        ...{ configHash, params: {}, trades, meanTrade: mean, sdTrade: sd, daily },
        objective: trades === 0 ? null : daily.reduce((sum, bps) => sum + bps, 0),
      },
    ],
    days: open.map(dateOfDay),
    n: tried,
    minTrades: MIN_TRADES,
  })
}
