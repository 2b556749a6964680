import type { z } from 'zod'
import type { documents } from '../../store/documents.js'
import type { SliceView } from './slice-view.js'

type Metrics = z.output<typeof documents.lastManifold>['metrics']

const FURTHER = {
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

/** Window metrics of instrument k; null before 128 bits and where the slice has no candle. Those that are not computed are left out. */
export const metricsOf = (view: SliceView, k: number): Metrics | null => {
  const at = (column: string) => view.row('qfh', column, k)
  if (Number.isNaN(at('coherence'))) return null
  return {
    coherence: at('coherence'),
    stability: at('stability'),
    entropy: at('entropy'),
    rupture: at('rupture'),
    ...Object.fromEntries(
      Object.entries(FURTHER)
        .map(([name, column]) => [name, at(column)] as const)
        .filter(([, value]) => Number.isFinite(value)),
    ),
  }
}
