/** Sums of products of two standardised columns, by day and by group: what information coefficients are made of. */

export interface CorrelationSums {
  n: number
  /** By trading day and by group: sum of products, and their number. */
  readonly days: Map<number, [sum: number, n: number]>
  readonly groups: Map<string, [sum: number, n: number]>
}

export const correlationSums = (): CorrelationSums => ({ n: 0, days: new Map(), groups: new Map() })

interface Labels {
  readonly days: Int32Array
  /** Without them only days are kept. Rows with the same groups share one list. */
  readonly groups?: readonly (readonly string[])[]
}

/** Adds the rows of one instrument at which both columns are known; each is standardised over these rows. */
export const addCorrelation = (sums: CorrelationSums, x: Float64Array, y: Float64Array, labels: Labels): void => {
  let [n, sx, sy] = [0, 0, 0]
  for (let i = 0; i < x.length; i++) {
    const [a, b] = [x[i]!, y[i]!]
    if (a !== a || b !== b) continue
    n++
    sx += a
    sy += b
  }
  const [mx, my] = [sx / n, sy / n]
  let [xx, yy] = [0, 0]
  for (let i = 0; i < x.length; i++) {
    const [a, b] = [x[i]! - mx, y[i]! - my]
    if (a !== a || b !== b) continue
    xx += a * a
    yy += b * b
  }
  const scale = n / Math.sqrt(xx * yy)
  if (!Number.isFinite(scale)) return
  sums.n += n
  // Rows of one hour share their day and their list of groups: the maps are touched once for all of them.
  let [sum, count, first] = [0, 0, 0]
  const flush = (): void => {
    if (count === 0) return
    addTo(sums.days, labels.days[first]!, sum, count)
    if (labels.groups) for (const group of labels.groups[first]!) addTo(sums.groups, group, sum, count)
    sum = 0
    count = 0
  }
  for (let i = 0; i < x.length; i++) {
    if (labels.days[i] !== labels.days[first] || labels.groups?.[i] !== labels.groups?.[first]) {
      flush()
      first = i
    }
    const product = (x[i]! - mx) * (y[i]! - my) * scale
    if (product !== product) continue
    sum += product
    count++
  }
  flush()
}

const addTo = <K>(map: Map<K, [number, number]>, key: K, sum: number, n: number): void => {
  const entry = map.get(key)
  if (!entry) map.set(key, [sum, n])
  else {
    entry[0] += sum
    entry[1] += n
  }
}
