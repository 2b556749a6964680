/** Sentences on whether a run shows an edge: most show none. */
import { formatCount } from './format.js'
import { meanTest } from './mean-test.js'
import type { Position } from './positions.js'

/** With fewer positions t means nothing. */
const LEAST_POSITIONS = 20
const LEAST_T = 2

/** How many trades a run made, and how many of them in filled places. */
export interface PlaceCounts {
  readonly trades: number
  readonly filled: number
}

/** Only closed positions count, and only those with every trade in a gated place. `places`: whether the graph tells places apart. */
export const edgeStatements = (
  { trades, filled }: PlaceCounts,
  positions: Iterable<Position>,
  places: boolean,
): string[] => {
  const where = places ? ' in gated places' : ''
  if (trades === 0) return ['No trades: this run shows nothing about an edge.']
  if (filled === trades) {
    const all =
      filled === 1
        ? 'The only trade was made in a filled place, not'
        : `All ${formatCount(filled)} trades were made in filled places, none`
    return [`${all} through an open gate: this run shows nothing about an edge.`]
  }
  const statements = [meanStatement(positions, where)]
  if (filled > 0) {
    statements.push(
      `${formatCount(filled)} of ${formatCount(trades)} trades were made in filled places and do not count as evidence of an edge.`,
    )
  }
  return statements
}

const meanStatement = (positions: Iterable<Position>, where: string): string => {
  const [net, before]: [number[], number[]] = [[], []]
  for (const { gated, open, netBps, grossBps } of positions) {
    if (!gated || open) continue
    net.push(netBps)
    before.push(grossBps)
  }
  const { n, mean, sd, t } = meanTest(net)
  const gross = meanTest(before).mean
  if (n === 0) return `No edge shown: no position${where === '' ? '' : ' in a gated place'} was closed.`
  const result = `earned ${mean.toFixed(2)} bps net on average, ${gross.toFixed(2)} before costs`
  const earned = `${formatCount(n)} ${n === 1 ? 'position' : 'positions'}${where} ${result}`
  if (n === 1) return `No edge shown: ${earned}; one position is not a sample.`
  const measured = `${earned} (n ${formatCount(n)}, standard deviation ${sd.toFixed(2)}, t ${t.toFixed(2)})`
  if (!(t >= LEAST_T)) return `No edge shown: ${measured}; t is below ${LEAST_T}.`
  if (n < LEAST_POSITIONS) return `No edge shown: ${measured}; fewer than ${LEAST_POSITIONS} positions prove nothing.`
  return `${measured}: more than chance would explain, unless the settings were chosen on this same data.`
}
