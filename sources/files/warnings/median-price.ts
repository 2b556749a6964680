/** The median of any number of prices, in bounded memory: buckets of nearby prices are counted, and only one of them is sorted. */

/** Sign, exponent and the first four bits of the fraction: prices of a bucket differ by a sixteenth. */
const BUCKET_BITS = 16
const word = new Uint32Array(2)
const value = new Float64Array(word.buffer)

export interface MedianPrice {
  take(prices: Float64Array): void
  /** Two prices, positive, with the median between them; NaN without prices. */
  bounds(): readonly [number, number]
  /** The upper median itself; `again` gives all prices a second time. */
  exact(again: Iterable<Float64Array>): number
}

export const medianPrice = (): MedianPrice => {
  const counts = new Uint32Array(2 ** BUCKET_BITS)
  let total = 0
  /** The bucket of the median, and how many prices lie below it. */
  const middle = (): readonly [bucket: number, below: number] => {
    let below = 0
    let bucket = 0
    while (bucket < counts.length - 1 && below + counts[bucket]! <= Math.floor(total / 2)) below += counts[bucket++]!
    return [bucket, below]
  }
  return {
    take: (prices) => {
      for (let i = 0; i < prices.length; i++) counts[bucketOf(prices[i]!)]!++
      total += prices.length
    },
    bounds: () => {
      const [bucket] = middle()
      return total === 0 ? [Number.NaN, Number.NaN] : [edgeOf(bucket), edgeOf(bucket + 1)]
    },
    exact: (again) => {
      const [bucket, below] = middle()
      const within = new Float64Array(counts[bucket]!)
      let count = 0
      for (const prices of again)
        for (let i = 0; i < prices.length; i++) if (bucketOf(prices[i]!) === bucket) within[count++] = prices[i]!
      return within.sort()[Math.floor(total / 2) - below]!
    },
  }
}

/** Positive doubles are ordered as their bits are. */
const bucketOf = (price: number): number => {
  value[0] = price
  return word[1]! >>> (32 - BUCKET_BITS)
}

const edgeOf = (bucket: number): number => {
  word[0] = 0
  word[1] = bucket << (32 - BUCKET_BITS)
  return value[0]!
}
