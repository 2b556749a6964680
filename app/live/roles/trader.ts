/** The part of a cut live graph that trades: slices come over edges, orders go out, and executions go to the part that makes the slices. */
import { columnsOf } from '../../../graph/engine/run/columns-of.js'
import type { Frame } from '../../../graph/engine/run/frame.js'
import { type FrameSink, run } from '../../../graph/engine/run/rx.js'
import { nodes as refs } from '../../../model/nodes.js'
import { worldFrom } from '../../../model/world.js'
import { lastTransactionOf } from '../../../operators/live/last-transaction.js'
import type { OrderRunner } from '../../../sinks/execution/runner.js'
import type { LeaseKeeper } from '../../../store/lease-keeper.js'
import type { DecisionWriter } from '../../../streams/decisions/writer.js'
import { edgeKeys } from '../../../streams/edge/keys.js'
import { hasSeen } from '../../../streams/execution/watermark.js'
import { commitSink } from '../../../streams/journal/commit.js'
import { journalKeys } from '../../../streams/journal/keys.js'
import { takeAccountLease } from '../account-lease.js'
import { liveContext, type LiveContext } from '../context.js'
import type { LiveControl } from '../control/control.js'
import { flattenMonitor } from '../control/flatten-monitor.js'
import { openControl } from '../control/open.js'
import { type Monitors, openMonitors } from '../monitoring/monitors.js'
import { newestFrame, sliceSilence, statusOf } from '../monitoring/status.js'
import { ordersRetention, trimByOwnTime } from '../retention.js'
import type { LiveSession, SessionInputs } from '../session.js'
import { isInFlight, reconcileAccount, startTrading, tradingLine } from '../trading.js'
import { withLeases } from '../with-leases.js'
import { type ExecutionFeed, executionFeed } from './execution-feed.js'
import type { OpenedPart } from './part.js'
import { partStart } from './part-start.js'
import { openStepPart, slicesUntil } from './step-part.js'

/** Null where another process trades the account, or the slices have not begun. Rejects where broker, store or slices are away. */
export const openTrader = (inputs: SessionInputs, nodes: string): Promise<LiveSession | null> => {
  const { store, target, ready } = inputs
  const account = target.accountId
  return withLeases(
    inputs,
    [edgeKeys(account, nodes).lease],
    'another instance is this part',
    async ([edge], tasks) => {
      const wait = (reason: string) => {
        ready.set('start', `account ${account}: ${reason}`)
        return null
      }
      const start = await partStart(store, account)
      if (!start) return wait('no journal yet, the part that makes the slices has not begun')
      const context = await liveContext(inputs, tasks, worldFrom(start.record.world))
      const { graph, bindings, owner, machineClock: clock, signal, log } = context
      const opened = await openStepPart({
        ...{ store, account, nodes, graph, bindings, start, edge, owner, clock, signal, log },
      })
      return typeof opened === 'string' ? wait(opened) : open(context, nodes, opened.part, opened.decisions)
    },
  )
}

/** All of it is constructed, and nothing runs. */
interface Session {
  readonly context: LiveContext
  readonly nodes: string
  readonly part: OpenedPart
  readonly decisions: DecisionWriter
  readonly slices: AsyncIterator<Frame>
  readonly account: LeaseKeeper
  readonly runner: OrderRunner
  readonly feed: ExecutionFeed
  readonly control: LiveControl
  readonly monitors: Monitors
}

const open = async (
  context: LiveContext,
  nodes: string,
  part: OpenedPart,
  decisions: DecisionWriter,
): Promise<LiveSession | null> => {
  const { log } = context
  const slices = (part.frames(context.signal) as AsyncIterable<Frame>)[Symbol.asyncIterator]()
  const account = await takeAccountLease(context)
  if (!account) return null
  const lastExecution = await catchUp(context, part, decisions, slices, account.lost)
  const reconciled = await reconcileAccount(context, account, lastTransactionOf(part.compiled.snapshot()))
  const { runner } = reconciled
  const feed = executionFeed(context, account, runner, lastExecution)
  const control = await openControl(context, null, runner)
  const monitors = await openMonitors({ ...context, account: context.account.id, compiled: part.compiled })
  const line = tradingLine(reconciled, control.switches())
  log(`account ${context.account.id}: trades, epoch ${account.lease.epoch}, steps ${nodes}, ${line}`)
  return sessionOf({ context, nodes, part, decisions, slices, account, runner, feed, control, monitors })
}

