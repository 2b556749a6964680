/** The running graph: what each node does now, what it held back, how it differs from another. */
import { useRead } from '../../data/use-read.js'
import { usePair } from '../../data/use-pair.js'
import { Answer } from '../../parts/answer.js'
import { Panel } from '../../parts/panel.js'
import { PairSelect } from '../../parts/pair-select.js'
import { useParam } from '../../route/use-url.js'
import { GraphDiff } from './graph-diff.js'
import { GraphPicture } from './graph-picture.js'
import { hashWarning, shortHash } from './hash-warning.js'
import { NodePanel } from './node-panel.js'
import { NodeTable } from './node-table.js'
import { useFigures } from './use-figures.js'
import { WorstNodes } from './worst-nodes.js'
import './graph.css'

const GraphPage = () => {
  const topology = useRead('/api/graph', {}, { everyMs: 30_000 })
  const stats = useRead('/api/graph/stats')
  const { pair, pairs } = usePair()
  const [chosen, choose] = useParam('node')
  const explanation = useRead('/api/explain', pair === null ? {} : { instrument: pair }, { enabled: pair !== null })
  const known = stats.data
  const warning = known ? hashWarning(known.graphHash, known.parts) : null
  const node = topology.data?.nodes.find(({ id }) => id === chosen)
  const figures = useFigures(known)
  return (
    <div className="stack graph-page">
      <Panel title="Slowest now" className="worst" actions={<PairSelect pairs={pairs} pair={pair} />}>
        {warning !== null && <p className="note error">{warning}</p>}
        <Answer read={stats} empty={({ worst }) => (worst.length === 0 ? 'No node has run yet.' : undefined)}>
          {({ worst }) => <WorstNodes worst={worst} figures={figures} onChoose={choose} />}
        </Answer>
      </Panel>
      <Panel
        title="The graph"
        className="drawn"
        actions={
          known && (
            <span className="soft">
              {topology.data?.name} <span className="mono">{shortHash(known.graphHash)}</span>
            </span>
          )
        }
      >
        <Answer read={topology} empty={({ nodes }) => (nodes.length === 0 ? 'The graph has no node.' : undefined)}>
          {(graph) => (
            <GraphPicture
              graph={graph}
              figures={figures}
              worst={known?.worst ?? []}
              chosen={chosen ?? null}
              onChoose={choose}
            />
          )}
        </Answer>
      </Panel>
      {topology.data && chosen !== undefined && (
        <NodePanel
          graph={topology.data}
          node={node ?? null}
          name={chosen}
          stats={figures.get(chosen)}
          pair={pair}
          onChoose={choose}
        />
      )}
      <Panel title="Nodes as a table" className="listed">
        <Answer read={topology}>
          {(graph) => (
            <NodeTable
              nodes={graph.nodes}
              figures={figures}
              worst={known?.worst ?? []}
              chosen={chosen ?? null}
              pair={pair}
              steps={explanation.data?.steps ?? []}
              onChoose={choose}
            />
          )}
        </Answer>
      </Panel>
      <GraphDiff />
    </div>
  )
}
export default GraphPage
