/** Every configuration of a sweep, in order, and the instruments whose lines exist. Pure: a worker finds the same ones. */
import { canonicalJson } from '../../../graph/engine/hash/hash.js'
import type { Axis, Json, Sampling, Space, SweepPlan } from '../sweep-plan.js'
import { haltonPoint, randomPoint } from './sampling.js'

export interface Configuration {
  /** By path of the setting. */
  readonly values: { readonly [path: string]: Json }
  readonly instruments: readonly string[]
}

/** The number of points before equal ones are merged: of the whole grid, or as many as are sampled. */
export const pointsOf = (spaces: readonly Pick<Space, 'axes'>[], sampling: Sampling): number =>
  spaces.reduce((sum, { axes }) => sum + (sampling.kind === 'grid' ? sizeOf(axes) : sampling.n), 0)

/** Grids count with the last axis fastest. Equal configurations of several spaces or samples are one. */
export const configurationsOf = ({
  spaces,
  sampling,
}: Pick<SweepPlan, 'spaces' | 'sampling'>): readonly Configuration[] => {
  const found = new Map<string, { readonly values: Configuration['values']; readonly instruments: Set<string> }>()
  for (const { axes, instruments } of spaces) {
    for (const values of valuesOf(axes, sampling)) {
      const key = canonicalJson(values)
      const one = found.get(key) ?? { values, instruments: new Set() }
      found.set(key, one)
      for (const name of instruments) one.instruments.add(name)
    }
  }
  return [...found.values()].map(({ values, instruments }) => ({ values, instruments: [...instruments].sort() }))
}

const sizeOf = (axes: readonly Axis[]): number => axes.reduce((product, { values }) => product * values.length, 1)

const valuesOf = function* (axes: readonly Axis[], sampling: Sampling): Generator<Configuration['values']> {
  const at = (choice: (axis: Axis, d: number) => number) =>
    Object.fromEntries(axes.map((axis, d) => [axis.path, axis.values[choice(axis, d)] as Json]))
  if (sampling.kind === 'grid') {
    const strides = axes.map((_, d) => sizeOf(axes.slice(d + 1)))
    for (let i = 0; i < sizeOf(axes); i++)
      yield at(({ values }, d) => Math.floor(i / (strides[d] as number)) % values.length)
    return
  }
  const pointOf = sampling.kind === 'random' ? randomPoint : haltonPoint
  for (let i = 0; i < sampling.n; i++) {
    const point = pointOf(sampling.seed, i, axes.length)
    yield at(({ values }, d) => Math.floor((point[d] as number) * values.length))
  }
}
