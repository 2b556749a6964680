/** What a run says about an edge, in sentences: mostly that none is shown. */
import type { TradeRow } from '../../sinks/run/trade-row.js'
import { meanTest } from './mean-test.js'
import type { Position } from './positions.js'

/** With fewer positions t is no measure. */
const LEAST_POSITIONS = 20
const LEAST_T = 2

/** Only positions whose every trade was made in a gated place count, and only finished ones. */
export const edgeStatements = (trades: readonly TradeRow[], positions: readonly Position[]): string[] => {
  const filled = trades.filter(({ place }) => place === 'filled').length
  if (trades.length === 0) return ['No trade was made: nothing here is a statement about an edge.']
  if (filled === trades.length) {
    return [
      `${filled === 1 ? 'The only trade was' : `All ${filled} trades were`} made in filled places: no instrument had earned its place. Nothing here is a statement about an edge.`,
    ]
  }
  const said = [gatedStatement(positions.filter(({ gated, open }) => gated && !open))]
  if (filled > 0) {
    said.push(
      `${filled} of ${trades.length} trades were made in filled places; no statement about an edge rests on those.`,
    )
  }
  return said
}

const gatedStatement = (positions: readonly Position[]): string => {
  const { n, mean, sd, t } = meanTest(positions.map(({ netBps }) => netBps))
  if (n === 0) return 'No edge is shown: no position in a gated place was finished.'
  const earned = `${n} ${n === 1 ? 'position' : 'positions'} in gated places earned ${mean.toFixed(2)} bps net on average`
  if (n === 1) return `No edge is shown: ${earned}; one is no sample.`
  const measured = `${earned} (n ${n}, standard deviation ${sd.toFixed(2)}, t ${t.toFixed(2)})`
  if (!(t >= LEAST_T)) return `No edge is shown: ${measured}; t is below ${LEAST_T}.`
  if (n < LEAST_POSITIONS)
    return `No edge is shown: ${measured}; fewer than ${LEAST_POSITIONS} positions prove nothing.`
  return `${measured}: more than chance would give, unless the settings were chosen by looking at these minutes.`
}
