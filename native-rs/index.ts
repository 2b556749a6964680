/** The Rust kernel for TypeScript: its functions, with its errors as ours. The types are those that the Rust sources generate. */
import { type ErrorCode, SepError } from '../model/error-codes.js'
import type {
  BitAnalysis,
  DirectionSettings,
  DirectionStream,
  ExtendedMetrics,
  ManifoldNumbers,
  QfhStream,
  SavedDirections,
  SavedSignals,
  SignalSettings,
  SignalStream,
} from './binding/index.js'
import { libraryPath } from './library-path.js'
import { loadKernel } from './load-kernel.js'

export type {
  BitAnalysis,
  DirectionSettings,
  DirectionStream,
  ExtendedMetrics,
  ManifoldNumbers,
  QfhStream,
  SavedDirections,
  SavedSignals,
  SignalSettings,
  SignalStream,
} from './binding/index.js'
export { KERNEL_VERSION } from './kernel-version.js'

/** Candles to be turned into bits: columns of equal length, times strictly increasing, all values finite. */
export interface BitCandles {
  readonly tMs: Float64Array
  readonly h: Float64Array
  readonly l: Float64Array
  readonly c: Float64Array
  readonly v: Float64Array
}

/** Loaded at its first use: help and settings do without it. */
const kernel = (): ReturnType<typeof loadKernel> => (loaded.kernel ??= loadKernel(libraryPath()))
const loaded: { kernel?: ReturnType<typeof loadKernel> } = {}

const CODED = /^(bad-bits|bad-data|bad-argument): (.*)$/s

/** An error of the kernel starts with its code; an error of the binding itself (a value of the wrong type) is a bad argument. */
const guarded = <T>(call: () => T): T => {
  try {
    return call()
  } catch (cause) {
    // A kernel that cannot be loaded.
    if (cause instanceof SepError) throw cause
    const { code, message } = cause as { code?: string; message: string }
    const [, ours, text] = CODED.exec(message) ?? []
    if (ours !== undefined) throw new SepError(ours as ErrorCode, `kernel: ${text}`, { cause })
    if (code !== undefined && code !== 'GenericFailure')
      throw new SepError('bad-argument', 'kernel: an argument of the wrong type', { cause })
    throw cause
  }
}

/** Fails where the kernel is missing, so that a run ends before its work and not within it. */
export const requireKernel = (): void => void kernel()

/** Analyses bits (0 and 1) of any length >= 1. */
export const analyze = (bits: Uint8Array): BitAnalysis => guarded(() => kernel().analyze(bits))

/** Extended metrics of bits of any length >= 1. The time grows with the square of the length. */
export const extendedMetrics = (bits: Uint8Array): ExtendedMetrics => guarded(() => kernel().extended(bits))

/** One bit for every candle but the first, compared with the candle before; without `useVolume` only the range can expand. */
export const candleBits = ({ tMs, h, l, c, v }: BitCandles, useVolume: boolean): Uint8Array =>
  guarded(() => kernel().candleBits(tMs, h, l, c, v, useVolume))

/** The numbers of a manifold: 128 bits, stride 1, stamped at the window's end; or the original's windows and stamps. */
export const manifoldNumbers = (
  { tMs, h, l, c, v }: BitCandles,
  view: 'causal' | 'original',
  useVolume: boolean,
): ManifoldNumbers => guarded(() => kernel().manifold(tMs, h, l, c, v, useVolume, view === 'original'))

/** Coherence of every window of 128 bits, stride 1: bits.length - 127 values, none if there are fewer bits. */
export const windows = (bits: Uint8Array): Float64Array => guarded(() => kernel().windows(bits))

/** A stream for `instruments` instruments; `saved` is a result of `save`. Rows that do not fit or have bad bits change nothing. */
export const createQfhStream = (instruments: number, saved?: Uint8Array): QfhStream => {
  const stream = guarded(() => new (kernel().QfhStream)(instruments, saved))
  return {
    push: (...columns) => guarded(() => stream.push(...columns)),
    save: () => stream.save(),
  }
}

/** The signals of `instruments` instruments; `saved` is a result of `save`. Slices that do not fit or have bad bits change nothing. */
export const createSignalStream = (
  instruments: number,
  settings: SignalSettings,
  saved?: SavedSignals,
): SignalStream => {
  const stream = guarded(() => new (kernel().SignalStream)(instruments, settings, saved))
  return {
    push: (...columns) => guarded(() => stream.push(...columns)),
    save: () => stream.save(),
  }
}

/** The directions of the instruments that are `traded` (not 0); `saved` is a result of `save`. Slices that do not fit change nothing. */
export const createDirectionStream = (
  traded: Uint8Array,
  settings: DirectionSettings,
  saved?: SavedDirections,
): DirectionStream => {
  const stream = guarded(() => new (kernel().DirectionStream)(traded, settings, saved))
  return {
    push: (...columns) => guarded(() => stream.push(...columns)),
    save: () => stream.save(),
  }
}
