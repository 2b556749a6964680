/** Places that did not follow the gates, because these were too old. */
import type { HeldWeights } from '../../sinks/run/held-weights.js'
import { formatCount } from './format.js'

export interface GateAges {
  /** GATES_BLOB_MAX_AGE_SEC: older gates hold the weights. */
  readonly gatesMaxAgeSec: number
  /** EVAL_INTERVAL_SEC: how often gates are evaluated; null if the graph does not do it. */
  readonly evalIntervalSec: number | null
}

/** One sentence if any slice held its weights, and one for the slices before the first fresh gates. */
export const heldStatements = ({ slices, held, fallback }: HeldWeights, ages: GateAges): string[] => {
  const share = (count: number) => {
    const percent = ((count / slices) * 100).toFixed(1)
    return `${formatCount(count)} of ${formatCount(slices)} slices (${percent} %)`
  }
  const every = ages.evalIntervalSec === null ? '' : `, gates are evaluated every ${ages.evalIntervalSec} s`
  const limit = `older than ${ages.gatesMaxAgeSec} s (allocate.gatesMaxAgeSec${every})`
  return [
    ...(held > 0 ? [`Weights were held in ${share(held)}: the gates were ${limit}. Places did not follow them.`] : []),
    ...(fallback > 0
      ? [`Places had equal weights in ${share(fallback)}: there were no gates yet, or they were ${limit}.`]
      : []),
  ]
}
