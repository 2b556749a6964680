/** How the positions of a run are distributed, and what instruments and exits made. */
import type { Block, ReportSection } from '../document/report-document.js'
import { histogramOf } from '../histogram.js'
import { positionTable } from './position-table.js'
import type { PositionTally } from './position-tally.js'

export const distributionSection = (values: readonly number[]): ReportSection => {
  const { edges, counts } = histogramOf(values)
  const about =
    `Closed positions by result after costs, bps of entry notional; n ${values.length}. ` +
    'The outermost bars hold all beyond them.'
  return {
    id: 'distribution',
    heading: 'Distribution of results',
    blocks: [
      { kind: 'bars', label: about, edges, counts, format: (x) => String(x) },
      { kind: 'text', tone: 'dim', text: about },
    ],
  }
}

/** `places`: whether the graph tells gated and filled places apart. */
export const groupSection = (
  { places, home }: { readonly places: boolean; readonly home: string },
  { byInstrument, byExit, byPlace }: PositionTally,
): ReportSection => ({
  id: 'groups',
  heading: 'Positions by instrument and exit',
  blocks: [
    positionTable(byInstrument, 'instrument', home),
    { kind: 'heading', text: 'By exit' },
    positionTable(byExit, 'exit', home),
    ...(places
      ? ([
          { kind: 'heading', text: 'Gated and filled places' },
          positionTable(byPlace, 'place', home),
        ] satisfies Block[])
      : []),
  ],
})
