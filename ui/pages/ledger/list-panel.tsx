/** One list of the ledger, a page at a time, with its files. */
import { withQuery } from '../../data/fetch-json.js'
import type { ReadPath } from '../../data/reads.js'
import { usePrecision } from '../../data/use-precision.js'
import { type ReadResult, useRead } from '../../data/use-read.js'
import { pairName } from '../../format/figures.js'
import { MINUTE_MS } from '../../format/time-units.js'
import { Answer } from '../../parts/answer.js'
import { type Column, DataTable } from '../../parts/data-table.js'
import { Pager } from '../../parts/pager.js'
import { Panel } from '../../parts/panel.js'
import { setParams, useUrl } from '../../route/use-url.js'
import { ledgerColumns } from './columns.js'
import { type LedgerList, LISTS } from './lists.js'

const PAGE = 100
/** Rows of a file. */
const FILE_ROWS = 10_000

interface Page {
  readonly items: readonly object[]
  readonly cursor: string | null
}

/** Without a store nobody follows what came of an order: the column would be empty. */
const hasState = (row: object): boolean => (row as { readonly state?: string | null }).state != null

export const ListPanel = ({ list }: { readonly list: LedgerList }) => {
  const { title, filter, none } = LISTS[list]
  const { only, cursor } = useUrl().params
  const precisionOf = usePrecision()
  const path = `/api/ledger/${list}` satisfies ReadPath
  const wanted = { ...(filter ? { instrument: only } : {}), cursor }
  const read = useRead(path, { ...wanted, limit: PAGE }, { keep: true, everyMs: cursor === undefined ? 2000 : false })
  const columns = ledgerColumns(precisionOf)[list] as readonly Column<object>[]
  const file = (format: string) => withQuery(path, { ...wanted, limit: FILE_ROWS, format })
  return (
    <Panel
      title={title}
      actions={
        <span className="row">
          {filter && <PairFilter />}
          <a className="button" href={file('csv')} download>
            CSV
          </a>
          <a className="button" href={file('parquet')} download>
            Parquet
          </a>
        </span>
      }
    >
      <Answer
        read={read as ReadResult<Page>}
        empty={({ items }) => (items.length === 0 && cursor === undefined ? none : undefined)}
      >
        {({ items, cursor: next }) => (
          <div className="stack">
            <DataTable
              label={`${title}, ${items.length} rows`}
              caption={`${title}, newest first${only === undefined ? '' : `, ${pairName(only)} only`}`}
              columns={
                list === 'orders' && !items.some(hasState) ? columns.filter(({ name }) => name !== 'State') : columns
              }
              rows={items}
              keyOf={(row, n) => `${(row as { id?: string | null }).id ?? ''} ${n}`}
              size="tall"
            />
            <Pager param="cursor" next={next} what={title.toLowerCase()} />
          </div>
        )}
      </Answer>
    </Panel>
  )
}

const PairFilter = () => {
  const { only } = useUrl().params
  const { data } = useRead('/api/pairs', {}, { everyMs: MINUTE_MS })
  const known = data?.pairs.map(({ instrument }) => instrument) ?? []
  const names = only === undefined || known.includes(only) ? known : [only, ...known]
  return (
    <label>
      <span className="soft">Pair </span>
      <select value={only ?? ''} onChange={({ target }) => setParams({ only: target.value, cursor: null })}>
        <option value="">all</option>
        {names.map((name) => (
          <option key={name} value={name}>
            {pairName(name)}
          </option>
        ))}
      </select>
    </label>
  )
}
