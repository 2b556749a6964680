/** The manifold of a series of candles: window metrics with price, signature and repetitions, as one document (docs/qfh.md). */
import type { CandleSeries } from '../model/candle-series.js'
import { type ManifoldNumbers, manifoldNumbers } from '../native-rs/index.js'
import { repetitions, type Repetitions } from './manifold/repetitions.js'
import { MINUTE_MS } from '../lib/time-units.js'

const NS_PER_MS = 1_000_000n

export interface ManifoldOptions {
  /**
   * causal: windows of 128 bits, one signal per candle from the 129th on, stamped with that candle, the last of the window.
   * original: the original's windows, stride and stamps; its signals carry the time and price of the window's first bit.
   */
  readonly view: 'causal' | 'original'
  /** Decimals of the signature, 0..6. */
  readonly signaturePrecision: number
  /** Minutes over which repetitions of a signature are counted, 1..1440; a stamp of exactly that age still counts. */
  readonly lookbackMinutes: number
  /** For a source without volume: `range` leaves the volume test out of the bit; `parity` takes all volumes as 0, which never shrink. */
  readonly noVolume: 'range' | 'parity'
}

interface WindowMetrics {
  readonly coherence: number
  /** Coherence without the path term; causal view only. */
  readonly coherence_pattern?: number
  readonly stability: number
  readonly entropy: number
  readonly rupture: number
  readonly coherence_tau_1: number
  readonly coherence_tau_4: number
  readonly coherence_tau_slope: number
  readonly domain_wall_ratio: number
  readonly domain_wall_slope: number
  readonly spectral_lowf_share: number
  readonly reynolds_ratio: number
  readonly temporal_half_life: number
  readonly spatial_corr_length: number
  readonly pinned_alignment: number
}

export interface ManifoldSignal {
  /** Open label of the stamping candle in nanoseconds: above 2^53, hence a BigInt. */
  readonly timestamp_ns: bigint
  /** Close of the stamping candle. */
  readonly price: number
  readonly state: 'live' | 'collapsed'
  readonly metrics: WindowMetrics
  readonly coeffs: { readonly lambda_hazard: number }
  readonly repetition: { readonly signature: string; readonly count_1h: number; readonly first_seen_ms: number }
  /** From here on the values above are repeated, as in the original. */
  readonly coherence: number
  readonly stability: number
  readonly entropy: number
  readonly rupture: number
  readonly lambda_hazard: number
  readonly coherence_tau_slope: number
  readonly domain_wall_ratio: number
  readonly domain_wall_slope: number
  readonly spectral_lowf_share: number
  readonly reynolds_ratio: number
  readonly temporal_half_life: number
  readonly spatial_corr_length: number
  readonly pinned_alignment: number
}

/** Signals in order of time, built on demand so that years of them need not be held as objects. */
interface ManifoldSignals extends Iterable<ManifoldSignal> {
  readonly length: number
  /** Signal i of 0..length-1. */
  at(i: number): ManifoldSignal
}

/** Without candles: only instrument, count and signals. */
export interface Manifold {
  readonly instrument: string
  /** Number of candles, not of signals. */
  readonly count: number
  /** Open labels of the first and the last candle. */
  readonly t0_ms?: number
  readonly t1_ms?: number
  /** Metrics of the last signal; 0 without signals. */
  readonly metrics?: WindowMetrics
  /** sigma_eff: volatility of a candle's log return. lambda: 1 - exp(-ruptures per minute), which depends on the signals' stride. */
  readonly coeffs?: { readonly sigma_eff: number; readonly lambda: number }
  readonly signals: ManifoldSignals
}

