/** The winners of a ranking as documents of the store. Each lives 14 days. */
import type { TrialDocument } from '../../sinks/trials/trial-run.js'
import { KEYS } from '../../store/keys.js'
import { setWrite } from '../../store/set-write.js'
import type { StrategyParams } from '../../store/param-key.js'
import type { Write } from '../../store/store.js'
import type { Objective, SweepConfiguration } from '../../studies/report/sweep/configuration.js'

export interface RankingFacts {
  readonly days: number
  readonly minTrades: number
  readonly objective: Objective
  readonly markdown: string
  readonly nowMs: number
}

/**
 * By instrument the best run with enough trades, and under GLOBAL the best configuration over all instruments. Only runs of SEP have the
 * five parameters that a winner is; an instrument without such a run gets none.
 */
export const winnerWrites = (
  runs: readonly TrialDocument[],
  ranking: readonly SweepConfiguration[],
  { days, minTrades, objective, markdown, nowMs: ts }: RankingFacts,
): Write[] => {
  const instruments = [...new Set(runs.map(({ instrument }) => instrument))].sort()
  const winners = instruments.flatMap((inst) => {
    const run = bestRun(
      runs.filter(({ instrument }) => instrument === inst),
      minTrades,
      objective,
    )
    return run === null ? [] : [{ inst, run, params: paramsOf(run.params) }]
  })
  const best = ranking.find(({ trades, objective: worth }) => trades >= minTrades && worth !== null)
  const global = best && best.varying.size === 0 && best.paramKey !== null ? best : null
  return [
    ...winners.flatMap(({ inst, run, params }) => [
      setWrite(KEYS.bestConfig, { inst }, params),
      setWrite(
        KEYS.bestConfigMeta,
        { inst },
        { ts, run_id: run.run_id, days, trades: run.summary.trades, summary: summaryOf(run) },
      ),
    ]),
    ...(global
      ? [
          setWrite(KEYS.bestConfig, { inst: 'GLOBAL' }, paramsOf(global.params)),
          setWrite(
            KEYS.bestConfigMeta,
            { inst: 'GLOBAL' },
            {
              ts,
              // No run is of all instruments: the configuration stands for them.
              run_id: global.configHash,
              days,
              trades: global.trades,
              summary: {
                trades: global.trades,
                win_rate: global.winRate ?? 0,
                pnl_total: global.pnlBps,
                max_drawdown: global.maxDrawdownBps,
                calmar: global.calmar ?? 0,
              },
            },
          ),
        ]
      : []),
    setWrite(
      KEYS.latestReport,
      {},
      {
        ts,
        days,
        runs: runs.length,
        winners: Object.fromEntries(winners.map(({ inst, params }) => [inst, params])),
        markdown,
      },
    ),
  ]
}

const bestRun = (runs: readonly TrialDocument[], minTrades: number, objective: Objective): TrialDocument | null => {
  const worth = ({ summary, metrics }: TrialDocument): number =>
    (objective === 'pnl' ? summary.pnl_total : objective === 'calmar' ? summary.calmar : metrics.sharpe_daily) ??
    Number.NEGATIVE_INFINITY
  return (
    runs
      .filter(({ summary, param_key: key }) => summary.trades >= Math.max(1, minTrades) && key !== null)
      .toSorted((a, b) => worth(b) - worth(a) || (a.run_id < b.run_id ? -1 : 1))[0] ?? null
  )
}

const summaryOf = ({ summary }: TrialDocument) => ({
  ...summary,
  win_rate: summary.win_rate ?? 0,
  calmar: summary.calmar ?? 0,
})

const paramsOf = ({ c_min, look, thr_bps, entry_cd, exit_cd }: TrialDocument['params']): StrategyParams =>
  KEYS.bestConfig.value.parse({ c_min, look, thr_bps, entry_cd, exit_cd })
