/** One session of a computing part: its state, then slice after slice from the edges. */
import type { Compiled } from '../../../graph/engine/run/compile.js'
import { bestEffortSink } from '../../../graph/engine/run/best-effort-sink.js'
import { type FrameSink, run } from '../../../graph/engine/run/rx.js'
import type { Clock } from '../../../lib/clock.js'
import type { TaskGroup } from '../../../lib/task-group.js'
import type { World } from '../../../model/world.js'
import type { AlarmLog } from '../../../sinks/alarms/alarm-log.js'
import { guardDays } from '../../../sinks/alarms/guard-days.js'
import type { LeaseKeeper } from '../../../store/lease-keeper.js'
import { bestEffort } from '../../../store/store-fault.js'
import { liveGraph } from '../graph.js'
import { openMonitors } from '../monitoring/monitors.js'
import type { StoreHealth } from '../monitoring/health.js'
import type { Readiness } from '../monitoring/readiness.js'
import type { newestFrame } from '../monitoring/status.js'
import type { LiveInputs } from '../session.js'
import { paceOf } from '../time-scaling.js'
import { isOpenedAgain, partStart } from './part-start.js'
import { openStepPart } from './step-part.js'

export interface ComputeInputs
  extends Pick<
    LiveInputs,
    'settings' | 'store' | 'speed' | 'port' | 'host' | 'leaseTtlMs' | 'clock' | 'signal' | 'log' | 'onListening'
  > {
  readonly account: string
  readonly nodes: string
}

/** What lives as long as the process, over all its sessions. */
export interface ComputeProcess {
  readonly inputs: ComputeInputs
  readonly clock: Clock
  readonly ready: Readiness
  readonly alarms: AlarmLog
  readonly store: StoreHealth
  readonly newest: ReturnType<typeof newestFrame>
  /** Set while slices are stepped, and after. */
  compiled: Compiled<World> | null
}

/** Null = the signal aborted; else why it has to be opened again. */
export const computeSession = async (
  process: ComputeProcess,
  edge: LeaseKeeper,
  tasks: TaskGroup,
): Promise<string | null> => {
  const { inputs, clock, ready, alarms } = process
  const { store, account, nodes, log } = inputs
  const { signal } = tasks
  const start = await partStart(store, account)
  if (!start) return `account ${account}: no journal yet, the part that makes the slices has not begun`
  // What is widened at high speed is in the graph's settings, as it is in the other parts.
  const { settings } = paceOf(inputs.settings, inputs.speed, 0)
  const { graph } = liveGraph(settings)
  const { owner } = edge.lease
  const opened = await openStepPart({
    ...{ store, account, nodes, graph, bindings: [], start, edge, owner, clock, signal, log },
  })
  if (typeof opened === 'string') return `account ${account}: ${opened}`
  const { part, decisions } = opened
  for (const note of part.notes) log(note)
  const { compiled } = part
  const guards = guardDays(compiled.world)
  const monitors = await openMonitors({
    ...{ store, account, compiled, settings, givenSettings: inputs.settings, alarms, guards, machineClock: clock, log },
  })
  process.compiled = compiled
  log(`account ${account}: steps ${nodes}`)
  ready.enter('running')
  const fault = (error: Error) => log(`after the slice: ${error.message}`, 'warn')
  const recorder: FrameSink = {
    write: (frame) => bestEffort(() => decisions.write(frame, 0, part.place()), fault),
  }
  try {
    const sinks = [process.newest, recorder, ...observers(inputs, monitors.sinks)]
    await run(compiled, part.frames, [part.saved([], sinks)], { clock, signal })
    return null
  } catch (error) {
    if (!isOpenedAgain(error)) throw error
    return error.message
  }
}

const observers = ({ log }: ComputeInputs, sinks: readonly FrameSink[]): readonly FrameSink[] =>
  sinks.map((sink) => bestEffortSink(sink, (error) => log(`after the slice: ${String(error)}`, 'warn')))
