/** The walk-forward of a sweep: what the best configuration of each training window made of the window after it. */
import { figuresOfPool, type Objective, objectiveOf, type PoolFigures } from './configuration.js'
import type { PooledConfiguration, PooledWindow } from './tally-sweep.js'

export interface FoldResult {
  readonly fold: number
  readonly train: { readonly from: string; readonly to: string }
  readonly test: { readonly from: string; readonly to: string }
  /** Best on the training window among those with enough trades; null if none has. */
  readonly chosen: {
    readonly configHash: string
    readonly params: PooledConfiguration['params']
    readonly inSample: PoolFigures
    readonly outOfSample: PoolFigures
    /** 1 = the best of all on the test window. */
    readonly testRank: number
  } | null
  readonly configurations: number
}
export interface WalkForward {
  readonly folds: readonly FoldResult[]
  /** Net bps a trade over the chosen of all folds; null without trades. */
  readonly inSampleBps: number | null
  readonly outOfSampleBps: number | null
  readonly sentence: string
}

/** Null for a sweep without folds. */
export const walkForward = (
  configurations: readonly PooledConfiguration[],
  objective: Objective,
  minTrades: number,
): WalkForward | null => {
  const folds = [...new Set(configurations.flatMap(({ windows }) => [...windows.values()].map(({ fold }) => fold)))]
    .filter((fold) => fold !== null)
    .sort((a, b) => a - b)
  if (folds.length === 0) return null
  const results = folds.flatMap((fold) => foldResult(configurations, fold, objective, minTrades))
  const chosen = results.flatMap((result) => result.chosen ?? [])
  const inSampleBps = perTrade(chosen.map(({ inSample }) => inSample))
  const outOfSampleBps = perTrade(chosen.map(({ outOfSample }) => outOfSample))
  return { folds: results, inSampleBps, outOfSampleBps, sentence: sentenceOf(results, inSampleBps, outOfSampleBps) }
}

const foldResult = (
  configurations: readonly PooledConfiguration[],
  fold: number,
  objective: Objective,
  minTrades: number,
): readonly FoldResult[] => {
  const both = configurations.flatMap((own) => {
    const train = own.windows.get(`${fold}:train`)
    const test = own.windows.get(`${fold}:test`)
    return train && test ? [{ own, train, test }] : []
  })
  const first = both[0]
  if (!first) return []
  const scored = both.map((pair) => ({
    ...pair,
    inSample: figuresOfPool(pair.train),
    outOfSample: figuresOfPool(pair.test),
  }))
  const best = scored
    .filter(({ inSample }) => inSample.trades >= minTrades && objectiveOf(inSample, objective) !== null)
    .reduce<(typeof scored)[number] | null>((most, next) => {
      if (most === null) return next
      const [a, b] = [most, next].map(({ inSample }) => objectiveOf(inSample, objective) as number) as [number, number]
      return b > a || (b === a && next.own.configHash < most.own.configHash) ? next : most
    }, null)
  const score = (figures: PoolFigures) => objectiveOf(figures, objective) ?? Number.NEGATIVE_INFINITY
  return [
    {
      fold,
      train: spanOf(first.train),
      test: spanOf(first.test),
      configurations: both.length,
      chosen: best && {
        configHash: best.own.configHash,
        params: best.own.params,
        inSample: best.inSample,
        outOfSample: best.outOfSample,
        testRank: 1 + scored.filter(({ outOfSample }) => score(outOfSample) > score(best.outOfSample)).length,
      },
    },
  ]
}

const spanOf = ({ from, to }: PooledWindow) => ({ from, to })

const perTrade = (figures: readonly PoolFigures[]): number | null => {
  const trades = figures.reduce((sum, own) => sum + own.trades, 0)
  return trades === 0 ? null : figures.reduce((sum, own) => sum + own.pnlBps, 0) / trades
}

const sentenceOf = (folds: readonly FoldResult[], inside: number | null, outside: number | null): string => {
  const chosen = folds.filter((fold) => fold.chosen !== null).length
  if (inside === null) return `In none of ${folds.length} folds has a configuration enough trades to be chosen.`
  const result = outside === null ? 'no trade' : `${outside.toFixed(2)} bps a trade`
  const kept = outside !== null && inside > 0 ? ` (${((outside / inside) * 100).toFixed(0)} % of it)` : ''
  return `Chosen in sample at ${inside.toFixed(2)} bps a trade, out of sample ${result}${kept}, over ${chosen} of ${folds.length} folds.`
}
