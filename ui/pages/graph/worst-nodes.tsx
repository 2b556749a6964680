/** The three slowest nodes, slowest first. */
import { type NodeStatsView, nodeFacts } from './node-facts.js'

interface WorstNodesProps {
  readonly worst: readonly string[]
  readonly figures: ReadonlyMap<string, NodeStatsView>
  readonly onChoose: (node: string) => void
}

export const WorstNodes = ({ worst, figures, onChoose }: WorstNodesProps) => (
  <ol className="row">
    {worst.map((node, i) => {
      const { p50, p99 } = nodeFacts(figures.get(node))
      const stage = figures.get(node)?.stage ?? [node]
      return (
        <li key={node}>
          <button type="button" onClick={() => onChoose(node)}>
            <span className="soft">{i + 1}.</span> <b>{stage.length > 1 ? `loop of ${node}` : node}</b>{' '}
            <span className="figure">p99 {p99}</span> <span className="soft">p50 {p50}</span>
          </button>
        </li>
      )
    })}
  </ol>
)
