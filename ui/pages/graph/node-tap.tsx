/** The newest rows that a node wrote, newest first. */
import { useRead } from '../../data/use-read.js'
import { NONE, pairName } from '../../format/figures.js'
import { useTimes } from '../../format/times.js'
import { Answer } from '../../parts/answer.js'
import { ScrollRegion } from '../../parts/scroll-region.js'
import { useParam } from '../../route/use-url.js'
import { valueText } from '../why/value-text.js'

const ROWS = 20

export const NodeTap = ({ node, pair }: { readonly node: string; readonly pair: string | null }) => {
  const [of, setOf] = useParam('rows')
  const times = useTimes()
  const all = of === 'all' || pair === null
  const tap = useRead(
    `/api/graph/tap/${encodeURIComponent(node)}`,
    all ? { limit: ROWS } : { limit: ROWS, instrument: pair },
    { keep: true },
  )
  return (
    <div>
      <div className="row">
        <h3 className="grow">Newest rows</h3>
        {pair !== null && (
          <label className="row">
            <input type="checkbox" checked={!all} onChange={() => setOf(all ? null : 'all')} />
            only {pairName(pair)}
          </label>
        )}
      </div>
      <Answer
        read={tap}
        empty={({ rows, columns }) =>
          rows.length > 0
            ? undefined
            : columns.every(({ shape }) => shape === 'event')
              ? 'It writes events only; none came in the newest slices.'
              : 'No row yet.'
        }
      >
        {({ columns, rows }) => (
          <ScrollRegion label={`Newest rows of ${node}`} className="wide">
            <table className="tap">
              <thead>
                <tr>
                  <th scope="col">Slice</th>
                  <th scope="col">Pair</th>
                  {columns.map(({ name, kind, shape }) => (
                    <th scope="col" className="r" key={name} title={`${kind}, one a ${shape}`}>
                      {name}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {rows.map(({ tsMs, instrument, values }, i) => (
                  // Rows of events may be equal; their place is their key.
                  // oxlint-disable-next-line react/no-array-index-key
                  <tr key={i}>
                    <th scope="row">{times.seconds(tsMs)}</th>
                    <td>{instrument === null ? 'all' : pairName(instrument)}</td>
                    {columns.map(({ name }) => (
                      <td className="r" key={name}>
                        {name in values ? valueText(values[name] ?? null) : NONE}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </ScrollRegion>
        )}
      </Answer>
    </div>
  )
}
