/** What comes in from the broker, and the durable streams of the store. */
import type { StatusView } from '../../../api/contract/status.js'
import type { Reads } from '../../data/reads.js'
import { whole } from '../../format/figures.js'
import { span } from '../../format/span.js'
import { type Column, DataTable } from '../../parts/data-table.js'

interface StreamTableProps {
  readonly system: Reads['/api/system']
  readonly status: StatusView | undefined
}
const INPUTS = ['prices', 'transactions', 'candles'] as const

/** `State` and times in words, as an input and a kept stream have them. */
interface StreamRow {
  readonly name: string
  readonly state: string
  readonly tone: string
  readonly newest: string
  readonly length: number | null
}

export const StreamTable = ({ system: { streams, asOfMs }, status }: StreamTableProps) => {
  const inputs = INPUTS.map((name): StreamRow => {
    const { connected = null, ageMs = null } = status?.streams[name] ?? {}
    const [state, tone] =
      connected === null ? ['? not known', 'soft'] : connected ? ['● connected', ''] : ['▲ down', 'down']
    return { name, state, tone, newest: ageMs === null ? 'not known' : `${span(ageMs)} ago`, length: null }
  })
  const kept = streams.map(({ name, length, lastMs }): StreamRow => {
    const newest = lastMs === null ? (length === 0 ? 'empty' : 'not known') : `${span(asOfMs - lastMs)} ago`
    return { name, state: 'kept', tone: 'soft', newest, length }
  })
  return <DataTable label="Streams" columns={COLUMNS} rows={[...inputs, ...kept]} keyOf={({ name }) => name} />
}

const COLUMNS: readonly Column<StreamRow>[] = [
  { name: 'Stream', head: true, cell: ({ name }) => name },
  { name: 'State', className: ({ tone }) => tone, cell: ({ state }) => state },
  { name: 'Newest', right: true, cell: ({ newest }) => newest },
  { name: 'Length', right: true, cell: ({ length }) => whole(length) },
]
