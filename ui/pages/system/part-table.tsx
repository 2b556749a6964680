/** Processes of a cut pipeline, and whether they run the same graph. */
import type { Reads } from '../../data/reads.js'
import { span } from '../../format/span.js'
import { type Column, DataTable } from '../../parts/data-table.js'
import { hashWarning, shortHash } from '../graph/hash-warning.js'

interface PartTableProps {
  readonly parts: Reads['/api/system']['parts']
  readonly graphHash: string
  readonly asOfMs: number
}

export const PartTable = ({ parts, graphHash, asOfMs }: PartTableProps) => {
  const hashes = parts.flatMap(({ part, graphHash: own }) => (own === null ? [] : [[part, own] as const]))
  const warning = hashWarning(graphHash, Object.fromEntries(hashes))
  return (
    <>
      {warning !== null && <p className="note error">{warning}</p>}
      <DataTable
        label="Parts of the pipeline"
        columns={columns(graphHash, asOfMs)}
        rows={parts}
        keyOf={({ part, owner }) => `${part} ${owner}`}
      />
    </>
  )
}

const columns = (graphHash: string, asOfMs: number): readonly Column<PartTableProps['parts'][number]>[] => [
  { name: 'Part', head: true, cell: ({ part }) => part },
  { name: 'Process', cell: ({ owner }) => owner },
  { name: 'Phase', cell: ({ phase }) => phase },
  { name: 'Heard of', right: true, cell: ({ atMs }) => `${span(asOfMs - atMs)} ago` },
  {
    name: 'Graph',
    from: 'mid',
    className: () => 'mono',
    cell: ({ graphHash: own }) => (
      <>
        {own === null ? 'not known' : shortHash(own)}
        {own !== null && own !== graphHash ? <span className="down"> differs</span> : ''}
      </>
    ),
  },
]
