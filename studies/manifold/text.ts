/** A manifold as JSON text. */
import type { Manifold, ManifoldSignal } from '../manifold.js'

/** Pieces that die young: with two thousand signals in one the garbage collector takes as long as the text. */
const SIGNALS_PER_PIECE = 64

/** The document in pieces of some ten kilobytes; timestamps are whole numbers with all their digits. */
export const manifoldText = function* ({ signals, ...rest }: Manifold): Generator<string> {
  const head = JSON.stringify(rest).slice(0, -1)
  let piece = `${head},"signals":[`
  for (let i = 0; i < signals.length; i++) {
    piece += i === 0 ? signalText(signals.at(i)) : `,${signalText(signals.at(i))}`
    if (i % SIGNALS_PER_PIECE === SIGNALS_PER_PIECE - 1) {
      yield piece
      piece = ''
    }
  }
  yield `${piece}]}`
}

/** Numbers are finite, so that their shortest decimal form is JSON; each is made once and written where it is wanted. */
const signalText = ({ timestamp_ns, price, state, metrics: m, coeffs, repetition }: ManifoldSignal): string => {
  const pattern = m.coherence_pattern === undefined ? '' : `"coherence_pattern":${m.coherence_pattern},`
  const first = `"stability":${m.stability},"entropy":${m.entropy},"rupture":${m.rupture},`
  const coherence = `"coherence":${m.coherence},`
  const rest = `"coherence_tau_slope":${m.coherence_tau_slope},"domain_wall_ratio":${m.domain_wall_ratio},"domain_wall_slope":${m.domain_wall_slope},"spectral_lowf_share":${m.spectral_lowf_share},"reynolds_ratio":${m.reynolds_ratio},"temporal_half_life":${m.temporal_half_life},"spatial_corr_length":${m.spatial_corr_length},"pinned_alignment":${m.pinned_alignment}`
  const hazard = `"lambda_hazard":${coeffs.lambda_hazard}`
  const taus = `"coherence_tau_1":${m.coherence_tau_1},"coherence_tau_4":${m.coherence_tau_4},`
  return `{"timestamp_ns":${timestamp_ns},"price":${price},"state":"${state}","metrics":{${coherence}${pattern}${first}${taus}${rest}},"coeffs":{${hazard}},"repetition":{"signature":"${repetition.signature}","count_1h":${repetition.count_1h},"first_seen_ms":${repetition.first_seen_ms}},${coherence}${first}${hazard},${rest}}`
}
