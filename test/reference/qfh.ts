/** QFH metrics by the definition (docs/qfh.md), slow and obvious: the oracle of the kernel. */

export interface ReferenceMetrics {
  readonly coherence: number
  readonly pattern: number
  readonly entropy: number
  readonly rupture: number
  readonly flipRatio: number
  readonly lambda: number
  readonly v: number
  readonly similarity: number
  readonly confidence: number
}

const f32 = Math.fround
const clamp = (x: number, a: number, b: number): number => Math.max(a, Math.min(b, x))

const counts = (bits: readonly number[]) => {
  let [z, f, r] = [0, 0, 0]
  for (let i = 1; i < bits.length; i++) {
    if (bits[i] !== bits[i - 1]) f++
    else if (bits[i] === 1) r++
    else z++
  }
  return { z, f, r, m: z + f + r }
}
const plogp = (q: number): number => (q === 0 ? 0 : f32(q * f32(Math.log2(q))))
const entropySum = ({ z, f, r, m }: ReturnType<typeof counts>): number =>
  f32(f32(plogp(f32(z / m)) + plogp(f32(f / m))) + plogp(f32(r / m)))

export const referenceMetrics = (bits: readonly number[]): ReferenceMetrics => {
  const n = bits.length
  const all = counts(bits)
  const rupture = all.m ? f32(all.r / all.m) : 0
  const flip = all.m ? f32(all.f / all.m) : 0
  const entropy = all.m ? clamp(-entropySum(all) / f32(1.585), f32(0.05), 1) : 0
  const early = counts(bits.slice(0, 20))
  const local = early.m ? clamp(-entropySum(early) / 1.585, 0.05, 1) : 0.5
  const lambda = clamp(0.3 * local + 0.2 * (1 - (early.m ? 1 - local : 0.5)), 0.01, 1)
  const first = bits[0] as number
  const path = [first]
  let sum = 0
  for (let j = 1; j < n; j++) {
    sum += ((bits[j] as number) - first) * Math.exp(-lambda * j)
    path.push(sum)
  }
  const v = n === 1 ? 0 : (path[n - 1] as number)
  const similarity = pathSimilarity(path)
  const p1 = f32(1 - entropy)
  const s1 = f32(1 - rupture)
  const q1 = f32(1 - flip)
  const pattern = clamp(f32(f32(f32(p1 * f32(0.6)) + f32(s1 * f32(0.3))) + f32(q1 * f32(0.1))), f32(0.01), f32(0.99))
  let coherence = pattern
  if (n > 10) {
    coherence = f32(f32(f32(0.3) * f32(similarity)) + f32(f32(0.7) * pattern))
    if (Math.abs(v) < 2) coherence *= f32(1 / f32(1 + f32(f32(0.1) * f32(Math.abs(v)))))
    coherence = clamp(coherence, 0, 1)
  }
  const mean = path.reduce((a, b) => a + b, 0) / n
  const variance = path.reduce((a, b) => a + (b - mean) * (b - mean), 0) / n
  return {
    coherence: all.m ? coherence : 0,
    pattern: all.m ? pattern : 0,
    entropy,
    rupture,
    flipRatio: flip,
    lambda,
    v,
    similarity,
    confidence: n > 2 ? 1 / (1 + variance) : 0.5,
  }
}

const pathSimilarity = (p: readonly number[]): number => {
  const n = p.length
  if (n < 3) return 0.5
  const [first, last] = [p[0] as number, p[n - 1] as number]
  const shapes = [
    p.map((_, i) => first * Math.exp(-0.1 * i)),
    p.map((_, i) => first + (i * (last - first)) / (n - 1)),
    p.map((_, i) => (last + first) / 2 + ((last - first) / 2) * Math.sin((2 * Math.PI * i) / n)),
  ]
  return clamp(Math.max(0, ...shapes.map((shape) => cosine(p, shape))), 0, 1)
}

const cosine = (a: readonly number[], b: readonly number[]): number => {
  const dot = (x: readonly number[], y: readonly number[]) =>
    x.reduce((sum, value, i) => sum + value * (y[i] as number), 0)
  const [aa, bb] = [dot(a, a), dot(b, b)]
  return aa === 0 || bb === 0 ? 0 : dot(a, b) / (Math.sqrt(aa) * Math.sqrt(bb))
}
