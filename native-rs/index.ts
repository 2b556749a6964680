/** Loads the Rust kernel, checks its version, and turns its errors into ours. */
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { SepError } from '../graph/errors.js'

/** Version of the arithmetic that this code expects; part of the graph hash. */
export const KERNEL_VERSION = '1.0.0'
/** Bits of a window. */
export const WINDOW_BITS = 128
/** A row without a bit. */
export const NO_BIT = 255

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

/** The last 128 bits of every instrument. Columns are written in place for rows [from, to). */
export interface QfhStream {
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
  ): void
  /** tau1 tau4 tauSlope wallRatio wallSlope lowfShare reynolds halfLife corrLength of instrument k's window; NaN before 128 bits. */
  extended(k: number, rupture: number, out: Float64Array): void
  save(): Uint8Array
}

interface Binding {
  kernelVersion(): string
  analyze(bits: Uint8Array): BitAnalysis
  windows(bits: Uint8Array): Float64Array
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

const guarded = <T>(call: () => T): T => {
  try {
    return call()
  } catch (cause) {
    const { code, message } = cause as { code?: string; message: string }
    if (code === 'InvalidArg') {
      throw new SepError(/bit/.test(message) ? 'bad-bits' : 'bad-argument', `kernel: ${message}`, { cause })
    }
    throw cause
  }
}

/** Analyses bits (0 and 1) of any length >= 1. */
export const analyze = (bits: Uint8Array): BitAnalysis => guarded(() => kernel.analyze(bits))

/** Coherence of every window of 128 bits, stride 1: bits.length - 127 values, none if there are fewer bits. */
export const windows = (bits: Uint8Array): Float64Array => guarded(() => kernel.windows(bits))

/** A stream for `instruments` instruments; `saved` is what `save` gave. Rows of another instrument count or bad bits are refused whole. */
export const createQfhStream = (instruments: number, saved?: Uint8Array): QfhStream => {
  const stream = guarded(() => new kernel.QfhStream(instruments, saved))
  return {
    push: (...columns) => guarded(() => stream.push(...columns)),
    extended: (k, rupture, out) => guarded(() => stream.extended(k, rupture, out)),
    save: () => stream.save(),
  }
}
