/** The picture as a table, with the newest value of each node for one pair. */
import type { Reads } from '../../data/reads.js'
import { pairName } from '../../format/figures.js'
import { type Column, DataTable } from '../../parts/data-table.js'
import { type NodeStatsView, nodeFacts } from './node-facts.js'

type NodeView = Reads['/api/graph']['nodes'][number]
interface NodeTableProps {
  readonly nodes: Reads['/api/graph']['nodes']
  readonly figures: ReadonlyMap<string, NodeStatsView>
  readonly worst: readonly string[]
  readonly chosen: string | null
  readonly pair: string | null
  readonly steps: Reads['/api/explain']['steps']
  readonly onChoose: (node: string) => void
}

export const NodeTable = (props: NodeTableProps) => (
  <DataTable
    label="Nodes as a table"
    columns={columns(props)}
    rows={props.nodes}
    keyOf={({ id }) => id}
    isChosen={({ id }) => id === props.chosen}
    size="full"
    className="nodes"
  />
)

const columns = ({ figures, worst, pair, steps, onChoose }: NodeTableProps): readonly Column<NodeView>[] => {
  const texts = new Map(steps.map(({ node, text }) => [node, text]))
  const factsOf = (id: string) => nodeFacts(figures.get(id))
  return [
    {
      name: 'Node',
      head: true,
      cell: ({ id, kind }) => {
        const rank = worst.indexOf(id)
        const errors = figures.get(id)?.errors ?? 0
        return (
          <>
            <button type="button" className="link" onClick={() => onChoose(id)} title={kind}>
              {id}
            </button>
            {rank >= 0 && <span className="tag warn">slowest {rank + 1}</span>}
            {errors > 0 && <span className="tag down">{errors} errors</span>}
          </>
        )
      },
    },
    { name: 'Rate', right: true, from: 'mid', cell: ({ id }) => factsOf(id).rate },
    {
      name: 'p50',
      right: true,
      from: 'wide',
      title: 'half of the slices take less',
      cell: ({ id }) => factsOf(id).p50,
    },
    { name: 'p99', right: true, title: 'one slice in a hundred takes longer', cell: ({ id }) => factsOf(id).p99 },
    {
      name: 'Lag',
      right: true,
      from: 'wide',
      title: 'event time behind the newest slice',
      cell: ({ id }) => factsOf(id).lag,
    },
    { name: 'Rows in → out', right: true, from: 'wide', cell: ({ id }) => factsOf(id).rows },
    {
      name: 'Held back',
      right: true,
      from: 'mid',
      className: ({ id }) => (factsOf(id).swallowed === '' ? '' : 'strong'),
      cell: ({ id }) => factsOf(id).swallowed,
    },
    {
      name: `Newest value${pair === null ? '' : `, ${pairName(pair)}`}`,
      wrap: true,
      className: () => 'value',
      cell: ({ id }) => texts.get(id) ?? '',
    },
  ]
}
