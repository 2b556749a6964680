/** Digest of a run: `outputHash` covers the graph's sinks, `allHash` (only with `verify`) every node's columns. */
import type { Graph } from '../../graph/engine/define/define.js'
import { ColumnsDigest } from '../../graph/engine/hash/hash.js'
import type { FrameSink } from '../../graph/engine/run/rx.js'

export interface DigestSink extends FrameSink {
  readonly outputHash: () => string
  readonly allHash: () => string | null
}

export const digestSink = (graph: Graph, verify = false): DigestSink => {
  const output = new ColumnsDigest(graph, [...new Set(graph.sinks.map((sink) => sink.node))].sort())
  const all = verify
    ? new ColumnsDigest(
        graph,
        graph.nodes.map((node) => node.id),
      )
    : null
  return {
    write: (frame) => {
      output.add(frame)
      all?.add(frame)
    },
    outputHash: () => output.digest(),
    allHash: () => all?.digest() ?? null,
  }
}
