/** Compares runs or sweeps with the first of them: configuration first, then figures, whose difference needs a common basis. */
import { canonicalJson } from '../../graph/engine/hash/hash.js'
import { compareSharpe, type SharpeComparison } from '../../studies/report/sharpe-comparison.js'
import type { Compared, Plain } from './compared.js'

export interface ConfigDifference {
  readonly path: string
  /** By folder; undefined where it has no such setting. */
  readonly values: readonly (Plain | undefined)[]
}
export interface FigureRow {
  readonly key: string
  readonly values: readonly (number | null)[]
  /** Minus the first, by folder; null where either is undefined or the two have no common basis. */
  readonly deltas: readonly (number | null)[]
}
export interface Comparison {
  readonly folders: readonly string[]
  readonly kind: Compared['kind']
  /** Nothing differs, byte for byte. */
  readonly equal: boolean
  readonly config: readonly ConfigDifference[]
  /** By folder, why its figures are not subtracted: `data`, `window`, `cost model`, ..; empty if they are. */
  readonly reasons: readonly (readonly string[])[]
  readonly basis: readonly ConfigDifference[]
  readonly figures: readonly FigureRow[]
  /** By folder, is it better than the first? Null of the first, and where figures are not subtracted or days are not there. */
  readonly sharpe: readonly (SharpeComparison | null)[]
}

/** Two to ten, all runs or all sweeps; the caller has checked it. */
export const compare = (all: readonly Compared[]): Comparison => {
  const first = all[0] as Compared
  const reasons = all.map((other) =>
    [...first.basis].flatMap(([name, value]) => (same(value, other.basis.get(name)) ? [] : [name])),
  )
  const config = differences(all.map((own) => own.config))
  const basis = differences(all.map((own) => own.basis))
  return {
    folders: all.map(({ folder }) => folder),
    kind: first.kind,
    equal: config.length === 0 && basis.length === 0 && all.every(({ outputHash }) => outputHash === first.outputHash),
    config,
    reasons,
    basis,
    sharpe: first.daily
      ? compareSharpe(
          first.daily,
          all.map(({ daily }, n) => (n === 0 || reasons[n]!.length > 0 ? null : daily)),
        )
      : all.map(() => null),
    figures: keysOf(all.map((own) => own.figures)).map((key) => {
      const values = all.map((own) => own.figures.get(key) ?? null)
      return {
        key,
        values,
        deltas: values.map((value, n) => {
          const [base = null] = values
          return value === null || base === null || reasons[n]!.length > 0 ? null : value - base
        }),
      }
    }),
  }
}

const differences = (maps: readonly ReadonlyMap<string, Plain>[]): readonly ConfigDifference[] =>
  keysOf(maps).flatMap((path) => {
    const values = maps.map((map) => map.get(path))
    return values.every((value) => same(value, values[0])) ? [] : [{ path, values }]
  })

const keysOf = (maps: readonly ReadonlyMap<string, unknown>[]): readonly string[] => [
  ...new Set(maps.flatMap((map) => [...map.keys()])),
]

const same = (a: Plain | undefined, b: Plain | undefined): boolean =>
  a === undefined || b === undefined ? a === b : canonicalJson(a) === canonicalJson(b)
