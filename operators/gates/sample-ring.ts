/** The last 720 hourly samples of one number, kept sorted for their quantiles. */

/** Thirty days of hours. */
export const SAMPLES = 720

export interface SampleRing {
  /** In order of time; `next` is where the next sample goes. */
  readonly values: Float64Array
  /** The same samples, ascending, in the first `length` places. */
  readonly sorted: Float64Array
  length: number
  next: number
}

/** `saved` holds the samples, oldest first. */
export const createSampleRing = (saved: Float64Array = new Float64Array(0)): SampleRing => {
  const ring = { values: new Float64Array(SAMPLES), sorted: new Float64Array(SAMPLES), length: saved.length, next: 0 }
  ring.values.set(saved)
  ring.sorted.set(saved.slice().sort())
  ring.next = saved.length % SAMPLES
  return ring
}

/** The samples, oldest first. */
export const samplesInOrder = ({ values, length, next }: SampleRing): Float64Array =>
  Float64Array.from({ length }, (_, i) => values[(next + SAMPLES - length + i) % SAMPLES]!)

/** Adds a finite sample; the 721st evicts the oldest. */
export const addSample = (ring: SampleRing, value: number): void => {
  const { sorted, values } = ring
  if (ring.length === SAMPLES) {
    const at = lowerBound(ring, values[ring.next]!)
    sorted.copyWithin(at, at + 1, ring.length)
    ring.length--
  }
  const at = lowerBound(ring, value)
  sorted.copyWithin(at + 1, at, ring.length)
  sorted[at] = value
  ring.length++
  values[ring.next] = value
  ring.next = (ring.next + 1) % SAMPLES
}

/** The p-quantile (0..1), linear between the two nearest samples; NaN without samples. */
export const sampleQuantile = ({ sorted, length }: SampleRing, p: number): number => {
  if (length === 0) return Number.NaN
  const position = (length - 1) * p
  const below = Math.floor(position)
  const low = sorted[below]!
  return below + 1 < length ? low + (position - below) * (sorted[below + 1]! - low) : low
}

/** First place in `sorted` whose sample is at least value. */
const lowerBound = ({ sorted, length }: SampleRing, value: number): number => {
  let low = 0
  let high = length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle]! < value) low = middle + 1
    else high = middle
  }
  return low
}
