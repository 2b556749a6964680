/** The whole graph in one process: lease, state, reconciliation, then slice after slice until it is stopped or another instance takes over. */
import type { Frame } from '../../../graph/engine/run/frame.js'
import { type FrameSink, run } from '../../../graph/engine/run/rx.js'
import { lastTransactionOf } from '../../../operators/live/last-transaction.js'
import { causeOf, orderRows } from '../../../sinks/execution/order-rows.js'
import type { OrderRunner } from '../../../sinks/execution/runner.js'
import type { LeaseKeeper } from '../../../store/lease-keeper.js'
import { commitSink } from '../../../streams/journal/commit.js'
import { journalKeys } from '../../../streams/journal/keys.js'
import type { Resumed } from '../../../streams/journal/resume.js'
import { writeAhead } from '../../../streams/journal/write-ahead.js'
import type { JournalWriter } from '../../../streams/journal/writer.js'
import { snapshotWriter } from '../../../streams/snapshot/writer.js'
import { takeAccountLease } from '../account-lease.js'
import { liveContext, type LiveContext } from '../context.js'
import { type LiveControl, lockedUntil } from '../control/control.js'
import { flattenMonitor } from '../control/flatten-monitor.js'
import { openControl } from '../control/open.js'
import { type Monitors, openMonitors } from '../monitoring/monitors.js'
import { newestFrame, statusOf } from '../monitoring/status.js'
import { resumeLive } from '../resume-live.js'
import { journalRetention, ordersRetention } from '../retention.js'
import type { LiveSession, SessionInputs } from '../session.js'
import { isInFlight, reconcileAccount, startTrading, tradingLine } from '../trading.js'
import { withLeases } from '../with-leases.js'

/** Null where another instance makes the slices or holds the account. Rejects where broker or store are away. */
export const openSession = (inputs: SessionInputs): Promise<LiveSession | null> =>
  withLeases(
    inputs,
    [journalKeys(inputs.target.accountId).slicerLease],
    'another instance holds the lease of its slices',
    async ([slices], tasks) => open(await liveContext(inputs, tasks), slices),
  )

/** What a session consists of, when all of it is constructed and nothing runs. */
interface Session {
  readonly context: LiveContext
  readonly slices: LeaseKeeper
  readonly account: LeaseKeeper
  readonly resumed: Resumed
  readonly runner: OrderRunner
  readonly journal: JournalWriter
  readonly control: LiveControl
  readonly monitors: Monitors
}

const open = async (context: LiveContext, slices: LeaseKeeper): Promise<LiveSession | null> => {
  warnOfMarginRate(context)
  const account = await takeAccountLease(context)
  if (!account) return null
  const resumed = await resumeLive(context, { lease: slices, until: account.lost })
  const { compiled } = resumed
  const reconciled = await reconcileAccount(context, account, lastTransactionOf(compiled.snapshot()))
  const { runner } = reconciled
  const monitors = await openMonitors({ ...context, account: context.account.id, compiled })
  const journal = await resumed.openWriter()
  const control = await openControl(context, lockedUntil(resumed), runner)
  context.log(
    `account ${context.account.id}: epoch ${account.lease.epoch}, ${tradingLine(reconciled, control.switches())}`,
  )
  return sessionOf({ context, slices, account, resumed, runner, journal, control, monitors })
}

const warnOfMarginRate = ({ account, settings, log }: LiveContext): void => {
  if (Number(account.marginRate ?? 0) > settings.broker.accountMarginRate)
    log(
      `the account's margin rate is ${account.marginRate}: set broker.accountMarginRate to it, ` +
        "sizes use the larger of it and the instrument's",
    )
}

const sessionOf = (session: Session): LiveSession => {
  const { context, account, resumed, runner, control, monitors } = session
  const newest = newestFrame()
  const fold = foldPoint(context, runner)
  const sink = commitOf(session, [newest, observer(session, fold.reached), ...monitors.sinks])
  return {
    run: () => runSession(session, fold.drain, sink),
    stats: resumed.compiled.stats,
    explain: monitors.explain,
    status: () => ({
      ...statusOf({ runner, lease: account.lease }, newest.frame(), context.world.instruments, control.switches()),
      alarms: context.alarms.newest(),
    }),
  }
}

const runSession = async (
  { context, slices: { lease }, account, resumed: { compiled }, runner, journal, control }: Session,
  drain: OrderRunner['drain'],
  sink: FrameSink,
): Promise<'over'> => {
  const { tasks, signal, market, ready, store, crash, clock, machineClock } = context
  tasks.add(control.run)
  tasks.add(market.follow)
  startTrading(context, runner)
  const slices = market.slices({
    store,
    lease,
    account: context.account.id,
    compiled,
    lastTsMs: journal.place().tsMs,
    control: control.row,
    requested: control.requested,
    drain,
    signal,
  })
  const waiting = (error: Error) => ready.set('journal', `the journal waits for the store: ${error.message}`)
  // How long the store may be away counts in the machine's time.
  const frames = () => writeAhead(slices, journal, { clock: machineClock, crash, signal, onWaiting: waiting })
  ready.set('start', null)
  try {
    await run(compiled, frames, [sink], { signal, clock })
  } finally {
    await tasks.end()
    await account.release()
  }
  return 'over'
}

const commitOf = (
  { context, account, resumed, runner, journal }: Session,
  mirrors: readonly FrameSink[],
): FrameSink => {
  const { store, clock, crash, log } = context
  const streams = { store, account: context.account.id, log }
  const keepJournal = journalRetention({ ...streams, place: journal.place })
  const keepOrders = ordersRetention({ ...streams, lease: account.lease, runner, clock })
  return commitSink({
    compiled: resumed.compiled,
    place: journal.place,
    sendOrders: (frame) => {
      const rows = orderRows(frame)
      if (rows.length > 0) runner.submit(frame.time.tsMs[0] as number, rows, causeOf(frame))
    },
    decisions: resumed.decisions,
    snapshots: snapshotWriter({
      store,
      slots: journalKeys(context.account.id).snapshots,
      ...resumed.slots,
      onSaved: async (olderTsMs) => {
        await keepJournal(olderTsMs)
        await keepOrders()
      },
      crash,
    }),
    mirrors,
    clock,
    crash,
    onError: (error) => log(`after the orders: ${String(error)}`),
  })
}

/** Each slice after its orders: the journal is writable, a requested flatten may be complete, its execution rows are in the account. */
const observer = (
  { context: { world, ready }, runner, control }: Session,
  folded: () => Promise<void> | undefined,
): FrameSink => {
  const flattened = flattenMonitor(world.instruments.length)
  return {
    write: async (frame: Frame) => {
      ready.set('journal', null)
      const done = flattened(frame, (k) => isInFlight(runner, k))
      if (done) control.flattenDone(done)
      await folded()
    },
  }
}

/** The crash point after the slice that carries execution rows. */
const foldPoint = ({ crash }: LiveContext, runner: OrderRunner) => {
  let isFolding = false
  return {
    drain: () => {
      const rows = runner.drain()
      isFolding ||= rows.length > 0
      return rows
    },
    reached: (): Promise<void> | undefined => {
      if (!isFolding) return undefined
      isFolding = false
      return crash.at('position.folded')
    },
  }
}
