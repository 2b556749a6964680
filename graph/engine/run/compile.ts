/** Compiles a graph for a row space: binds slots, allocates frames, makes one stage per component, keeps all state. */
import { type Clock, systemClock } from '../../../lib/clock.js'
import type { Graph, GraphNode } from '../define/define.js'
import { assert } from '../../../lib/errors.js'
import { GraphError } from '../errors.js'
import { type BlankRows, blankRows } from './blank-rows.js'
import { createFrame, type Frame, type FrameMemory, frameCapacity, type NodeColumns } from './frame.js'
import { canonicalJson, graphHash, sha256 } from '../hash/hash.js'
import type { AnyOperator, Binding, RowSpace } from '../define/operator.js'
import { parseConfig } from '../define/parse-config.js'
import { type Component, plan } from '../define/plan.js'
import { readBy } from '../define/read-by.js'
import { type NodeSnapshot, SNAPSHOT_FORMAT, type Snapshot } from './snapshot.js'
import { StageMeter, type StageStats } from './telemetry.js'

export interface CompileOptions<W extends RowSpace = never> {
  readonly bindings?: readonly Binding<W>[]
  /** Slices of a frame; default about 1,024 rows. */
  readonly capacity?: number
  readonly kernelVersion?: string
  readonly snapshot?: Snapshot
  /** Nodes that may start without state where the snapshot has none that fits. */
  readonly resetNodes?: readonly string[]
  /** Times and columns of sources that another frame holds: a graph that steps the same slices copies nothing. */
  readonly sources?: Pick<Frame, 'time' | 'columns'>
  /** Columns that are read from outside the graph; default all. What neither it nor a port reads holds nothing after the node's step. */
  readonly reads?: (node: string, column: string) => boolean
  /** Only for telemetry. */
  readonly clock?: Clock
}

/** One stage of the pipeline: works on the frame in place. */
export type Stage = (frame: Frame) => void

export interface Compiled<W extends RowSpace = RowSpace> {
  readonly graph: Graph
  readonly world: W
  readonly graphHash: string
  readonly bindings: readonly Binding[]
  readonly components: readonly Component[]
  readonly frame: Frame
  /** One per component that is not a source, in data order. Run by rx.ts. */
  readonly stages: readonly { readonly nodes: readonly string[]; readonly run: Stage }[]
  /** Call around the stages of a frame. */
  begin(): void
  end(): void
  /** State at a frame end. */
  snapshot(): Snapshot
  /** Nodes without fitting state in the snapshot: they must warm up again. */
  readonly cold: readonly string[]
  stats(): readonly StageStats[]
  /** Resets counts and times: those of a warm-up in large frames do not describe single slices. */
  resetStats(): void
}

interface Running {
  readonly node: GraphNode
  readonly operator: AnyOperator
  /** The operator's own, looked up once. */
  readonly step: AnyOperator['step']
  readonly blank: BlankRows
  readonly config: unknown
  readonly state: unknown
  // biome-ignore lint/suspicious/noExplicitAny: the builder has checked the columns against the ports.
  readonly input: any
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  readonly output: any
}

/** In a loop one slice in this many is timed: a clock call costs as much as a step. A prime, so that frames do not keep time with it. */
const TIMED_SLICES = 61

export const compile = <W extends RowSpace>(
  graph: Graph<NoInfer<W>>,
  world: W,
  options: CompileOptions<NoInfer<W>> = {},
): Compiled<W> => {
  const hash = graphHash(graph, world, options.kernelVersion ?? 'none')
  if (options.snapshot && !options.resetNodes) assertSameGraph(options.snapshot, hash)
  const capacity = options.capacity ?? frameCapacity(world.rows.length)
  const memory = createFrame(graph, world, capacity, options.sources, isReadOf(graph, options.reads))
  const components = plan(graph)
  const inLoop = new Set(components.filter((component) => component.loop).flatMap((component) => component.nodes))
  const cold: string[] = []
  const running = new Map<string, Running>()
  for (const node of graph.nodes) {
    if (node.role === 'source') continue
    running.set(node.id, start(node, world, memory, options, inLoop, cold))
  }
  if (options.snapshot) memory.restore(options.snapshot.carries as never)
  let seq = options.snapshot?.seq ?? 0
  let lastTsMs = options.snapshot?.tsMs ?? Number.NaN
  const stages = stagesOf(components, running, options.clock ?? systemClock)
  return {
    graph,
    world,
    graphHash: hash,
    bindings: options.bindings ?? [],
    components,
    frame: memory.frame,
    stages,
    cold,
    begin: () => {
      const { time, slices, capacity } = memory.frame
      if (!(slices >= 1 && slices <= capacity)) assert(false, `a frame holds 1..${capacity} slices, not ${slices}`)
      let before = lastTsMs
      for (let s = 0; s < slices; s++) {
        const ts = time.tsMs[s] as number
        // The message is built only on failure: this runs for every slice.
        if (ts <= before) assert(false, `slices must go forward in time: ${ts} after ${before}`)
        before = ts
      }
      memory.begin()
    },
    end: () => {
      seq += memory.frame.slices
      lastTsMs = memory.frame.time.tsMs[memory.frame.slices - 1] as number
      memory.end()
    },
    snapshot: () => ({
      format: SNAPSHOT_FORMAT,
      graphHash: hash,
      seq,
      tsMs: lastTsMs,
      nodes: [...running.values()].map(savedNode),
      carries: memory.carries(),
    }),
    stats: () => stages.map(({ meter }) => meter.stats()),
    resetStats: () => {
      for (const { meter } of stages) meter.reset()
    },
  }
}

