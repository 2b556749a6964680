/** Compiles a live graph with the state of a starting point, or with the state of a warm-up where there is no journal. */
import { type Compiled, compile } from '../../graph/engine/run/compile.js'
import { GraphError } from '../../graph/engine/errors.js'
import { graphHash } from '../../graph/engine/hash/hash.js'
import type { Snapshot } from '../../graph/engine/run/snapshot.js'
import type { Clock } from '../../lib/clock.js'
import { SepError } from '../../model/error-codes.js'
import type { World } from '../../model/world.js'
import type { JournalIdentity } from './identity.js'
import type { StartingPoint } from './starting-point.js'

export interface RestoreInputs
  extends Pick<JournalIdentity, 'account' | 'graph' | 'world' | 'bindings' | 'kernelVersion'> {
  /** Loop nodes that may start without their state after a change of settings. */
  readonly resetNodes?: readonly string[]
  readonly clock?: Clock
}

/** Frames of one slice. A journal with other rows is a `bad-snapshot` error. */
export const restoreGraph = (
  inputs: RestoreInputs,
  point: StartingPoint | null,
  warm: Snapshot | null,
): Compiled<World> => {
  const { graph, world, bindings, kernelVersion, resetNodes } = inputs
  if (point && rowsOf(point.start.world) !== rowsOf(world)) {
    throw new SepError(
      'bad-snapshot',
      `journal ${inputs.account} is of ${rowsOf(point.start.world)}, now it would be ${rowsOf(world)}: ` +
        `use another account's journal or move it away`,
    )
  }
  const isSameGraph = point?.start.graphHash === graphHash(graph, world, kernelVersion)
  try {
    return compile(graph, world, {
      bindings,
      kernelVersion,
      capacity: 1,
      ...(inputs.clock ? { clock: inputs.clock } : {}),
      ...(point?.snapshot ? { snapshot: point.snapshot } : warm ? { snapshot: warm } : {}),
      ...(resetNodes || !isSameGraph ? { resetNodes: resetNodes ?? [] } : {}),
    })
  } catch (cause) {
    if (!(cause instanceof GraphError) || cause.code !== 'bad-snapshot') throw cause
    throw new SepError('bad-snapshot', `${cause.message}; ${RESET}`, { cause })
  }
}

/** What is held comes from the broker, whichever node begins without its state. */
const RESET =
  'add --reset-node NAME to the command of sep live: its latches, cooldowns and counts start from nothing, positions come from the broker'

/** What a row means must not change. A margin rate or a limit may: brokers change them, and the graph's hash shows it. */
const rowsOf = (world: {
  readonly home: string
  readonly traded: Uint8Array
  readonly instruments: readonly { readonly name: string; readonly displayPrecision: number }[]
}): string => {
  const rows = world.instruments.map(
    ({ name, displayPrecision }, k) =>
      `${name} (${displayPrecision} digits${world.traded[k] === 1 ? '' : ', not traded'})`,
  )
  return `${rows.join(', ')} in ${world.home}`
}
