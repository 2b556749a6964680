/** What differs between two graphs: the running one, a shipped one, that of a run. */
import { type FormEvent, useId } from 'react'
import { useRead } from '../../data/use-read.js'
import { Answer } from '../../parts/answer.js'
import { formText } from '../../parts/form-text.js'
import { Panel } from '../../parts/panel.js'
import { ScrollRegion } from '../../parts/scroll-region.js'
import { setParams, useUrl } from '../../route/use-url.js'

export const GraphDiff = () => {
  const { params } = useUrl()
  const [a, b] = [params['a'] ?? 'running', params['b'] ?? '']
  const diff = useRead('/api/graph/diff', { a, b }, { enabled: b !== '', everyMs: false })
  const names = useId()
  const compare = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const [from, to] = [formText(event.currentTarget, 'a'), formText(event.currentTarget, 'b')]
    setParams({ a: from === 'running' ? null : from, b: to })
    if (from === a && to === b) void diff.refetch()
  }
  return (
    <Panel title="Differences of two graphs" className="differ">
      <form className="row" onSubmit={compare} key={`${a} ${b}`}>
        <label className="row">
          <span className="soft">From</span>
          <input name="a" defaultValue={a} list={names} required maxLength={100} />
        </label>
        <label className="row">
          <span className="soft">to</span>
          <input name="b" defaultValue={b || 'sep'} list={names} required maxLength={100} />
        </label>
        <button type="submit">Compare</button>
        <datalist id={names}>
          <option value="running" />
          <option value="sep" />
          <option value="sma-flip" />
        </datalist>
      </form>
      {b === '' ? (
        <p className="note">Names: running, sep, sma-flip, or the name of a run folder.</p>
      ) : (
        <Answer
          read={diff}
          empty={({ same }) => (same ? `${a} and ${b} are the same graph with the same settings.` : undefined)}
        >
          {({ differences }) => (
            <ScrollRegion label="Differences of two graphs" className="wide">
              <table>
                <thead>
                  <tr>
                    <th scope="col">Node</th>
                    <th scope="col">What</th>
                    <th scope="col">{a}</th>
                    <th scope="col">{b}</th>
                  </tr>
                </thead>
                <tbody>
                  {differences.map((one) => (
                    <tr key={`${one.node} ${one.what}`}>
                      <th scope="row">{one.node}</th>
                      <td>{one.what}</td>
                      <td className="value">{one.a}</td>
                      <td className="value">{one.b}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </ScrollRegion>
          )}
        </Answer>
      )}
    </Panel>
  )
}
