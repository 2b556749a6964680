/** The golden vectors of the statistics, and the portable series and panel that `published.json` describes by recipe. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { portableRandom } from '../../studies/statistics/distributions/portable-random.js'
import { GOLDEN } from '../support/paths.js'

interface SeriesVector {
  readonly name: string
  readonly returns: readonly number[]
  readonly trials: number
  readonly trialVariance: number
  readonly expect: { readonly [key: string]: number | null | readonly [number, number] }
}
interface GridVector {
  readonly name: string
  readonly blockLength: number
  readonly returns: readonly (readonly number[])[]
  readonly expect: Readonly<Record<'realityCheckPValue' | 'spaLower' | 'spaConsistent' | 'spaUpper', number>>
}
interface StatisticsVectors {
  readonly series: readonly SeriesVector[]
  readonly grids: readonly GridVector[]
  readonly adjusted: Readonly<Record<'pValues' | 'benjaminiHochberg' | 'holm', readonly number[]>>
  readonly information: {
    readonly x: readonly number[]
    readonly y: readonly number[]
    readonly expect: Readonly<Record<'pearson' | 'spearman', number>>
  }
}

const read = (name: string): unknown => JSON.parse(readFileSync(join(GOLDEN, 'stats', name), 'utf8'))

/** Made with numpy, scipy, statsmodels and arch. */
export const VECTORS = read('statistics.json') as StatisticsVectors

// biome-ignore lint/suspicious/noExplicitAny: a document of many shapes, read by literal paths
export const PUBLISHED = read('published.json') as any

/** Sum of twelve uniforms - 6, added in their order. */
const normals = (seed: number): (() => number) => {
  const random = portableRandom(seed)
  return () => {
    let sum = 0
    for (let i = 0; i < 12; i++) sum += random()
    return sum - 6
  }
}

/** Seed 1, n 1000: e_t = z, y_0 = e_0, y_t = 0.3 y_{t-1} + e_t. */
export const portableSeries = (): { readonly e: readonly number[]; readonly y: readonly number[] } => {
  const z = normals(1)
  const e = Array.from({ length: 1000 }, z)
  const y: number[] = []
  for (const shock of e) y.push(y.length === 0 ? shock : 0.3 * y.at(-1)! + shock)
  return { e, y }
}

/** Seed 2, T 250, K 6: per row a common shock c = z, then d_k = mu_k + 0.7 c + z. Returns the columns. */
export const portablePanel = (): readonly Float64Array[] => {
  const z = normals(2)
  const means = [-0.4, -0.25, -0.1, -0.15, -0.05, -0.05]
  const columns = means.map(() => new Float64Array(250))
  for (let t = 0; t < 250; t++) {
    const common = z()
    means.forEach((mean, k) => {
      columns[k]![t] = mean + 0.7 * common + z()
    })
  }
  return columns
}
