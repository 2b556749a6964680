/** The part of a cut live graph that trades: slices come over edges, orders go out, and executions go to the part that makes the slices. */
import type { Frame } from '../../../graph/engine/run/frame.js'
import { type FrameSink, run } from '../../../graph/engine/run/rx.js'
import { worldFrom } from '../../../model/world.js'
import { lastTransactionOf } from '../../../operators/live/last-transaction.js'
import { edgeKeys } from '../../../streams/edge/keys.js'
import { liveContext, type LiveContext } from '../context.js'
import type { LiveControl } from '../control/control.js'
import { openControl } from '../control/open.js'
import { type Monitors, openMonitors } from '../monitoring/monitors.js'
import { observeSession } from '../status/observe-session.js'
import { statusOf } from '../monitoring/status.js'
import type { LiveSession, SessionInputs } from '../session.js'
import { reconcileAccount, startTrading, tradeUntilEnd, tradingLine, withAccountLease } from '../trading.js'
import { withLeases } from '../with-leases.js'
import { executionFeed } from './execution-feed.js'
import { partStart } from './part-start.js'
import { catchUp } from './catch-up.js'
import { openStepPart, slicesUntil } from './step-part.js'
import { traderCommit, type TraderParts } from './trader-commit.js'

/** Null where another process trades the account, or there are no slices yet. Rejects if broker, store or slices are missing. */
export const openTrader = (inputs: SessionInputs, nodes: string): Promise<LiveSession | null> => {
  const { store, target, ready } = inputs
  const account = target.accountId
  return withLeases(
    inputs,
    [edgeKeys(account, nodes).lease],
    'another instance runs this part',
    async ([edge], tasks) => {
      const wait = (reason: string) => {
        ready.enter('standby', `account ${account}: ${reason}`)
        return null
      }
      const start = await partStart(store, account)
      if (!start) return wait('no journal yet, the part that makes the slices has not begun')
      const context = await liveContext(inputs, tasks, worldFrom(start.record.world))
      const { graph, bindings, owner, machineClock: clock, signal, log } = context
      const opened = await openStepPart({
        ...{ store, account, nodes, graph, bindings, start, edge, owner, clock, signal, log },
      })
      if (typeof opened === 'string') return wait(opened)
      return withAccountLease(context, (lease) => open(context, nodes, lease, opened))
    },
  )
}

/** All of it is constructed, and nothing runs. */
interface Session extends TraderParts {
  readonly nodes: string
  readonly slices: AsyncIterator<Frame>
  readonly control: LiveControl
  readonly monitors: Monitors
}

const open = async (
  context: LiveContext,
  nodes: string,
  account: TraderParts['account'],
  { part, decisions }: Pick<TraderParts, 'part' | 'decisions'>,
): Promise<LiveSession> => {
  const { log } = context
  const slices = (part.frames(context.signal) as AsyncIterable<Frame>)[Symbol.asyncIterator]()
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

const sessionOf = (session: Session): LiveSession => {
  const { context, nodes, part, account, runner, control, monitors } = session
  const { lease } = account
  const { newest, watch, facts } = observeSession({
    ...{ context, control, runner },
    leases: [{ keeper: account, clock: context.clock, what: 'the account' }],
    resumed: part.compiled,
    stepped: part.compiled,
  })
  const sink = traderCommit(session, [newest, watch.sink, ...monitors.sinks])
  return {
    run: () => runSession(session, sink),
    stats: part.compiled.stats,
    explain: monitors.explain,
    look: watch.look,
    instruments: watch.instruments,
    pulse: watch.pulse,
    topology: monitors.topology,
    facts,
    status: () => ({
      ...statusOf({ runner, lease }, newest.frame(), context.world.instruments, control.switches()),
      nodes,
      places: monitors.places(),
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
  ready.enter('running')
  const stepping = run(part.compiled, () => slicesUntil(slices, () => false), [sink], { signal, clock })
  return tradeUntilEnd(context, runner, account, stepping)
}
