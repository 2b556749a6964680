/** A trial made ready: its graph, what is bound to it, what it is run for, and the hash of every node. */
import type { MergeInput } from '../../graph/engine/define/merge.js'
import type { Binding } from '../../graph/engine/define/operator.js'
import { nodeHash } from '../../graph/engine/hash/node-hash.js'
import type { World } from '../../model/world.js'
import { KERNEL_VERSION } from '../../native-rs/kernel-version.js'
import { SepError } from '../../model/error-codes.js'
import { paperBindings } from '../backtest/paper-bindings.js'
import { hasSepNodes, orderNodeOf } from '../config/graph-parts.js'
import type { GraphProgram } from '../config/graph-program.js'
import { obeysPause } from '../config/obeys-pause.js'
import type { Trial } from './trial.js'
import type { ProgramOf } from './trial-programs.js'

export interface PreparedTrial {
  readonly trial: Trial
  readonly program: GraphProgram
  /** A graph without SEP's shadow always runs as portfolio. */
  readonly kind: 'shadow' | 'portfolio'
  readonly target: 'shadow' | 'broker'
  readonly input: MergeInput<World> & { readonly hashes: ReadonlyMap<string, string> }
  readonly hashes: ReadonlyMap<string, string>
  /** Slices up to it only warm up; null: the target does not read the pause, and trades from the first candle on. */
  readonly tradeFromMs: number | null
  /** Null: the target does not read it. */
  readonly fillTrades: boolean | null
}

/** Settings that cannot be are an error that names the leaf. */
export const prepareTrial = (trial: Trial, programOf: ProgramOf): PreparedTrial => {
  const program = programOf(trial.settings)
  const { graph, settings } = program
  const shadow = trial.kind === 'shadow' && hasSepNodes(graph, 'shadow')
  if (!shadow && orderNodeOf(graph) === null)
    throw new SepError('bad-argument', `graph ${graph.name} has neither a shadow nor a broker: it has no result`)
  const target = shadow ? 'shadow' : 'broker'
  const { bindings, hashes } = boundOf(program)
  const paused = !shadow && obeysPause(graph)
  return {
    trial,
    program,
    kind: shadow ? 'shadow' : 'portfolio',
    target,
    input: { graph, bindings, targets: [target, 'candle', 'quote'], hashes },
    hashes,
    tradeFromMs: paused ? trial.window.fromMs : null,
    fillTrades: paused ? (settings.run.fillTrades ?? true) : null,
  }
}

interface Bound {
  readonly bindings: readonly Binding<World>[]
  readonly hashes: ReadonlyMap<string, string>
}
/** Of programs, which are frozen data: the trials of one share them. */
const known = new WeakMap<GraphProgram, Bound>()

const boundOf = (program: GraphProgram): Bound => {
  const held = known.get(program)
  if (held) return held
  const bindings = paperBindings(program.graph, program.settings)
  const bound = { bindings, hashes: nodeHash(program.graph, bindings, KERNEL_VERSION) }
  known.set(program, bound)
  return bound
}
