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
  /** Resolved settings: those that differ from the journal's are named where a state does not fit. */
  readonly config?: unknown
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
    const changes = point && inputs.config !== undefined ? changesOf(point.start.config, inputs.config) : ''
    throw new SepError('bad-snapshot', `${cause.message}; ${changes}${RESET}`, { cause })
  }
}

/** What is held comes from the broker, whichever node begins without its state. */
const RESET =
  'add --reset-node NAME to the command of sep live: its latches, cooldowns and counts start from nothing, positions come from the broker'

const MOST_CHANGES = 5

/** A flag that was forgotten changes settings as well: the state of a risk limit is too much to lose for it. */
const changesOf = (before: unknown, now: unknown): string => {
  const [old, own] = [leavesOf(before), leavesOf(now)]
  const changes = [...new Set([...old.keys(), ...own.keys()])]
    .filter((path) => old.get(path) !== own.get(path))
    .map((path) => `${path} ${old.get(path) ?? 'unset'} -> ${own.get(path) ?? 'unset'}`)
  if (changes.length === 0) return ''
  const more = changes.length > MOST_CHANGES ? ` and ${changes.length - MOST_CHANGES} more` : ''
  return (
    `settings have changed since: ${changes.slice(0, MOST_CHANGES).join(', ')}${more}; ` +
    'start with those of before (--speed, --set and --config make them), or '
  )
}

/** Settings by path, each as JSON. */
const leavesOf = (value: unknown, path = ''): ReadonlyMap<string, string> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? new Map(
        Object.entries(value).flatMap(([key, inner]) => [...leavesOf(inner, path === '' ? key : `${path}.${key}`)]),
      )
    : new Map([[path, JSON.stringify(value)]])

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