/** Computes the manifold of a series. Candles with non-finite values or out of time order are an error. */
export const manifold = (series: CandleSeries, options: ManifoldOptions): Manifold => {
  const useVolume = options.noVolume === 'parity' || !series.noVolume
  const numbers = manifoldNumbers(series, options.view, useVolume)
  const signals = signalsOf(series, numbers, options)
  const instrument = series.instrument === '' ? 'UNKNOWN' : series.instrument
  const count = series.tMs.length
  if (count === 0) return { instrument, count, signals }
  return {
    instrument,
    count,
    t0_ms: series.tMs[0]!,
    t1_ms: series.tMs[count - 1]!,
    metrics: signals.length > 0 ? signals.at(signals.length - 1).metrics : noMetrics(options.view),
    coeffs: { sigma_eff: numbers.sigmaEff, lambda: numbers.lambda },
    signals,
  }
}

const signalsOf = ({ tMs, c }: CandleSeries, numbers: ManifoldNumbers, options: ManifoldOptions): ManifoldSignals => {
  const stamps = Float64Array.from(numbers.candle, (candle) => tMs[candle]!)
  const { signatures, counts, firstMs }: Repetitions = repetitions(
    { stamps, ...numbers },
    options.signaturePrecision,
    options.lookbackMinutes * MINUTE_MS,
  )
  const at = (i: number): ManifoldSignal => {
    const metrics = metricsOf(numbers, i, options.view)
    return {
      timestamp_ns: BigInt(stamps[i]!) * NS_PER_MS,
      price: c[numbers.candle[i]!]!,
      state: numbers.collapsed[i] === 1 ? 'collapsed' : 'live',
      metrics,
      coeffs: { lambda_hazard: metrics.rupture },
      repetition: { signature: signatures[i]!, count_1h: counts[i]!, first_seen_ms: firstMs[i]! },
      coherence: metrics.coherence,
      stability: metrics.stability,
      entropy: metrics.entropy,
      rupture: metrics.rupture,
      lambda_hazard: metrics.rupture,
      coherence_tau_slope: metrics.coherence_tau_slope,
      domain_wall_ratio: metrics.domain_wall_ratio,
      domain_wall_slope: metrics.domain_wall_slope,
      spectral_lowf_share: metrics.spectral_lowf_share,
      reynolds_ratio: metrics.reynolds_ratio,
      temporal_half_life: metrics.temporal_half_life,
      spatial_corr_length: metrics.spatial_corr_length,
      pinned_alignment: 1,
    }
  }
  const length = stamps.length
  return {
    length,
    at,
    *[Symbol.iterator]() {
      for (let i = 0; i < length; i++) yield at(i)
    },
  }
}

const metricsOf = (numbers: ManifoldNumbers, i: number, view: ManifoldOptions['view']): WindowMetrics => ({
  coherence: numbers.coherence[i]!,
  ...(view === 'causal' && { coherence_pattern: numbers.pattern[i]! }),
  stability: 1 - numbers.rupture[i]!,
  entropy: numbers.entropy[i]!,
  rupture: numbers.rupture[i]!,
  coherence_tau_1: numbers.tau1[i]!,
  coherence_tau_4: numbers.tau4[i]!,
  coherence_tau_slope: numbers.tauSlope[i]!,
  domain_wall_ratio: numbers.wallRatio[i]!,
  domain_wall_slope: numbers.wallSlope[i]!,
  spectral_lowf_share: numbers.lowfShare[i]!,
  reynolds_ratio: numbers.reynolds[i]!,
  temporal_half_life: numbers.halfLife[i]!,
  spatial_corr_length: numbers.corrLength[i]!,
  pinned_alignment: 1,
})

/** Metrics of a manifold without signals: here stability is 0, not 1. */
const noMetrics = (view: ManifoldOptions['view']): WindowMetrics => ({
  coherence: 0,
  ...(view === 'causal' && { coherence_pattern: 0 }),
  stability: 0,
  entropy: 0,
  rupture: 0,
  coherence_tau_1: 0,
  coherence_tau_4: 0,
  coherence_tau_slope: 0,
  domain_wall_ratio: 0,
  domain_wall_slope: 0,
  spectral_lowf_share: 0,
  reynolds_ratio: 0,
  temporal_half_life: 0,
  spatial_corr_length: 0,
  pinned_alignment: 1,
})
