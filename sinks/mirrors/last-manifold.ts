/** The newest manifold of an instrument. */
import type { z } from 'zod'
import type { documents } from '../../store/documents.js'
import { keyName } from '../../store/key.js'
import { KEYS } from '../../store/keys.js'
import { pack } from '../../store/pack.js'
import type { Write } from '../../store/store.js'
import { metricsOf, signatureText } from './signal.js'
import { mirrored, type SliceView } from './slice-view.js'

export type LastManifold = z.output<typeof documents.lastManifold>

/** The metrics of instrument k with session and gate; null before 128 bits and without a candle. */
export const lastManifold = (view: SliceView, k: number, instrument: string, decimals: number): LastManifold | null => {
  const metrics = metricsOf(view, k)
  if (!metrics) return null
  const at = view.row(mirrored.qfh, k)
  const session = view.row(mirrored.session, k)
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
    session: { open: session('open') === 1, near_close: session('nearClose') === 1 },
    gate: view.row(mirrored.gates, k)('eligible') === 1 ? 1 : 0,
  }
}

/** Stores the newest manifold, appends it to the history and publishes it. */
export const manifoldWrites = (last: LastManifold): Write[] => {
  const inst = last.instrument
  const text = pack(KEYS.lastManifold, last) as string
  return [
    { op: 'set', key: keyName(KEYS.lastManifold, { inst }), value: text, ttlMs: KEYS.lastManifold.ttlMs as number },
    { op: 'listPush', key: keyName(KEYS.manifoldHistory, { inst }), value: text, keep: KEPT },
    { op: 'publish', channel: keyName(KEYS.manifoldNews, {}), message: text },
  ]
}

const KEPT = (KEYS.manifoldHistory.keep as { readonly count: number }).count
