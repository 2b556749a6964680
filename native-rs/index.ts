/** Loads the Rust kernel, checks its version, and turns its errors into ours. */
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type ErrorCode, SepError } from '../model/error-codes.js'

/** Version of the arithmetic that this code expects; part of the graph hash. */
export const KERNEL_VERSION = '1.1.0'

/** Everything that is said of one bit string (variant v2), after docs/qfh.md. */
export interface BitAnalysis {
  readonly events: number
  readonly nullCount: number
  readonly flipCount: number
  readonly ruptureCount: number
  readonly runs: number
  readonly coherence: number
  readonly coherencePattern: number
  readonly stability: number
  readonly entropy: number
  readonly rupture: number
  readonly flipRatio: number
  readonly nullRatio: number
  readonly collapse: boolean
  readonly trajectoryApplied: boolean
  readonly lambda: number
  readonly v: number
  readonly pathSimilarity: number
  readonly pathConfidence: number
  readonly converged: boolean
}

/** Further metrics of one bit string, after docs/qfh.md. */
export interface ExtendedMetrics {
  readonly tau1: number
  readonly tau4: number
  readonly tauSlope: number
  readonly wallRatio: number
  readonly wallSlope: number
  readonly lowfShare: number
  readonly reynolds: number
  readonly halfLife: number
  readonly corrLength: number
}

/** What the bits of candles are made of: columns of equal length, times strictly increasing, all finite. */
export interface BitCandles {
  readonly tMs: Float64Array
  readonly h: Float64Array
  readonly l: Float64Array
  readonly c: Float64Array
  readonly v: Float64Array
}

/** The numbers of a manifold: one value a signal in each column. */
export interface ManifoldNumbers {
  /** Index of the candle that stamps and prices the signal. */
  readonly candle: Uint32Array
  readonly coherence: Float64Array
  readonly pattern: Float64Array
  readonly entropy: Float64Array
  readonly rupture: Float64Array
  readonly collapsed: Uint8Array
  readonly tau1: Float64Array
  readonly tau4: Float64Array
  readonly tauSlope: Float64Array
  readonly wallRatio: Float64Array
  readonly wallSlope: Float64Array
  readonly lowfShare: Float64Array
  readonly reynolds: Float64Array
  readonly halfLife: Float64Array
  readonly corrLength: Float64Array
  /** Sample standard deviation of the log returns between candles, not annualised; 0 with fewer than two. */
  readonly sigmaEff: number
  /** 1 - exp(-ruptures a minute) over all signals but the first; 0 with fewer than two. */
  readonly lambda: number
}

/** The last 128 bits of every instrument. Columns are written in place for rows [from, to). */
export interface QfhStream {
  /**
   * bits: 0, 1, or 255 where the row has none; instrument = row mod instruments. No two arrays may share memory.
   * further, where given: columns for tau1 tau4 tauSlope wallRatio wallSlope lowfShare reynolds halfLife corrLength.
   */
  push(
    bits: Uint8Array,
    from: number,
    to: number,
    coherence: Float64Array,
    pattern: Float64Array,
    stability: Float64Array,
    rupture: Float64Array,
    entropy: Float64Array,
    flipRatio: Float64Array,
    collapsed: Uint8Array,
    further?: readonly Float64Array[],
  ): void
  save(): Uint8Array
}

interface Binding {
  kernelVersion(): string
  analyze(bits: Uint8Array): BitAnalysis
  extended(bits: Uint8Array): Float64Array
  windows(bits: Uint8Array): Float64Array
  candleBits(
    tMs: Float64Array,
    h: Float64Array,
    l: Float64Array,
    c: Float64Array,
    v: Float64Array,
    useVolume: boolean,
  ): Uint8Array
  manifold(
    tMs: Float64Array,
    h: Float64Array,
    l: Float64Array,
    c: Float64Array,
    v: Float64Array,
    useVolume: boolean,
    original: boolean,
  ): ManifoldNumbers
  readonly QfhStream: new (instruments: number, saved?: Uint8Array) => QfhStream
}

const BUILD = 'run `npm run build:native` (needs cargo 1.88 or newer)'

/** Loads a kernel library; fails with the way to build it. */
export const loadKernel = (path: string): Binding => {
  let binding: Binding
  try {
    binding = createRequire(import.meta.url)(path) as Binding
  } catch (cause) {
    throw new SepError('missing-native', `the native kernel cannot be loaded: ${BUILD}`, { cause })
  }
  const version = binding.kernelVersion()
  if (version !== KERNEL_VERSION) {
    throw new SepError('missing-native', `the native kernel is version ${version}, needed ${KERNEL_VERSION}: ${BUILD}`)
  }
  return binding
}

const libraryPath = (): string => {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder)
  return join(folder, 'native-rs', 'sep-kernel.node')
}

const kernel = loadKernel(libraryPath())

const CODED = /^(bad-bits|bad-data|bad-argument): (.*)$/s

/** The kernel's refusals begin with their code; what the binding refuses by itself (a value of another type) is a bad argument. */
const guarded = <T>(call: () => T): T => {
  try {
    return call()
  } catch (cause) {
    const { code, message } = cause as { code?: string; message: string }
    const [, ours, text] = CODED.exec(message) ?? []
    if (ours !== undefined) throw new SepError(ours as ErrorCode, `kernel: ${text}`, { cause })
    if (code !== undefined && code !== 'GenericFailure')
      throw new SepError('bad-argument', 'kernel: an argument of another type than the kernel takes', { cause })
    throw cause
  }
}

/** Analyses bits (0 and 1) of any length >= 1. */
export const analyze = (bits: Uint8Array): BitAnalysis => guarded(() => kernel.analyze(bits))

/** Further metrics of bits of any length >= 1. The time grows with the square of the length. */
export const extendedMetrics = (bits: Uint8Array): ExtendedMetrics => {
  const [tau1, tau4, tauSlope, wallRatio, wallSlope, lowfShare, reynolds, halfLife, corrLength] = guarded(() =>
    kernel.extended(bits),
  ) as unknown as Nine
  return { tau1, tau4, tauSlope, wallRatio, wallSlope, lowfShare, reynolds, halfLife, corrLength }
}
type Nine = readonly [number, number, number, number, number, number, number, number, number]

/** One bit for every candle but the first, against the candle before; without `useVolume` only the range can expand. */
export const candleBits = ({ tMs, h, l, c, v }: BitCandles, useVolume: boolean): Uint8Array =>
  guarded(() => kernel.candleBits(tMs, h, l, c, v, useVolume))

/** The numbers of a manifold: 128 bits, stride 1, stamped at the window's end; or the original's windows and stamps. */
export const manifoldNumbers = (
  { tMs, h, l, c, v }: BitCandles,
  view: 'causal' | 'original',
  useVolume: boolean,
): ManifoldNumbers => guarded(() => kernel.manifold(tMs, h, l, c, v, useVolume, view === 'original'))

/** Coherence of every window of 128 bits, stride 1: bits.length - 127 values, none if there are fewer bits. */
export const windows = (bits: Uint8Array): Float64Array => guarded(() => kernel.windows(bits))

/** A stream for `instruments` instruments; `saved` is what `save` gave. Rows of another instrument count or bad bits are refused whole. */
export const createQfhStream = (instruments: number, saved?: Uint8Array): QfhStream => {
  const stream = guarded(() => new kernel.QfhStream(instruments, saved))
  return {
    push: (...columns) => guarded(() => stream.push(...columns)),
    save: () => stream.save(),
  }
}
