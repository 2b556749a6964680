/** The whole graph in one process: lease, state, reconciliation, then slice after slice until it is stopped or loses the lease. */
import { type FrameSink, run } from '../../../graph/engine/run/rx.js'
import { lastTransactionOf } from '../../../operators/live/last-transaction.js'
import type { OrderRunner } from '../../../sinks/execution/runner.js'
import type { LeaseKeeper } from '../../../store/lease-keeper.js'
import { journalKeys } from '../../../streams/journal/keys.js'
import { writeAhead } from '../../../streams/journal/write-ahead.js'
import { liveContext, type LiveContext } from '../context.js'
import { openControl } from '../control/open.js'
import { type Monitors, openMonitors } from '../monitoring/monitors.js'
import { observeSession } from '../status/observe-session.js'
import { statusOf } from '../monitoring/status.js'
import { checkClock, resumeLive } from '../resume-live.js'
import type { LiveSession, SessionInputs } from '../session.js'
import { reconcileAccount, startTrading, tradeUntilEnd, tradingLine, withAccountLease } from '../trading.js'
import { withLeases } from '../with-leases.js'
import { singleCommit, type SingleParts } from './single-commit.js'

/** Null where another instance makes the slices or holds the account. Rejects if broker or store are unreachable. */
export const openSession = (inputs: SessionInputs): Promise<LiveSession | null> =>
  withLeases(
    inputs,
    [journalKeys(inputs.target.accountId).slicerLease],
    'another instance holds the lease of its slices',
    async ([slices], tasks) => {
      const context = await liveContext(inputs, tasks)
      return withAccountLease(context, (account) => open(context, slices, account))
    },
  )

/** All of it is constructed, and nothing runs. */
interface Session extends SingleParts {
  readonly slices: LeaseKeeper
  readonly monitors: Monitors
}

const open = async (context: LiveContext, slices: LeaseKeeper, account: LeaseKeeper): Promise<LiveSession> => {
  const resumed = await resumeLive(context, { lease: slices, until: account.lost })
  const { compiled } = resumed
  const reconciled = await reconcileAccount(context, account, lastTransactionOf(compiled.snapshot()))
  const { runner } = reconciled
  const monitors = await openMonitors({ ...context, account: context.account.id, compiled })
  const journal = await resumed.openWriter()
  checkClock(context, journal.place().tsMs)
  const control = await openControl(context, resumed, runner)
  context.log(
    `account ${context.account.id}: epoch ${account.lease.epoch}, ${tradingLine(reconciled, control.switches())}`,
  )
  return sessionOf({ context, slices, account, resumed, runner, journal, control, monitors })
}

const sessionOf = (session: Session): LiveSession => {
  const { context, account, resumed, runner, control, monitors } = session
  const { newest, watch, facts } = observeSession({
    ...{ context, control, runner },
    leases: [
      { keeper: session.slices, clock: context.machineClock, what: 'the slices' },
      { keeper: account, clock: context.clock, what: 'the account' },
    ],
    resumed: resumed.compiled,
    stepped: resumed.compiled,
  })
  const { sink, drain } = singleCommit(session, [newest, watch.sink, ...monitors.sinks])
  return {
    run: () => runSession(session, drain, sink),
    stats: resumed.compiled.stats,
    explain: monitors.explain,
    look: watch.look,
    instruments: watch.instruments,
    pulse: watch.pulse,
    topology: monitors.topology,
    facts,
    status: () => ({
      ...statusOf({ runner, lease: account.lease }, newest.frame(), context.world.instruments, control.switches()),
      places: monitors.places(),
      alarms: context.alarms.newest(),
    }),
  }
}

const runSession = async (
  { context, slices: { lease }, account, resumed, runner, journal, control }: Session,
  drain: OrderRunner['drain'],
  sink: FrameSink,
): Promise<'over'> => {
  const { compiled } = resumed
  const { tasks, signal, market, ready, store, crash, clock, machineClock } = context
  tasks.add(control.run)
  tasks.add(market.follow)
  startTrading(context, runner)
  const slices = market.slices({
    store,
    lease,
    account: context.account.id,
    compiled,
    lastTsMs: journal.endMs(),
    held: resumed.held,
    control: control.row,
    requested: control.requested,
    drain,
    signal,
  })
  const waiting = (error: Error) => ready.set('journal', `the journal waits for the store: ${error.message}`)
  // How long the store may be unreachable is measured in machine time.
  const frames = () => writeAhead(slices, journal, { clock: machineClock, crash, signal, onWaiting: waiting })
  ready.enter('running')
  return tradeUntilEnd(context, runner, account, run(compiled, frames, [sink], { signal, clock }))
}
