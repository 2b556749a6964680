/** One list of the ledger, a page at a time, with its files. */
import { withQuery } from '../../data/fetch-json.js'
import type { ReadPath } from '../../data/reads.js'
import { type ReadResult, useRead } from '../../data/use-read.js'
import { pairName } from '../../format/figures.js'
import { MINUTE_MS } from '../../format/time-units.js'
import { useTimes } from '../../format/times.js'
import { Answer } from '../../parts/answer.js'
import { Pager } from '../../parts/pager.js'
import { Panel } from '../../parts/panel.js'
import { setParams, useUrl } from '../../route/use-url.js'
import { COLUMNS, type Column } from './columns.js'
import { type LedgerList, LISTS } from './lists.js'

const PAGE = 100
/** Rows of a file. */
const FILE_ROWS = 10_000

interface Page {
  readonly items: readonly object[]
  readonly cursor: string | null
}

export const ListPanel = ({ list }: { readonly list: LedgerList }) => {
  const { title, filter, none } = LISTS[list]
  const { only, cursor } = useUrl().params
  const times = useTimes()
  const path = `/api/ledger/${list}` satisfies ReadPath
  const wanted = { ...(filter ? { instrument: only } : {}), cursor }
  const read = useRead(path, { ...wanted, limit: PAGE }, { keep: true, everyMs: cursor === undefined ? 2000 : false })
  const columns = COLUMNS[list] as readonly Column<object>[]
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
            <div className="scroll tall" tabIndex={0} role="region" aria-label={`${title}, ${items.length} rows`}>
              <table>
                <caption className="unseen">
                  {title}, newest first{only === undefined ? '' : `, ${pairName(only)} only`}
                </caption>
                <thead>
                  <tr>
                    {columns.map(({ name, right }) => (
                      <th key={name} scope="col" className={right ? 'r' : ''}>
                        {name}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {items.map((row, n) => (
                    <tr key={`${(row as { id?: string | null }).id ?? ''} ${n}`}>
                      {columns.map(({ name, right, cell }) => (
                        <td key={name} className={right ? 'r' : ''}>
                          {cell(row, times)}
                        </td>
                      ))}
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
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