/** Steps what the `execution` stream has seen: under the account's lease nobody else appends to it. Gives its newest entry. */
const catchUp = async (
  { store, account, ready, log, clock, signal: over }: LiveContext,
  part: OpenedPart,
  decisions: DecisionWriter,
  slices: AsyncIterator<Frame>,
  lost: AbortSignal,
): Promise<string | null> => {
  for (const note of part.notes) log(note)
  ready.set('start', 'catches up with the slices')
  const lastExecution = await store.lastId(journalKeys(account.id).execution)
  const signal = AbortSignal.any([over, lost])
  const record: FrameSink = { write: (frame) => decisions.write(frame, 0, part.place()) }
  const frames = () => slicesUntil(slices, () => hasSeen(part.executionOffset(), lastExecution))
  await run(part.compiled, frames, [part.saved([], [record])], { signal, clock })
  signal.throwIfAborted()
  return lastExecution
}

const sessionOf = (session: Session): LiveSession => {
  const { context, nodes, part, account, runner, control, monitors } = session
  const { lease } = account
  const newest = newestFrame()
  const commit = commitOf(session, [newest, observer(session), ...monitors.sinks])
  keepStreams(session)
  return {
    run: () => runSession(session, part.saved([commit], [])),
    reasons: () => sliceSilence(newest.tsMs(), context.clock.nowMs()),
    stats: part.compiled.stats,
    explain: monitors.explain,
    status: () => ({
      ...statusOf({ runner, lease }, newest.frame(), context.world.instruments, control.switches()),
      nodes,
      alarms: context.alarms.newest(),
    }),
  }
}

const runSession = async (
  { context, part, slices, account, runner, feed, control }: Session,
  sink: FrameSink,
): Promise<'over'> => {
  const { tasks, signal, market, ready, clock } = context
  tasks.add(control.run)
  tasks.add(feed.run)
  tasks.add(market.follow)
  startTrading(context, runner)
  ready.set('start', null)
  try {
    await run(part.compiled, () => slicesUntil(slices, () => false), [sink], { signal, clock })
  } finally {
    await tasks.end()
    await account.release()
  }
  return 'over'
}

const commitOf = ({ context, part, decisions, feed }: Session, mirrors: readonly FrameSink[]): FrameSink => {
  const { clock, crash, log } = context
  return commitSink({
    compiled: part.compiled,
    place: part.place,
    sendOrders: (frame) => feed.sendOrders(frame, part.executionOffset()),
    decisions,
    // The part saves its own, after its edge.
    snapshots: { after: async () => {}, now: async () => {} },
    mirrors,
    clock,
    crash,
    onError: (error) => log(`after the orders: ${String(error)}`),
  })
}

/** Each slice after its orders: a requested flatten may be complete, its execution rows are in the account. */
const observer = ({ context: { world, crash }, runner, feed }: Session): FrameSink => {
  const flattened = flattenMonitor(world.instruments.length)
  return {
    write: async (frame) => {
      const done = flattened(frame, (k) => isInFlight(runner, k))
      if (done) feed.append({ rows: [], flat: done })
      if (columnsOf(frame, refs.execution).at[1]! > 0) await crash.at('position.folded')
    },
  }
}

/** Trims what no restart needs, whenever a snapshot is safe. */
const keepStreams = ({ context, nodes, part, account, runner }: Session): void => {
  const { store, clock, log } = context
  const keepOrders = ordersRetention({ store, account: context.account.id, lease: account.lease, runner, clock, log })
  part.onSnapshot(async () => {
    await keepOrders()
    await trimByOwnTime(store, journalKeys(edgeKeys(context.account.id, nodes).name).decision)
  })
}
