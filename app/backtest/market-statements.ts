/** What a trader must know of the market that a run was made on. */
import type { Market } from '../../sources/market.js'
import { formatCount } from '../../studies/report/format.js'

export type MarketFacts = Pick<
  Market,
  'dataHash' | 'skipped' | 'noVolume' | 'bidOnly' | 'untraded' | 'assumed' | 'crossed' | 'warnings'
>

/** Candles or specifications that are probably wrong: they come before the run's other statements. */
export const marketWarnings = ({ warnings, crossed, assumed }: MarketFacts): string[] => [
  ...warnings.map((text) => `Data of ${text}.`),
  ...crossed.map(({ instrument, crossed: count, rows }) => {
    const share = `${formatCount(count)} of ${formatCount(rows)} rows (${((count / rows) * 100).toFixed(1)} %)`
    return `Data of ${instrument}: bid above ask in ${share}: their spread is taken as 0.1 pip, so these minutes cost too little.`
  }),
  ...(assumed.length === 0
    ? []
    : [`Assumed specification of ${assumed.join(', ')}: pip, sizes and a margin rate of 5 % are guesses.`]),
]

/** `noVolume`: how bits are made without volume; null for a graph without bits. */
export const marketNotes = (market: MarketFacts, home: string, noVolume: 'range' | 'parity' | null): string[] => {
  const statements: string[] = []
  if (market.noVolume.length > 0) statements.push(noVolumeStatement(market.noVolume.join(', '), noVolume))
  if (market.bidOnly.length > 0)
    statements.push(`Only bids in the source of ${market.bidOnly.join(', ')}: asks are bid plus the spread model.`)
  if (market.untraded.length > 0) statements.push(`Loaded only to convert to ${home}: ${market.untraded.join(', ')}.`)
  if (market.skipped > 0) statements.push(`${market.skipped} bad rows were skipped (--lenient).`)
  return statements
}

const noVolumeStatement = (names: string, mode: 'range' | 'parity' | null): string => {
  const source = `No volume in the source of ${names}`
  if (mode === null) return `${source}.`
  return mode === 'range'
    ? `${source}: their bits omit the volume test, and separate guard bounds apply.`
    : `${source}: with qbsa.noVolume=parity the volume test always passes, so their bits follow the close alone.`
}
