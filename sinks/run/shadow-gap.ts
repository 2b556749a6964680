/** Keeps the last shadow-minus-real result of `performance`, by instrument. */
import { columnsOf } from '../../graph/engine/run/columns-of.js'
import type { FrameSink } from '../../graph/engine/run/rx.js'
import { nodes } from '../../model/nodes.js'
import type { World } from '../../model/world.js'

/** Positions closed by shadow and account, the mean difference of their net results and its standard error, bps; null if unknown. */
export interface ShadowGapRow {
  readonly shadowTrades: number
  readonly realTrades: number
  readonly shadowMinusRealBps: number | null
  readonly shadowMinusRealSd: number | null
}
export interface ShadowGapCollector extends FrameSink {
  /** Traded instruments only. */
  rows(): { readonly [instrument: string]: ShadowGapRow }
}

const COLUMNS = ['shadowTrades', 'realTrades', 'shadowMinusRealBps', 'shadowMinusRealSd'] as const

export const collectShadowGap = (world: World): ShadowGapCollector => {
  const count = world.instruments.length
  const last = COLUMNS.map(() => new Float64Array(count))
  return {
    write: (frame) => {
      const result = columnsOf(frame, nodes.performance)
      const from = (frame.slices - 1) * count
      for (const [c, name] of COLUMNS.entries()) last[c]?.set(result[name].subarray(from, from + count))
    },
    rows: () =>
      Object.fromEntries(
        world.instruments.flatMap(({ name }, k) => {
          if (world.traded[k] === 0) return []
          const [shadowTrades, realTrades, bps, error] = last.map((values) => values[k] as number) as [
            number,
            number,
            number,
            number,
          ]
          return [
            [
              name,
              { shadowTrades, realTrades, shadowMinusRealBps: known(bps), shadowMinusRealSd: known(error) },
            ] as const,
          ]
        }),
      ),
  }
}

const known = (value: number): number | null => (Number.isNaN(value) ? null : value)
