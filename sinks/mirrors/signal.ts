/** The QFH metrics of single candles, as documents and in the store. */
import type { z } from 'zod'
import type { documents } from '../../store/documents.js'
import { keyName } from '../../store/key.js'
import { KEYS } from '../../store/keys.js'
import { packFields } from '../../store/pack.js'
import type { Write } from '../../store/store.js'
import { mirrored, type SliceView } from './slice-view.js'

export type SignalDocument = z.output<typeof documents.signal>
type Metrics = z.output<typeof documents.lastManifold>['metrics']

const EXTENDED = {
  coherence_pattern: 'coherencePattern',
  coherence_tau_1: 'tau1',
  coherence_tau_4: 'tau4',
  coherence_tau_slope: 'tauSlope',
  domain_wall_ratio: 'wallRatio',
  domain_wall_slope: 'wallSlope',
  spectral_lowf_share: 'lowfShare',
  reynolds_ratio: 'reynolds',
  temporal_half_life: 'halfLife',
  spatial_corr_length: 'corrLength',
} as const

/** Window metrics of instrument k; null before 128 bits and without a candle. Metrics that are not computed are left out. */
export const metricsOf = (view: SliceView, k: number): Metrics | null => {
  const at = view.row(mirrored.qfh, k)
  if (Number.isNaN(at('coherence'))) return null
  return {
    coherence: at('coherence'),
    stability: at('stability'),
    entropy: at('entropy'),
    rupture: at('rupture'),
    ...Object.fromEntries(
      Object.entries(EXTENDED)
        .map(([name, column]) => [name, at(column)] as const)
        .filter(([, value]) => Number.isFinite(value)),
    ),
  }
}

/** `c0.52_s0.90_e0.87`: the signature of instrument k with that many decimals. Only for a candle with metrics. */
export const signatureText = (view: SliceView, k: number, decimals: number): string => {
  const scale = Number(`1e${decimals}`)
  const at = view.row(mirrored.qfh, k)
  const part = (column: 'sigC' | 'sigS' | 'sigE') => (at(column) / scale).toFixed(decimals)
  return `c${part('sigC')}_s${part('sigS')}_e${part('sigE')}`
}

/** The signal of instrument k's candle; null before 128 bits and without a candle. `decimals` of the signature. */
export const signalDocument = (view: SliceView, k: number, decimals: number): SignalDocument | null => {
  const metrics = metricsOf(view, k)
  if (!metrics) return null
  const at = view.row(mirrored.qfh, k)
  return {
    ...metrics,
    ts_ms: view.tsMs,
    price: view.row(mirrored.candle, k)('c'),
    state: at('collapsed') === 1 ? 'collapsed' : 'live',
    signature: signatureText(view, k, decimals),
    lambda_hazard: at('lambdaHazard'),
    flip_ratio: at('flipRatio'),
    ...(Number.isNaN(at('sigmaEff')) ? {} : { sigma_eff: at('sigmaEff') }),
    ...(Number.isNaN(at('lambda')) ? {} : { lambda: at('lambda') }),
  }
}

/**
 * Stores a signal and indexes it. The older it is than `newestMs`, the time of the newest signal, the sooner it expires;
 * nothing is written if it would have expired already.
 */
export const signalWrites = (instrument: string, signal: SignalDocument, newestMs: number): Write[] => {
  const ttlMs = (KEYS.signal.ttlMs as number) - (newestMs - signal.ts_ms)
  if (ttlMs <= 0) return []
  const key = keyName(KEYS.signal, { inst: instrument, tsNs: `${signal.ts_ms}000000` })
  const index = keyName(KEYS.signalIndex, { inst: instrument })
  return [
    { op: 'delete', key },
    { op: 'hashSet', key, fields: packFields(KEYS.signal, signal), ttlMs },
    { op: 'sortedAdd', key: index, members: [[signal.ts_ms, key]] },
  ]
}

/** Removes expired signals from the index. */
export const signalTrim = (instrument: string, newestMs: number): Write => ({
  op: 'sortedRemoveByScore',
  key: keyName(KEYS.signalIndex, { inst: instrument }),
  from: Number.NEGATIVE_INFINITY,
  to: newestMs - KEPT_MS - 1,
})

const KEPT_MS = (KEYS.signalIndex.keep as { readonly ageMs: number }).ageMs
