/** The part of a cut live graph that makes the slices: it writes the journal and what the other parts read. It sends no orders. */
import { cutGraph } from '../../../graph/engine/define/cut.js'
import { bestEffortSink } from '../../../graph/engine/run/best-effort-sink.js'
import type { Frame } from '../../../graph/engine/run/frame.js'
import { type FrameSink, run } from '../../../graph/engine/run/rx.js'
import { WEEK_MS } from '../../../lib/time-units.js'
import { edgeKeys } from '../../../streams/edge/keys.js'
import { takeOverNodes } from '../../../streams/edge/take-over.js'
import { type ExecutionReader, executionReader } from '../../../streams/execution/reader.js'
import { journalKeys } from '../../../streams/journal/keys.js'
import { writeAhead } from '../../../streams/journal/write-ahead.js'
import { liveContext, type LiveContext } from '../context.js'
import type { LiveControl } from '../control/control.js'
import { openControl } from '../control/open.js'
import { type Monitors, openMonitors } from '../monitoring/monitors.js'
import { observeSession } from '../status/observe-session.js'
import type { LiveSession, SessionInputs } from '../session.js'
import { withLeases } from '../with-leases.js'
import { type HeadStart, resumeHead, type SlicerLeases } from './head-start.js'
import { sliceSink } from './slice-sink.js'

/** Null where another process makes the slices. Rejects if broker or store are unreachable. */
export const openSlicer = (inputs: SessionInputs, nodes: string): Promise<LiveSession | null> => {
  const account = inputs.target.accountId
  return withLeases(
    inputs,
    [journalKeys(account).slicerLease, edgeKeys(account, nodes).lease],
    'another instance holds the lease of its slices',
    async ([slices, edge], tasks) => open(await liveContext(inputs, tasks), nodes, { slices, edge }),
  )
}

const open = async (context: LiveContext, nodes: string, leases: SlicerLeases): Promise<LiveSession | null> => {
  const { store, account, ready } = context
  const cut = cutGraph(context.graph, nodes)
  const taken = await takeOverNodes(store, account.id, cut, context.world, context.owner)
  if (taken !== null) {
    ready.enter('standby', `account ${account.id}: ${taken}`)
    return null
  }
  const head = await resumeHead(context, cut, leases)
  const control = await openControl(context, head.resumed, null)
  const executions = executionReader({
    store,
    account: account.id,
    after: head.executionOffset,
    clock: context.machineClock,
    onFlattenDone: control.flattenDone,
    log: context.log,
  })
  const monitors = await openMonitors({ ...context, account: account.id, compiled: head.compiled })
  context.log(`account ${account.id}: makes the slices, epoch ${leases.slices.lease.epoch}, steps ${nodes}`)
  return sessionOf({ context, nodes, leases, head, control, executions, monitors })
}

/** All of it is constructed, and nothing runs. */
interface Session {
  readonly context: LiveContext
  readonly nodes: string
  readonly leases: SlicerLeases
  readonly head: HeadStart
  readonly control: LiveControl
  readonly executions: ExecutionReader
  readonly monitors: Monitors
}

const sessionOf = (session: Session): LiveSession => {
  const { context, nodes, leases, head, control, executions, monitors } = session
  const { newest, watch, facts } = observeSession({
    ...{ context, control, runner: null },
    leases: [{ keeper: leases.slices, clock: context.machineClock, what: 'the slices' }],
    resumed: head.resumed.compiled,
    stepped: head.compiled,
  })
  const onError = (error: unknown) => context.log(`after the slice: ${String(error)}`, 'warn')
  const observers = monitors.sinks.map((sink) => bestEffortSink(sink, onError))
  const record: FrameSink = { write: control.carried }
  const sinks = [newest, watch.sink, sliceSink(context, nodes, head, executions), record, ...observers]
  return {
    run: () => runSession(session, sinks),
    stats: head.compiled.stats,
    explain: monitors.explain,
    look: watch.look,
    instruments: watch.instruments,
    pulse: watch.pulse,
    topology: monitors.topology,
    facts,
    status: () => ({
      state: 'slicing',
      nodes,
      epoch: leases.slices.lease.epoch,
      ...control.switches(),
      tsMs: newest.tsMs(),
      places: monitors.places(),
      alarms: context.alarms.newest(),
    }),
  }
}

const runSession = async (
  { context, leases, head, control, executions }: Session,
  sinks: readonly FrameSink[],
): Promise<'over' | 'again'> => {
  const { tasks, signal, market, ready, store, crash, clock, machineClock } = context
  const { compiled, journal } = head
  tasks.add(control.run)
  tasks.add(market.follow)
  tasks.add(executions.run)
  // A slice without a balance would be a day that begins with nothing.
  if (head.executionOffset === '0') ready.enter('starting', 'waiting for the trading part to report the account')
  await executions.started(signal)
  if (signal.aborted) return 'over'
  const slices = market.slices({
    store,
    lease: leases.slices.lease,
    account: context.account.id,
    compiled,
    lastTsMs: journal.endMs(),
    held: head.resumed.held,
    control: control.row,
    requested: control.requested,
    drain: executions.drain,
    executionOffset: executions.executionOffset,
    signal,
  })
  const waiting = (error: Error) => ready.set('journal', `the journal waits for the store: ${error.message}`)
  const retry = { clock: machineClock, crash, signal, onWaiting: waiting }
  const frames = () => untilStale(writeAhead(slices, journal, retry), context.checkpointEveryMs ?? WEEK_MS)
  ready.enter('running')
  await run(compiled, frames, sinks, { signal, clock })
  return signal.aborted ? 'over' : 'again'
}

/**
 * Ends after a week. Opened again, the journal gets a checkpoint with the state of the whole graph, which no process of a cut graph has
 * while it runs; the entries before it may then be trimmed.
 */
const untilStale = async function* (frames: AsyncIterable<Frame>, staleMs: number): AsyncGenerator<Frame> {
  let first = Number.NaN
  for await (const frame of frames) {
    const tsMs = frame.time.tsMs[0] as number
    if (Number.isNaN(first)) first = tsMs
    yield frame
    if (tsMs - first > staleMs) return
  }
}
