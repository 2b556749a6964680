/** The picture as a table, with the newest value of each node for one pair. */
import type { Reads } from '../../data/reads.js'
import { pairName } from '../../format/figures.js'
import { ScrollRegion } from '../../parts/scroll-region.js'
import { type NodeStatsView, nodeFacts } from './node-facts.js'

interface NodeTableProps {
  readonly nodes: Reads['/api/graph']['nodes']
  readonly figures: ReadonlyMap<string, NodeStatsView>
  readonly worst: readonly string[]
  readonly chosen: string | null
  readonly pair: string | null
  readonly steps: Reads['/api/explain']['steps']
  readonly onChoose: (node: string) => void
}

export const NodeTable = ({ nodes, figures, worst, chosen, pair, steps, onChoose }: NodeTableProps) => {
  const texts = new Map(steps.map(({ node, text }) => [node, text]))
  return (
    <ScrollRegion label="Nodes as a table" className="wide">
      <table className="nodes">
        <thead>
          <tr>
            <th scope="col">Node</th>
            <th scope="col" className="r">
              Rate
            </th>
            <th scope="col" className="r" title="half of the slices take less">
              p50
            </th>
            <th scope="col" className="r" title="one slice in a hundred takes longer">
              p99
            </th>
            <th scope="col" className="r" title="event time behind the newest slice">
              Lag
            </th>
            <th scope="col" className="r">
              Rows in → out
            </th>
            <th scope="col" className="r">
              Held back
            </th>
            <th scope="col">Newest value{pair === null ? '' : `, ${pairName(pair)}`}</th>
          </tr>
        </thead>
        <tbody>
          {nodes.map(({ id, kind }) => {
            const stats = figures.get(id)
            const facts = nodeFacts(stats)
            const rank = worst.indexOf(id)
            return (
              <tr key={id} aria-current={id === chosen ? 'true' : undefined}>
                <th scope="row">
                  <button type="button" className="link" onClick={() => onChoose(id)} title={kind}>
                    {id}
                  </button>
                  {rank >= 0 && <span className="tag warn">slowest {rank + 1}</span>}
                  {(stats?.errors ?? 0) > 0 && <span className="tag down">{stats?.errors} errors</span>}
                </th>
                <td className="r">{facts.rate}</td>
                <td className="r">{facts.p50}</td>
                <td className="r">{facts.p99}</td>
                <td className="r">{facts.lag}</td>
                <td className="r">{facts.rows}</td>
                <td className={`r ${facts.swallowed === '' ? '' : 'strong'}`}>{facts.swallowed}</td>
                <td className="value">{texts.get(id) ?? ''}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </ScrollRegion>
  )
}
