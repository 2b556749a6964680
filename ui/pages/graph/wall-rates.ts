/** Rows per second of the clock over the last answers; the server's own figure is rows per second of a node's busy time. */
export interface RateSample {
  readonly asOfMs: number
  readonly nodes: readonly { readonly node: string; readonly rows: number }[]
}

const SAMPLES = 16
/** Adds an answer; the same answer twice is one. Counts that fell belong to another run, and so do all before. */
export const addSample = (samples: readonly RateSample[], next: RateSample): readonly RateSample[] => {
  const last = samples.at(-1)
  if (last?.asOfMs === next.asOfMs) return samples
  const before = rowsByNode(last)
  const isNewRun = next.nodes.some(({ node, rows }) => rows < (before.get(node) ?? 0))
  return [...(isNewRun ? [] : samples), next].slice(-SAMPLES)
}

/** Without a node where two answers do not know it. */
export const wallRates = (samples: readonly RateSample[]): ReadonlyMap<string, number> => {
  const [first, last] = [samples[0], samples.at(-1)]
  const seconds = first && last ? (last.asOfMs - first.asOfMs) / 1000 : 0
  if (!last || seconds <= 0) return new Map()
  const before = rowsByNode(first)
  return new Map(
    last.nodes.flatMap(({ node, rows }) => {
      const then = before.get(node)
      return then === undefined ? [] : [[node, (rows - then) / seconds] as const]
    }),
  )
}

const rowsByNode = (sample: RateSample | undefined): ReadonlyMap<string, number> =>
  new Map(sample?.nodes.map(({ node, rows }) => [node, rows]))
