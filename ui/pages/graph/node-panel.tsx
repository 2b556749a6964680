/** One node: what it is for, what it reads, its settings, its newest rows. */
import type { Reads } from '../../data/reads.js'
import { NONE } from '../../format/figures.js'
import { Panel } from '../../parts/panel.js'
import { ScrollRegion } from '../../parts/scroll-region.js'
import { configLines } from './config-lines.js'
import { type NodeStatsView, nodeFacts } from './node-facts.js'
import { NodeTap } from './node-tap.js'

type Topology = Reads['/api/graph']
interface NodePanelProps {
  readonly graph: Topology
  /** Null = the graph has none of this name. */
  readonly node: Topology['nodes'][number] | null
  readonly name: string
  readonly stats: NodeStatsView | undefined
  readonly pair: string | null
  readonly onChoose: (node: string | null) => void
}

export const NodePanel = ({ graph, node, name, stats, pair, onChoose }: NodePanelProps) => (
  <Panel
    title={`Node ${name}`}
    className="one-node"
    actions={
      <button type="button" className="small" onClick={() => onChoose(null)}>
        Close
      </button>
    }
  >
    {node === null ? (
      <p className="note">The running graph has no node {name}.</p>
    ) : (
      <div className="stack">
        <p>{node.doc || 'Input from outside the graph, written by the slicer.'}</p>
        <div className="node-parts">
          <NodeFactList graph={graph} node={node} stats={stats} onChoose={onChoose} />
          <Settings config={node.config} />
        </div>
        <NodeTap node={node.id} pair={pair} />
      </div>
    )}
  </Panel>
)

interface NodeFactListProps {
  readonly graph: Topology
  readonly node: Topology['nodes'][number]
  readonly stats: NodeStatsView | undefined
  readonly onChoose: (node: string) => void
}
const NodeFactList = ({ graph, node, stats, onChoose }: NodeFactListProps) => {
  const facts = nodeFacts(stats)
  const link = (id: string, later: boolean) => (
    <li key={`${id}${later}`}>
      <button type="button" className="link" onClick={() => onChoose(id)}>
        {id}
      </button>
      {later ? ' (one slice later)' : ''}
    </li>
  )
  const reads = graph.edges.filter(({ to }) => to === node.id)
  const readers = graph.edges.filter(({ from }) => from === node.id)
  const sinks = graph.sinks.filter(({ from }) => from === node.id).map(({ id }) => id)
  return (
    <dl className="facts">
      <dt>Kind</dt>
      <dd className="mono">{node.kind}</dd>
      <dt>Reads</dt>
      <dd>
        {reads.length === 0 ? 'nothing: a source' : <ul>{reads.map((one) => link(one.from, Boolean(one.delay)))}</ul>}
      </dd>
      <dt>Read by</dt>
      <dd>{readers.length === 0 ? 'no node' : <ul>{readers.map((one) => link(one.to, Boolean(one.delay)))}</ul>}</dd>
      <dt>Sinks</dt>
      <dd>{sinks.join(', ') || 'none'}</dd>
      <dt>Rate</dt>
      <dd className="figure">{facts.rate}</dd>
      <dt>Per slice</dt>
      <dd className="figure">
        p50 {facts.p50}, p99 {facts.p99}
        {stats && stats.stage.length > 1 ? ` (whole loop: ${stats.stage.join(', ')})` : ''}
      </dd>
      <dt>Lag</dt>
      <dd className="figure">{facts.lag}</dd>
      <dt>Rows in → out</dt>
      <dd className="figure">
        {facts.rows}
        {facts.swallowed === '' ? '' : `; ${facts.swallowed} held back`}
      </dd>
      <dt>Errors</dt>
      <dd className={stats && stats.errors > 0 ? 'down strong' : 'figure'}>{stats?.errors ?? NONE}</dd>
    </dl>
  )
}

const Settings = ({ config }: { readonly config: unknown }) => {
  const lines = configLines(config)
  if (lines.length === 0) return <p className="soft">No settings.</p>
  return (
    <ScrollRegion label="Settings of the node">
      <table>
        <thead>
          <tr>
            <th scope="col">Setting</th>
            <th scope="col">Value</th>
          </tr>
        </thead>
        <tbody>
          {lines.map(([name, value]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td className="value">{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  )
}
