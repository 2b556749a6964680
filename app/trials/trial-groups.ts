/** Divides trials into groups that one merged graph runs: over the same slices, and within bounds of memory and stages. */
import { ancestors } from '../../graph/engine/define/ancestors.js'
import type { GraphNode } from '../../graph/engine/define/define.js'
import type { Schema } from '../../graph/engine/define/schema.js'
import { frameCapacity } from '../../graph/engine/run/frame.js'
import type { PreparedTrial } from './prepare-trial.js'
import { isTradesOnly } from './trades/trades-only.js'

const STAGES_MAX = 500
/** Frames of it, measured: half costs 5 % more, the double nothing less. */
const LONG_FRAME = 8
/** Column bytes of a kind. */
const WIDTH = { f64: 8, i32: 4, u32: 4, u8: 1 } as const
/** Events of one slice that a node is given room for; what its state needs besides its columns. */
const EVENTS = 64
const STATE_BYTES = 65_536

export interface TrialGroup {
  readonly trials: readonly PreparedTrial[]
  /** Slices of a frame. */
  readonly capacity: number
  /** The run ends with this slice. */
  readonly toMs: number
  readonly tradeFromMs: number | null
  readonly fillTrades: boolean
}

/** Trials keep their order within a group. A trial that is too large alone is a group of its own. */
export const trialGroups = (
  prepared: readonly PreparedTrial[],
  instruments: number,
  memoryMb: number,
): readonly TrialGroup[] => {
  const runs = new Map<string, PreparedTrial[]>()
  for (const one of prepared) {
    const key = keyOf(one)
    const run = runs.get(key)
    if (run) run.push(one)
    else runs.set(key, [one])
  }
  return [...runs.values()].flatMap((run) => {
    const capacity = capacityOf(run, instruments)
    return bounded(run, capacity, instruments, memoryMb).map((group) => groupOf(group, capacity))
  })
}

/** A shadow never sees what comes after a window, so that one run serves all windows; an account is marked at the end of its own. */
const keyOf = ({ kind, trial, tradeFromMs, fillTrades }: PreparedTrial): string =>
  kind === 'shadow' ? kind : [trial.window.toMs, tradeFromMs, fillTrades].join()

/** Shadows that give their trades alone have few columns, and their cost is that of each step: frames that leave the cache are faster. */
const capacityOf = (run: readonly PreparedTrial[], instruments: number): number =>
  frameCapacity(instruments) * (run.every(({ input }) => isTradesOnly(input.graph)) ? LONG_FRAME : 1)

const groupOf = (trials: readonly PreparedTrial[], capacity: number): TrialGroup => ({
  trials,
  capacity,
  toMs: Math.max(...trials.map(({ trial }) => trial.window.toMs)),
  tradeFromMs: trials[0]?.tradeFromMs ?? null,
  fillTrades: trials[0]?.fillTrades ?? true,
})

const bounded = (
  run: readonly PreparedTrial[],
  capacity: number,
  instruments: number,
  memoryMb: number,
): PreparedTrial[][] => {
  const groups: PreparedTrial[][] = []
  const held = new Set<string>()
  let bytes = 0
  for (const one of run) {
    const own = nodesOf(one)
    const fresh = own.filter(([hash]) => !held.has(hash))
    const more = fresh.reduce((sum, [, node]) => sum + bytesOf(node, capacity, instruments), 0)
    if (groups.length === 0 || held.size + fresh.length > STAGES_MAX || bytes + more > memoryMb * 2 ** 20) {
      groups.push([])
      held.clear()
      bytes = 0
    }
    for (const [hash, node] of own) {
      if (held.has(hash)) continue
      held.add(hash)
      bytes += bytesOf(node, capacity, instruments)
    }
    groups.at(-1)?.push(one)
  }
  return groups
}

/** Nodes that are stepped, by hash. */
const nodesOf = ({ input }: PreparedTrial): readonly (readonly [string, GraphNode])[] => {
  const wanted = ancestors(input.graph, input.targets)
  return input.graph.nodes.flatMap((node) =>
    node.role !== 'source' && wanted.has(node.id) ? [[input.hashes.get(node.id) as string, node] as const] : [],
  )
}

const bytesOf = ({ schema }: GraphNode, slices: number, instruments: number): number =>
  Object.values(schema satisfies Schema).reduce((sum, { kind, shape }) => {
    const rows = shape === 'row' ? slices * instruments : shape === 'slice' ? slices : EVENTS
    return sum + rows * WIDTH[kind]
  }, STATE_BYTES)
