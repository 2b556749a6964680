/** A manifold as JSON text. */
import type { Manifold, ManifoldSignal } from '../manifold.js'

/** Small pieces die young: with 2,000 signals in a piece, garbage collection takes as long as building the text. */
const SIGNALS_PER_PIECE = 64

/** The document in pieces of tens of kilobytes; timestamps are integers with all their digits. */
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

/** Numbers are finite, so their shortest decimal form is valid JSON; repeated fields are formatted once. */
const signalText = ({ timestamp_ns, price, state, metrics: m, coeffs, repetition }: ManifoldSignal): string => {
  const pattern = m.coherence_pattern === undefined ? '' : `"coherence_pattern":${m.coherence_pattern},`
  const first = `"stability":${m.stability},"entropy":${m.entropy},"rupture":${m.rupture},`
  const coherence = `"coherence":${m.coherence},`
  const walls = `"domain_wall_ratio":${m.domain_wall_ratio},"domain_wall_slope":${m.domain_wall_slope}`
  const spectrum = `"spectral_lowf_share":${m.spectral_lowf_share},"reynolds_ratio":${m.reynolds_ratio}`
  const decay = `"temporal_half_life":${m.temporal_half_life},"spatial_corr_length":${m.spatial_corr_length}`
  const slope = `"coherence_tau_slope":${m.coherence_tau_slope}`
  const rest = `${slope},${walls},${spectrum},${decay},"pinned_alignment":${m.pinned_alignment}`
  const hazard = `"lambda_hazard":${coeffs.lambda_hazard}`
  const taus = `"coherence_tau_1":${m.coherence_tau_1},"coherence_tau_4":${m.coherence_tau_4},`
  const head = `{"timestamp_ns":${timestamp_ns},"price":${price},"state":"${state}"`
  const metrics = `"metrics":{${coherence}${pattern}${first}${taus}${rest}},"coeffs":{${hazard}}`
  const { signature, count_1h, first_seen_ms } = repetition
  const repeated = `"repetition":{"signature":"${signature}","count_1h":${count_1h},"first_seen_ms":${first_seen_ms}}`
  return `${head},${metrics},${repeated},${coherence}${first}${hazard},${rest}}`
}
