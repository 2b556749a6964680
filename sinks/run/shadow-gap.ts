/** Keeps what `performance` says at the end: shadow minus real, by instrument. */
import type { NodeColumns } from '../../graph/engine/run/frame.js'
import type { FrameSink } from '../../graph/engine/run/rx.js'
import type { World } from '../../model/world.js'

/** Positions finished by shadow and account, mean difference of their net results and its standard error, bps; null where not known. */
export interface ShadowGapRow {
  readonly shadowTrades: number
  readonly realTrades: number
  readonly shadowMinusRealBps: number | null
  readonly shadowMinusRealSd: number | null
}
export interface ShadowGapCollector extends FrameSink {
  /** Of the traded instruments. */
  rows(): { readonly [instrument: string]: ShadowGapRow }
}

const COLUMNS = ['shadowTrades', 'realTrades', 'shadowMinusRealBps', 'shadowMinusRealSd'] as const

export const collectShadowGap = (world: World): ShadowGapCollector => {
  const count = world.instruments.length
  const last = COLUMNS.map(() => new Float64Array(count))
  return {
    write: (frame) => {
      const result = frame.columns['performance'] as NodeColumns
      const from = (frame.slices - 1) * count
      for (const [c, name] of COLUMNS.entries())
        last[c]?.set((result[name] as Float64Array).subarray(from, from + count))
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
