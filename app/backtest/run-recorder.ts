/** Records a run: sinks for it, and afterwards its summary and the files of its folder. */
import { tmpdir } from 'node:os'
import type { FrameSink } from '../../graph/engine/run/rx.js'
import { collectRun, type RunFacts } from './collect-run.js'
import { filesOf, type RunFiles } from './run-files.js'
import { type RunSummary, summaryOf } from './run-summary.js'

export type { RunSummary } from './run-summary.js'

export interface RunRecord {
  readonly sinks: readonly FrameSink[]
  /**
   * Call after the run. The files are written out when they are asked for: that takes longer than the summary.
   * `tried`: distinct configurations ever tried on this market, this run included; default: this run alone.
   */
  finish(): { readonly summary: RunSummary; readonly files: (tried?: number) => RunFiles }
}

export const recordRun = (facts: RunFacts): RunRecord => {
  const collected = collectRun({ scratch: tmpdir(), ...facts })
  const { digest, orders, trades, equity, prices, days, funnel, held, practice, shadow, quote, shadowGap } = collected
  const { shortfall, evidence } = collected
  return {
    sinks: [
      digest,
      orders,
      trades,
      equity,
      days,
      shadow,
      ...[funnel, held, practice, quote, shadowGap].filter((sink) => sink !== null),
      // The summary has nothing of these.
      ...(facts.withFiles === false ? [] : [prices, shortfall, evidence].filter((sink) => sink !== null)),
    ],
    finish: () => {
      const all = trades.finish()
      const summary = summaryOf(facts, collected, all)
      return { summary, files: (tried = 1) => filesOf(facts, collected, summary, all, tried) }
    },
  }
}
