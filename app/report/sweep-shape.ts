/** The machine shape of a sweep's report: always all keys, null where undefined. */
import type { SweepConfiguration } from '../../studies/report/sweep/configuration.js'
import type { SearchVerdict } from '../../studies/report/sweep/search-verdict.js'
import type { HoldOutResult, SweepResults } from '../../studies/report/sweep/sweep-report.js'

const RANKED = 25

export const sweepShape = (results: SweepResults, verdict: SearchVerdict, holdOut: HoldOutResult | null) => {
  const { facts, ranking, heatMaps, walkForward, lines } = results
  const candidate = ranking.find(({ configHash }) => configHash === verdict.candidate?.configHash)
  return {
    verdict: verdict.verdict,
    sentence: verdict.sentence,
    reasons: verdict.reasons,
    trades: verdict.trades,
    neededTrades: verdict.neededTrades,
    n: verdict.n,
    effectiveN: verdict.effectiveN,
    look: verdict.look,
    dsr: verdict.dsr,
    psr: verdict.psr,
    realityCheckPValue: verdict.realityCheckPValue,
    spaConsistent: verdict.spaConsistent,
    costs: candidate?.pool.costs ?? null,
    candidate: candidate ? shownConfiguration(candidate) : null,
    objective: facts.objective,
    minTrades: facts.minTrades,
    days: results.days.length,
    configurations: ranking.length,
    lines,
    ranking: ranking.slice(0, RANKED).map(shownConfiguration),
    heatMaps,
    walkForward,
    holdout: facts.holdout === null && holdOut === null ? null : { window: facts.holdout, opened: holdOut },
    provenance: {
      name: facts.name,
      sweep: facts.sweep,
      family: facts.family,
      dataHash: facts.dataHash,
      market: facts.market,
      graph: facts.graph,
      kind: facts.kind,
      instruments: facts.instruments,
      window: facts.window,
      costs: facts.costs,
      versions: facts.versions,
      command: facts.command,
    },
  }
}

const shownConfiguration = (own: SweepConfiguration) => ({
  configHash: own.configHash,
  params: Object.fromEntries(
    Object.entries(own.params).map(([name, value]) => [name, own.varying.has(name) ? null : value]),
  ),
  paramKey: own.varying.size > 0 ? null : own.paramKey,
  trades: own.trades,
  pnlBps: own.pnlBps,
  grossBps: own.pool.grossBps,
  meanBps: own.meanBps,
  sdBps: own.sdBps,
  winRate: own.winRate,
  maxDrawdownBps: own.maxDrawdownBps,
  calmar: own.calmar,
  sharpeDaily: own.sharpeDaily,
  pnlQuote: own.pnlQuote,
  objective: own.objective,
})
