/** What kept a run from trading, and whether its account earned what its shadow did. */
import type { PairFunnel } from '../../../sinks/run/funnel.js'
import type { ShadowGapRow } from '../../../sinks/run/shadow-gap.js'
import type { ReportSection, TableBlock } from '../document/report-document.js'
import { formatKnown } from '../format.js'
import { isApart } from '../shadow-statements.js'
import { countTable, funnelTable } from './funnel-tables.js'

export interface GuardFacts {
  /** Null for a graph without these nodes. */
  readonly funnel: { readonly [instrument: string]: PairFunnel } | null
  readonly shadowMinusReal: { readonly [instrument: string]: ShadowGapRow } | null
  readonly refused: { readonly [guard: string]: number }
  readonly trimmed: { readonly [guard: string]: number }
}

export const guardSections = ({ funnel, shadowMinusReal, refused, trimmed }: GuardFacts): readonly ReportSection[] => [
  ...(shadowMinusReal ? [{ id: 'shadow', heading: 'Shadow minus real', blocks: [shadowTable(shadowMinusReal)] }] : []),
  ...(funnel ? [{ id: 'funnel', heading: 'Guard funnel', blocks: [funnelTable(funnel)] }] : []),
  { id: 'refused', heading: 'Refused and trimmed increases', blocks: [countTable(refused, trimmed)] },
]

const shadowTable = (gaps: { readonly [instrument: string]: ShadowGapRow }): TableBlock => {
  const rows = Object.entries(gaps)
  return {
    kind: 'table',
    name: 'shadow minus real',
    columns: [
      { name: 'instrument' },
      { name: 'shadow trades', about: 'Closed positions of the shadow, which trades one unit without an account.' },
      { name: 'real trades', about: 'Closed positions of the account.' },
      {
        name: 'difference bps',
        about: 'Mean net result of the shadow minus that of the account, without the costs of size.',
      },
      { name: 'standard error', about: 'Of that difference, bps.' },
      { name: 'note', text: true },
    ],
    rows: rows.map(([name, gap]) => [
      name,
      gap.shadowTrades,
      gap.realTrades,
      formatKnown(gap.shadowMinusRealBps),
      formatKnown(gap.shadowMinusRealSd),
      isApart(gap) ? 'beyond 2 standard errors' : '',
    ]),
    empty: 'None.',
    marked: rows.flatMap(([, gap], n) => (isApart(gap) ? [n] : [])),
  }
}
