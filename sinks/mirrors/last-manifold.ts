import type { z } from 'zod'
import type { documents } from '../../store/documents.js'
import { metricsOf } from './metrics.js'
import { signatureText } from './signature.js'
import type { SliceView } from './slice-view.js'

export type LastManifold = z.output<typeof documents.lastManifold>

/** The newest metrics of instrument k with session and gate; null before 128 bits and where the slice has no candle. */
export const lastManifold = (view: SliceView, k: number, instrument: string, decimals: number): LastManifold | null => {
  const metrics = metricsOf(view, k)
  if (!metrics) return null
  const at = (column: string) => view.row('qfh', column, k)
  const orNull = (value: number) => (Number.isNaN(value) ? null : value)
  return {
    instrument,
    ts: view.tsMs,
    metrics,
    coeffs: {
      sigma_eff: orNull(at('sigmaEff')),
      lambda: orNull(at('lambda')),
      lambda_hazard: at('lambdaHazard'),
    },
    repetition: { signature: signatureText(view, k, decimals), count_1h: at('repetition') },
    session: {
      open: view.row('session', 'open', k) === 1,
      near_close: view.row('session', 'nearClose', k) === 1,
    },
    gate: view.row('gates', 'eligible', k) === 1 ? 1 : 0,
  }
}
