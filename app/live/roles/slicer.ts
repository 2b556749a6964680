/** The part of a cut live graph that makes the slices: it writes the journal and what the other parts read. It sends no orders. */
import { brokerSlot } from '../../../model/broker-slot.js'
import { systemClock } from '../../../lib/clock.js'
import { compile } from '../../../graph/engine/run/compile.js'
import { cutGraph } from '../../../graph/engine/define/cut.js'
import type { Frame } from '../../../graph/engine/run/frame.js'
import { graphHash } from '../../../graph/engine/hash/hash.js'
import { bind } from '../../../graph/engine/define/operator.js'
import { partSnapshot } from '../../../graph/engine/define/part-snapshot.js'
import { type FrameSink, run } from '../../../graph/engine/run/rx.js'
import { sep } from '../../../graph/sep.js'
import { KERNEL_VERSION } from '../../../native-rs/index.js'
import { liveBroker } from '../../../operators/live-broker.js'
import { alarmLog } from '../../../sinks/alarms/alarm-log.js'
import { guardDays } from '../../../sinks/alarms/guard-days.js'
import { edgeWriter } from '../../../streams/edge/writer.js'
import { decisionWriter } from '../../../streams/decisions/writer.js'
import { writeAhead } from '../../../streams/journal/write-ahead.js'
import { retryStore } from '../../../store/store-fault.js'
import { isStoreFault } from '../../../store/store-fault.js'
import { bestEffortSink } from '../../../graph/engine/run/best-effort-sink.js'
import { executionReader } from '../../../streams/execution/reader.js'
import { edgeKeys } from '../../../streams/edge/keys.js'
import { journalKeys } from '../../../streams/journal/keys.js'
import type { TaskGroup } from '../../../lib/task-group.js'
import { takeOverNodes } from '../../../streams/edge/take-over.js'
import { isEdgeComplete } from '../../../streams/edge/is-complete.js'
import type { LeaseKeeper } from '../../../store/lease-keeper.js'
import { journalUpkeep, trimByOwnTime } from '../retention.js'
import { liveControl, readSwitches } from '../control/control.js'
import { liveMarket } from '../market/feed.js'
import { liveMirrors } from '../monitoring/mirrors.js'
import type { LiveSession, SessionInputs } from '../session.js'
import { warmState } from '../market/warmup.js'
import { liveWatch } from '../monitoring/monitors.js'
import { liveWorld } from '../market/world.js'
import { lockedUntil } from '../control/locked-until.js'
import { paceOf } from '../time-scaling.js'
import { partStart } from './part-start.js'
import { resume } from '../../../streams/journal/resume.js'
import { skewReason } from '../monitoring/clock-skew.js'
import { withLeases } from '../with-leases.js'
import { versions } from '../../config/versions.js'
import { HOUR_MS, WEEK_MS } from '../../../lib/time-units.js'

/** Null where another process makes the slices. Rejects where broker or store are away. */
export const openSlicer = (inputs: SessionInputs, nodes: string): Promise<LiveSession | null> => {
  const account = inputs.target.accountId
  return withLeases(
    inputs,
    [journalKeys(account).slicerLease, edgeKeys(account, nodes).lease],
    'another instance holds the lease of its slices',
    ([slicer, edge], work) => openWith(inputs, nodes, { slicer, edge }, work),
  )
}

