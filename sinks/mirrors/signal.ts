import type { z } from 'zod'
import type { documents } from '../../store/documents.js'
import { metricsOf } from './metrics.js'
import { signatureText } from './signature.js'
import type { SliceView } from './slice-view.js'

export type SignalDocument = z.output<typeof documents.signal>

/** What is kept of one candle of instrument k; null before 128 bits and where the slice has no candle. `decimals` of the signature. */
export const signalDocument = (view: SliceView, k: number, decimals: number): SignalDocument | null => {
  const metrics = metricsOf(view, k)
  if (!metrics) return null
  const at = (column: string) => view.row('qfh', column, k)
  return {
    ...metrics,
    ts_ms: view.tsMs,
    price: view.row('candle', 'c', k),
    state: at('collapsed') === 1 ? 'collapsed' : 'live',
    signature: signatureText(view, k, decimals),
    lambda_hazard: at('lambdaHazard'),
    flip_ratio: at('flipRatio'),
    ...(Number.isNaN(at('sigmaEff')) ? {} : { sigma_eff: at('sigmaEff') }),
    ...(Number.isNaN(at('lambda')) ? {} : { lambda: at('lambda') }),
  }
}
