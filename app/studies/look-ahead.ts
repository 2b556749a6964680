/** Does a graph see the future? Changes what comes after a slice, runs again, and compares everything up to that slice. */
import type { Graph } from '../../graph/engine/define/define.js'
import type { Binding } from '../../graph/engine/define/operator.js'
import { sliceHashes, type SliceHashes } from '../../graph/engine/run/slice-hashes.js'
import type { World } from '../../model/world.js'
import type { ReplayMarket } from '../../sources/market.js'
import { replay } from '../backtest/replay.js'
import { mirroredFuture } from './mirrored-future.js'

export interface LookAheadInputs {
  readonly graph: Graph<World>
  readonly bindings: readonly Binding<World>[]
  readonly market: Pick<ReplayMarket, 'world' | 'batches'>
  readonly kernelVersion: string
  /** Event times after which the candles change, one more run for each. Not at the edge of a frame: what leaks there is hidden. */
  readonly cutsMs: readonly number[]
  readonly signal?: AbortSignal | undefined
}

/** A column that changed although only candles after `cutMs` did. */
export interface Leak {
  readonly node: string
  readonly column: string
  /** Event time of the first slice that differs. */
  readonly tsMs: number
  readonly cutMs: number
}

/**
 * One leak for each column that differs, with its first slice; producers come before consumers, so the first is the origin.
 * Empty: nothing up to the cuts depends on what comes after them.
 */
export const lookAhead = async ({ cutsMs, ...inputs }: LookAheadInputs): Promise<readonly Leak[]> => {
  const untilMs = Math.max(...cutsMs)
  const before = await hashesOf(inputs, inputs.market, untilMs)
  const leaks = new Map<string, Leak>()
  for (const cutMs of cutsMs) {
    const after = await hashesOf(inputs, mirroredFuture(inputs.market, cutMs), cutMs)
    for (const leak of differences(before, after, cutMs)) {
      const key = `${leak.node}.${leak.column}`
      const known = leaks.get(key)
      if (!known || leak.tsMs < known.tsMs) leaks.set(key, leak)
    }
  }
  const order = new Map(before.columns.map(({ node, column }, n) => [`${node}.${column}`, n]))
  return [...leaks].sort(([a], [b]) => order.get(a)! - order.get(b)!).map(([, leak]) => leak)
}

const hashesOf = async (
  { graph, bindings, kernelVersion, signal }: Omit<LookAheadInputs, 'cutsMs'>,
  market: LookAheadInputs['market'],
  untilMs: number,
): Promise<SliceHashes> => {
  const hashes = sliceHashes(graph, untilMs)
  await replay({ market, graph, bindings, kernelVersion, sinks: () => [hashes], ...(signal ? { signal } : {}) })
  return hashes
}

const differences = (before: SliceHashes, after: SliceHashes, cutMs: number): readonly Leak[] =>
  before.columns.flatMap(({ node, column }, n) => {
    const [was, is] = [before.hashes[n]!, after.hashes[n]!]
    const slice = is.findIndex((hash, s) => hash !== was[s])
    return slice < 0 ? [] : [{ node, column, tsMs: after.tsMs[slice]!, cutMs }]
  })