const isReadOf = (graph: Graph, outside: CompileOptions['reads']): ((node: string, column: string) => boolean) => {
  if (!outside) return () => true
  const inside = readBy(graph.nodes)
  const sources = new Set(graph.nodes.filter(({ role }) => role === 'source').map(({ id }) => id))
  return (node, column) => sources.has(node) || inside(node, column) || outside(node, column)
}

const assertSameGraph = (snapshot: Snapshot, hash: string): void => {
  if (snapshot.graphHash === hash) return
  const [given, wanted] = [snapshot.graphHash.slice(0, 12), hash.slice(0, 12)]
  throw new GraphError('bad-snapshot', `snapshot is of graph ${given}, this is ${wanted}`)
}

const savedNode = ({ node, operator, config, state }: Running): NodeSnapshot => {
  const bytes = operator.save(state)
  return {
    id: node.id,
    kind: operator.kind,
    configHash: sha256(canonicalJson(config)),
    bytes,
    sha256: sha256(bytes),
  }
}

const stagesOf = (components: readonly Component[], running: ReadonlyMap<string, Running>, clock: Clock) =>
  components
    .filter((component) => component.nodes.some((id) => running.has(id)))
    .map(({ nodes, loop }) => {
      const members = nodes.map((id) => running.get(id) as Running)
      const meter = new StageMeter(nodes, clock)
      return { nodes, meter, run: loop ? loopStage(members, meter) : frameStage(members, meter) }
    })

const start = <W extends RowSpace>(
  node: GraphNode<W>,
  world: W,
  memory: FrameMemory,
  options: CompileOptions<W>,
  inLoop: ReadonlySet<string>,
  cold: string[],
): Running => {
  const binding = options.bindings?.find((candidate) => candidate.slot === node.id)
  if (node.role === 'slot' && !binding) throw new GraphError('bad-graph', `slot ${node.id}: nothing is bound to it`)
  const operator = (node.role === 'slot' ? binding?.operator : node.operator) as AnyOperator<W>
  const parsed: unknown = parseConfig(
    `node ${node.id}`,
    operator.config,
    node.role === 'slot' ? binding?.config : node.config,
  )
  const config = node.role === 'slot' ? parsed : node.config
  const saved = options.snapshot?.nodes.find((candidate) => candidate.id === node.id)
  const fitting = saved && saved.kind === operator.kind && saved.configHash === sha256(canonicalJson(config))
  if (options.snapshot && !fitting) {
    if (inLoop.has(node.id) && !options.resetNodes?.includes(node.id)) {
      throw new GraphError(
        'bad-snapshot',
        `snapshot has no fitting state of node ${node.id}, which is in a loop: reset the node to start it without state`,
      )
    }
    cold.push(node.id)
  }
  const output = memory.frame.columns[node.id] as NodeColumns
  return {
    node,
    operator,
    step: operator.step,
    blank: blankRows(operator, output),
    config,
    state: operator.init(config, world, fitting ? saved.bytes : undefined),
    input: Object.fromEntries(
      Object.entries(node.wires).map(([port, wire]) => [
        port,
        wire.delay ? memory.previous[wire.node] : memory.frame.columns[wire.node],
      ]),
    ),
    output,
  }
}

const count = (meter: StageMeter, frame: Frame): void => {
  meter.frames++
  meter.slices += frame.slices
  meter.rows += frame.slices * frame.count
  meter.lastTsMs = frame.time.tsMs[frame.slices - 1] as number
}

const frameStage = (members: readonly Running[], meter: StageMeter): Stage => {
  const { operator, blank, state, input, output } = members[0] as Running
  return (frame) => {
    const before = meter.now()
    blank(frame.slices * frame.count)
    operator.step(state, frame.time, input, output, 0, frame.slices)
    meter.sample(meter.now() - before)
    count(meter, frame)
  }
}

const loopStage = (members: readonly Running[], meter: StageMeter): Stage => {
  let sinceTimed = 0
  return (frame) => {
    for (const { blank } of members) blank(frame.slices * frame.count)
    for (let s = 0; s < frame.slices; s++) {
      const timed = sinceTimed++ % TIMED_SLICES === 0
      const before = timed ? meter.now() : 0
      for (let m = 0; m < members.length; m++) {
        const { step, operator, state, input, output } = members[m] as Running
        step.call(operator, state, frame.time, input, output, s, s + 1)
      }
      if (timed) meter.sample(meter.now() - before, 1 / TIMED_SLICES)
    }
    count(meter, frame)
  }
}
