/** Figures by node, with the rate by the clock. */
import { useRef } from 'react'
import type { Reads } from '../../data/reads.js'
import type { NodeStatsView } from './node-facts.js'
import { addSample, type RateSample, wallRates } from './wall-rates.js'

export const useFigures = (stats: Reads['/api/graph/stats'] | undefined): ReadonlyMap<string, NodeStatsView> => {
  const samples = useRef<readonly RateSample[]>([])
  if (stats) samples.current = addSample(samples.current, stats)
  const rates = wallRates(samples.current)
  return new Map(stats?.nodes.map((one) => [one.node, { ...one, rowsPerSec: rates.get(one.node) ?? null }]))
}