const openWith = async (
  inputs: SessionInputs,
  nodes: string,
  leases: { readonly slicer: LeaseKeeper; readonly edge: LeaseKeeper },
  work: TaskGroup,
): Promise<LiveSession | null> => {
  const { client, target, store, ready, say, crash, random, clock: machineClock = systemClock } = inputs
  const { clock } = client
  const { signal } = work
  const account = await client.account()
  const pace = paceOf(inputs.settings, inputs.speed, inputs.graceMs)
  const { settings } = pace
  const world = await liveWorld(client, settings.run.pairs, account.currency)
  const graph = sep(settings)
  const cut = cutGraph(graph, nodes)
  const whole = graphHash(graph, world, KERNEL_VERSION)
  const { conversionFee, accountMarginRate } = settings.broker
  const bindings = [bind(brokerSlot, liveBroker, { conversionFee, accountMarginRate })]
  const market = liveMarket({ client, world, pace, random, say })
  const log = alarmLog(clock, say)
  const guards = guardDays(world)
  const edgeInputs = { store, lease: leases.edge.lease, account: account.id, cut, graphHash: whole, world }
  const taken = await takeOverNodes(store, account.id, cut, world, inputs.owner)
  if (taken !== null) {
    ready.set('start', `account ${account.id}: ${taken}`)
    return null
  }
  const { stream, name } = edgeKeys(account.id, nodes)
  const decisions = decisionWriter(store, leases.edge.lease, name, cut.graph, world)
  const hadMs = Number((await store.lastId(stream))?.split('-')[0] ?? Number.NaN)
  const began = await partStart(store, account.id)
  // The journal is of the whole graph: its state here is the whole graph's, and what is not this part's goes to the others.
  const resumed = await resume({
    store,
    lease: leases.slicer.lease,
    account: account.id,
    graph,
    world,
    bindings,
    kernelVersion: KERNEL_VERSION,
    versions: versions(),
    config: settings,
    inParts: true,
    warm: async () => {
      const series = await market.history({ days: inputs.warmupDays, signal })
      return warmState({ graph, world, bindings, kernelVersion: KERNEL_VERSION, series, sinks: [guards], signal })
    },
    signal,
    tailSinks: async (_compiled, seq, at) => [
      await edgeWriter({ ...edgeInputs, seq, executionOffset: () => at().executionOffset }),
      { write: (frame) => decisions.write(frame, 0, at().place) },
    ],
    ...(inputs.checkpointEveryMs === undefined ? {} : { checkpointEveryMs: inputs.checkpointEveryMs }),
    ...(inputs.resetNodes.length > 0 ? { resetNodes: inputs.resetNodes } : {}),
  })
  // A state that was left half way must not begin a journal.
  signal.throwIfAborted()
  for (const text of resumed.notes) say(text)
  const isWhole =
    began !== null &&
    (await isEdgeComplete(store, { stream, hadMs, tail: resumed.tailFrom, base: began.record, end: resumed.place }))
  const lastExecution = await store.lastId(journalKeys(account.id).execution)
  const after = resumed.executionOffset ?? lastExecution ?? '0'
  const journal = await resumed.openWriter({ executionOffset: after, carry: !isWhole })
  const state = partSnapshot(resumed.compiled.snapshot(), cut.graph, graphHash(cut.graph, world, KERNEL_VERSION))
  const compiled = compile(cut.graph, world, { kernelVersion: KERNEL_VERSION, capacity: 1, snapshot: state })
  let executionOffset = after
  const edge = await edgeWriter({ ...edgeInputs, seq: journal.place().seq, executionOffset: () => executionOffset })
  const pausedAtFirst = target.environment === 'live'
  const control = liveControl({
    store,
    clock,
    account: account.id,
    world,
    fillTrades: settings.run.fillTrades ?? target.environment === 'paper',
    switches: await readSwitches(store, pausedAtFirst),
    lockUntilMs: lockedUntil(resumed),
    heartbeatAgeMs: market.board.heartbeatAgeMs,
    connected: () => Number.isFinite(market.board.heartbeatAgeMs()) && skewReason(clock) === null,
    crash,
    onSwitches: async () => {},
    onReconcile: () => {},
    pausedAtFirst,
    report: say,
  })
  const executions = executionReader({
    store,
    account: account.id,
    after,
    clock: machineClock,
    onFlattenDone: control.flat,
    log: say,
  })
  let last: Frame | null = null
  let hour = Number.NaN
  const keepJournal = journalUpkeep({ store, account: account.id, place: journal.place, say })
  const trim = async (): Promise<void> => {
    await edge.trim()
    if (executionOffset !== '0') await store.trim(journalKeys(account.id).execution, executionOffset)
    await trimByOwnTime(store, journalKeys(name).decision)
    // A restart begins at a start record, which is kept under everything that is.
    await keepJournal(Number.POSITIVE_INFINITY)
  }
  const write: FrameSink = {
    write: async (frame) => {
      executionOffset = executions.executionOffset()
      await retryStore(async () => edge.write(frame), {
        clock: machineClock,
        signal,
        onWaiting: (error) => ready.set('journal', `the slices wait for the store: ${error.message}`),
      })
      ready.set('journal', null)
      last = frame
      const now = Math.floor((frame.time.tsMs[0] as number) / HOUR_MS)
      const isNewHour = now > hour
      hour = now
      try {
        await decisions.write(frame, 0, journal.place())
        if (isNewHour) await trim()
      } catch (error) {
        if (!isStoreFault(error)) throw error
        say(`after the slice: ${error.message}`)
      }
    },
  }
  const watch = await liveWatch({ store, account: account.id, compiled, settings, log, guards, say })
  const mirrors = liveMirrors({ store, settings: inputs.settings, compiled, report: say })
  say(`account ${account.id}: makes the slices, epoch ${leases.slicer.lease.epoch}, steps ${nodes}`)

  return {
    run: async () => {
      work.add(control.run)
      work.add(market.follow)
      work.add(executions.run)
      // A slice without a balance would be a day that begins with nothing.
      if (after === '0') ready.set('start', 'waits for the part that trades to say what is on the account')
      await executions.started(signal)
      if (signal.aborted) return 'over'
      const slices = market.slices({
        store,
        lease: leases.slicer.lease,
        account: account.id,
        compiled,
        lastTsMs: journal.place().tsMs,
        control: control.row,
        requested: control.requested,
        drain: executions.drain,
        executionOffset: executions.executionOffset,
        signal,
      })
      const patience = {
        clock: machineClock,
        crash,
        signal,
        onWaiting: (error: Error) => ready.set('journal', `the journal waits for the store: ${error.message}`),
      }
      ready.set('start', null)
      const frames = () => untilStale(writeAhead(slices, journal, patience), inputs.checkpointEveryMs ?? WEEK_MS)
      const report = (error: unknown) => say(`after the slice: ${String(error)}`)
      const looking = [...watch.sinks, mirrors].map((sink) => bestEffortSink(sink, report))
      await run(compiled, frames, [write, ...looking], { signal, clock })
      return signal.aborted ? 'over' : 'again'
    },
    stats: compiled.stats,
    explain: watch.explain,
    status: () => ({
      state: 'slicing',
      nodes,
      epoch: leases.slicer.lease.epoch,
      ...control.switches(),
      tsMs: last?.time.tsMs[0] ?? null,
      alarms: log.newest(),
    }),
  }
}

/**
 * Ends after a week. Opened again, the journal begins anew with the state of the whole graph, which no process of a cut graph has while it runs; what
 * stands before may then be trimmed.
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
