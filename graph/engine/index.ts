/** The engine as a library: `import { defineGraph } from 'sep/graph'`. docs/library.md shows a graph of your own. */
export { type Clock, systemClock } from '../../lib/clock.js'
export { decodeState, encodeState, type State } from '../../lib/codec.js'
export { type GraphCut, cutGraph } from './define/cut.js'
export {
  defineGraph,
  type Graph,
  type GraphBuilder,
  type GraphNode,
  type GraphSink,
  type Wire,
  type Wires,
} from './define/define.js'
export { type Merged, type MergeInput, merge } from './define/merge.js'
export {
  type AnyOperator,
  type Binding,
  bind,
  type Blank,
  type Operator,
  operator,
  type RowSpace,
  type Slot,
  slot,
  type Time,
} from './define/operator.js'
export { type Component, plan, warmupMinutes } from './define/plan.js'
export {
  type ArrayOf,
  type Col,
  type Columns,
  type EventIndex,
  f64,
  i32,
  type Kind,
  type OutColumns,
  type PortColumns,
  type Ports,
  type Schema,
  type Shape,
  u32,
  u8,
} from './define/schema.js'
export { subgraph } from './define/subgraph.js'
export {
  reachingWithout,
  toDot,
  type Topology,
  type TopologyEdge,
  type TopologyNode,
  toMermaid,
  topology,
} from './define/topology.js'
export { GraphError, type GraphErrorCode } from './errors.js'
export { ColumnsDigest, graphHash } from './hash/hash.js'
export { nodeHash } from './hash/node-hash.js'
export { type OutputDigests, outputDigests } from './hash/output-digests.js'
export { bestEffortSink } from './run/best-effort-sink.js'
export { columnsOf, hasNode, type NodeRef } from './run/columns-of.js'
export { type Compiled, type CompileOptions, compile, type Stage } from './run/compile.js'
export type { AnyArray, Frame, NodeColumns } from './run/frame.js'
export { type RecordedSlice, type Recorder, type RecorderOptions, recordSlices } from './run/record-slices.js'
export { drive, type FrameSink, type Pipeline, pipeline, run } from './run/rx.js'
export { type SliceColumn, type SliceLayout, sliceLayout } from './run/slice-layout.js'
export { decodeSnapshot, encodeSnapshot, type NodeSnapshot, type Snapshot } from './run/snapshot.js'
export type { StageStats } from './run/telemetry.js'
