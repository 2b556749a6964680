/** The graph drawn by hand: wires as curves, each node a button with its newest figures. Arrow keys lead from node to node. */
import { type KeyboardEvent, useMemo, useRef, useState } from 'react'
import type { Reads } from '../../data/reads.js'
import { ScrollRegion } from '../../parts/scroll-region.js'
import { arrowTarget } from './arrow-target.js'
import { graphLayout } from './graph-layout.js'
import { type NodeStatsView, nodeFacts, NOT_KNOWN } from './node-facts.js'

interface GraphPictureProps {
  readonly graph: Reads['/api/graph']
  readonly figures: ReadonlyMap<string, NodeStatsView>
  readonly worst: readonly string[]
  readonly chosen: string | null
  readonly onChoose: (node: string) => void
}

/** From here on the sentence fits. */
const WIDE = 440

export const GraphPicture = ({ graph, figures, worst, chosen, onChoose }: GraphPictureProps) => {
  const layout = useMemo(() => graphLayout(graph), [graph])
  const [lit, setLit] = useState<string | null>(null)
  const canvas = useRef<HTMLDivElement>(null)
  const shown = lit ?? chosen
  const { width, height, places, loop } = layout
  const onKey = (event: KeyboardEvent, id: string) => {
    const target = arrowTarget(places, id, event.key)
    if (target === null) return
    event.preventDefault()
    canvas.current?.querySelector<HTMLButtonElement>(`[data-node="${CSS.escape(target)}"]`)?.focus()
  }
  return (
    <ScrollRegion label="Picture of the graph" className="picture">
      <div className="canvas" ref={canvas} style={{ width, height }}>
        <svg width={width} height={height} aria-hidden="true">
          {loop && <rect x={loop.x} y={loop.y} width={loop.width} height={loop.height} rx={8} className="loop" />}
          {loop && (
            <text x={loop.x + 8} y={loop.y + 15}>
              {loop.width < WIDE
                ? 'loop: slice by slice'
                : 'loop: one slice at a time; its orders reach the broker in the next slice'}
            </text>
          )}
          {layout.edges.map(({ from, to, delay, path }) => (
            <path
              key={`${from} ${to} ${path}`}
              d={path}
              className={`${delay ? 'delay' : 'edge'} ${from === shown || to === shown ? 'on' : ''}`}
              data-from={from}
              data-to={to}
            />
          ))}
        </svg>
        {graph.nodes.map((node) => {
          const { x, y, width: w, height: h } = places.get(node.id)!
          return (
            <button
              type="button"
              key={node.id}
              data-node={node.id}
              className={`node ${node.role} ${node.loop ? 'looped' : ''} ${worst.includes(node.id) ? 'slow' : ''}`}
              style={{ left: x, top: y, width: w, height: h }}
              title={node.doc || 'input from outside the graph'}
              aria-pressed={node.id === chosen}
              onClick={() => onChoose(node.id)}
              onKeyDown={(event) => onKey(event, node.id)}
              onFocus={() => setLit(node.id)}
              onBlur={() => setLit(null)}
              onPointerEnter={() => setLit(node.id)}
              onPointerLeave={() => setLit(null)}
            >
              <NodeFace id={node.id} role={node.role} stats={figures.get(node.id)} rank={worst.indexOf(node.id)} />
            </button>
          )
        })}
      </div>
    </ScrollRegion>
  )
}

interface NodeFaceProps {
  readonly id: string
  readonly role: string
  readonly stats: NodeStatsView | undefined
  /** Place among the slowest; -1 = none. */
  readonly rank: number
}
const NodeFace = ({ id, role, stats, rank }: NodeFaceProps) => {
  const { rate, p99, rows, share } = nodeFacts(stats)
  const last = share === '' ? (rows === NOT_KNOWN ? '' : rows) : `held ${share}`
  return (
    <>
      <b>{id}</b>
      <span>{role === 'source' && rate === NOT_KNOWN ? 'source' : rate}</span>
      {role !== 'source' && (
        <span>
          p99 {p99}
          {rank >= 0 ? ` #${rank + 1}` : ''}
        </span>
      )}
      <span className={share === '' ? '' : 'held'}>{last}</span>
    </>
  )
}
