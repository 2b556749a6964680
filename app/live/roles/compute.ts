/** A part of a cut live graph between those that make the slices and trade: it needs the store alone, no broker and no token. */
import type { Compiled } from '../../../graph/engine/run/compile.js'
import { bestEffortSink } from '../../../graph/engine/run/best-effort-sink.js'
import { type FrameSink, run } from '../../../graph/engine/run/rx.js'
import { type Clock, systemClock } from '../../../lib/clock.js'
import { CodedError } from '../../../lib/errors.js'
import { listen } from '../../../lib/listen.js'
import { type TaskGroup, taskGroup } from '../../../lib/task-group.js'
import { SepError } from '../../../model/error-codes.js'
import type { World } from '../../../model/world.js'
import { liveApp } from '../../../api/live-app.js'
import { type AlarmLog, alarmLog } from '../../../sinks/alarms/alarm-log.js'
import { guardDays } from '../../../sinks/alarms/guard-days.js'
import { type LeaseKeeper, takeLease } from '../../../store/lease-keeper.js'
import { bestEffort } from '../../../store/store-fault.js'
import type { DecisionWriter } from '../../../streams/decisions/writer.js'
import { edgeKeys } from '../../../streams/edge/keys.js'
import { journalKeys } from '../../../streams/journal/keys.js'
import { processName } from '../../connect/process-name.js'
import { liveGraph } from '../graph.js'
import { openMonitors } from '../monitoring/monitors.js'
import { type Readiness, readiness } from '../monitoring/readiness.js'
import { newestFrame } from '../monitoring/status.js'
import { trimByOwnTime } from '../retention.js'
import type { LiveInputs } from '../session.js'
import { paceOf } from '../time-scaling.js'
import type { OpenedPart } from './part.js'
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

const STANDBY_MS = 1_000

/** What lives as long as the process, over all its sessions. */
interface Process {
  readonly inputs: ComputeInputs
  readonly clock: Clock
  readonly ready: Readiness
  readonly alarms: AlarmLog
  readonly newest: ReturnType<typeof newestFrame>
  /** Set while slices are stepped, and after. */
  compiled: Compiled<World> | null
}

/** Runs until the signal aborts. Waits for the journal to begin, and while another instance is the same part. */
export const liveCompute = async (inputs: ComputeInputs): Promise<void> => {
  const { clock = systemClock, signal, log } = inputs
  const process: Process = {
    inputs,
    clock,
    ready: readiness(log),
    alarms: alarmLog(clock, log),
    newest: newestFrame(),
    compiled: null,
  }
  const server = await listen(liveApp(viewOf(process)), { port: inputs.port, host: inputs.host })
  inputs.onListening?.(server.url)
  try {
    while (!(await session(process))) {
      await clock.sleep(STANDBY_MS, signal).catch(() => undefined)
      if (signal.aborted) return
    }
  } finally {
    await server.close()
  }
}

const viewOf = (process: Process): Parameters<typeof liveApp>[0] => {
  const { account, nodes } = process.inputs
  return {
    reasons: process.ready.reasons,
    status: () => ({
      state: process.compiled ? 'computing' : 'standby',
      account,
      nodes,
      tsMs: process.newest.tsMs(),
      alarms: process.alarms.newest(),
    }),
    stats: () => process.compiled?.stats() ?? [],
    explain: () => {
      throw new SepError(
        'missing-data',
        `this process steps ${nodes} alone: sep replay --explain answers for the whole`,
      )
    },
  }
}

/** False where another one has to follow: the part is taken, the journal has not begun, or slices are missing. */
const session = async (process: Process): Promise<boolean> => {
  const { inputs, clock, ready } = process
  const { store, account, nodes, leaseTtlMs: ttlMs } = inputs
  const tasks = taskGroup(inputs.signal)
  const lease = { store, key: edgeKeys(account, nodes).lease, owner: processName(), ttlMs, clock, signal: tasks.signal }
  const edge = await takeLease(lease).catch(asReason)
  if (edge === null || typeof edge === 'string') {
    await tasks.end()
    ready.set('start', edge ?? `account ${account}: another instance is this part`)
    return false
  }
  tasks.add(edge.keep)
  const reason = await compute(process, edge, tasks).finally(async () => {
    await tasks.end()
    await edge.release()
  })
  if (reason !== null) {
    ready.set('start', reason)
    return false
  }
  tasks.check()
  return true
}

/** Null = the signal aborted; else why it has to be opened again. */
const compute = async (process: Process, edge: LeaseKeeper, tasks: TaskGroup): Promise<string | null> => {
  const { inputs, clock, ready, alarms } = process
  const { store, account, nodes, log } = inputs
  const { signal } = tasks
  const start = await partStart(store, account)
  if (!start) return `account ${account}: no journal yet, the part that makes the slices has not begun`
  // What is widened at high speed is in the graph's settings, as it is in the other parts.
  const { settings } = paceOf(inputs.settings, inputs.speed, 0)
  const graph = liveGraph(settings)
  const { owner } = edge.lease
  const opened = await openStepPart({
    ...{ store, account, nodes, graph, bindings: [], start, edge, owner, clock, signal, log },
  })
  if (typeof opened === 'string') return `account ${account}: ${opened}`
  const { part, decisions } = opened
  for (const note of part.notes) log(note)
  part.onSnapshot(() => trimByOwnTime(store, journalKeys(edgeKeys(account, nodes).name).decision))
  const { compiled } = part
  const guards = guardDays(compiled.world)
  const monitors = await openMonitors({
    ...{ store, account, compiled, settings, givenSettings: inputs.settings, alarms, guards, machineClock: clock, log },
  })
  process.compiled = compiled
  log(`account ${account}: steps ${nodes}`)
  ready.set('start', null)
  try {
    const sinks = [process.newest, recorder(inputs, part, decisions), ...observers(inputs, monitors.sinks)]
    await run(compiled, part.frames, [part.saved([], sinks)], { clock, signal })
    return null
  } catch (error) {
    if (!isOpenedAgain(error)) throw error
    return error.message
  }
}

const recorder = ({ log }: ComputeInputs, part: OpenedPart, decisions: DecisionWriter): FrameSink => ({
  write: (frame) =>
    bestEffort(
      () => decisions.write(frame, 0, part.place()),
      (error) => log(`after the slice: ${error.message}`),
    ),
})

const observers = ({ log }: ComputeInputs, sinks: readonly FrameSink[]): readonly FrameSink[] =>
  sinks.map((sink) => bestEffortSink(sink, (error) => log(`after the slice: ${String(error)}`)))

/** A store that is away is waited for. */
const asReason = (error: unknown): string => {
  if (!(error instanceof CodedError) || error.code !== 'store-unavailable') throw error
  return error.message
}
