/** What both roles that trade need around the order protocol: the account's lease, reconciliation, the tasks. */
import { type LeaseKeeper, takeLease } from '../../store/lease-keeper.js'
import { orderKeys } from '../../sinks/execution/order-records.js'
import { type Reconciled, reconcile } from '../../sinks/execution/reconcile.js'
import type { OrderRunner } from '../../sinks/execution/runner.js'
import type { Switches } from '../../sinks/execution/protocol-types.js'
import type { Frame } from '../../graph/engine/run/frame.js'
import { readSwitches } from '../../streams/control/switches.js'
import type { FlattenDone } from '../../streams/execution/record.js'
import { mayHold } from '../../model/unreadable-items.js'
import { flattenMonitor } from './control/flatten-monitor.js'
import type { Clock } from '../../lib/clock.js'
import type { LiveContext } from './context.js'
import { executionEvent } from './events/live-events.js'
import { unreadableWatch } from './monitoring/unreadable.js'
import type { LiveSession } from './session.js'
import { settleOrders } from './settle-orders.js'
import { inMachineTime } from './time-scaling.js'
import { followTransactions } from './transaction-feed.js'

type AccountLeaseInputs = Pick<LiveContext, 'store' | 'owner' | 'speed' | 'signal' | 'leaseTtlMs'> & {
  readonly account: Pick<LiveContext['account'], 'id'>
  readonly ready: Pick<LiveContext['ready'], 'enter'>
  readonly clock: Clock
  readonly tasks: Pick<LiveContext['tasks'], 'add'>
}

/**
 * Opens a session that holds the account; null where another instance does. A start that fails releases it, so that the next one does
 * not wait until it expires: orders are sent only while a session runs, so none is in flight, and late writes are fenced.
 */
export const withAccountLease = async (
  context: AccountLeaseInputs,
  openHolding: (account: LeaseKeeper) => Promise<LiveSession>,
): Promise<LiveSession | null> => {
  const account = await takeAccountLease(context)
  if (!account) return null
  // A session that went on without it would send nothing and keep the next instance out.
  context.tasks.add(account.keep)
  try {
    return await openHolding(account)
  } catch (error) {
    await account.release()
    throw error
  }
}

/** Null where another instance holds it. Its times are the broker's, as all times of the order protocol. */
const takeAccountLease = async (context: AccountLeaseInputs): Promise<LeaseKeeper | null> => {
  const { store, account, owner, ready, speed, clock, signal } = context
  const lease = await takeLease({
    store: inMachineTime(store, speed),
    key: orderKeys(account.id).lease,
    owner,
    ttlMs: context.leaseTtlMs * speed,
    clock,
    signal,
  })
  if (!lease) ready.enter('standby', `account ${account.id}: another instance holds the lease`)
  return lease
}

const UNCONFIRMED =
  "the store's disk does not confirm writes: no increase and no partial close leaves, whole trades are closed"

/** `knownTransactionId`: the last one that the graph's account has seen; 0 = none. */
export const reconcileAccount = (
  context: LiveContext,
  lease: LeaseKeeper,
  knownTransactionId: number,
): Promise<Reconciled> => {
  const { store, client, clock, crash, alarms, account, world, onEvent = () => {} } = context
  const { board } = context.market
  return reconcile(
    {
      store,
      broker: client,
      clock,
      crash,
      lease,
      readSwitches: () => readSwitches(store, account.id, context.pausedAtFirst),
      market: (k) => ({ tradeable: board.tradeable[k] === 1, priceAgeMs: board.ageMs(k) }),
      outage: context.outages.refusal,
      alarm: (text, code = 'order') => alarms.raise(code, text),
      executed: (row) => {
        const event = executionEvent(row, world.instruments, clock.nowMs())
        if (event) onEvent(event)
      },
      onDisk: (confirmed) => {
        const fault = confirmed ? null : UNCONFIRMED
        context.ready.set('store', fault)
        alarms.hold('outcomes', fault)
      },
      onAccount: unreadableWatch(context.ready, alarms),
    },
    {
      account: account.id,
      graphHash: context.wholeHash,
      instruments: world.instruments,
      limits: context.pace.limits,
      stopMaxPct: context.settings.orders.stopMaxPct,
    },
    knownTransactionId,
  )
}

/** The order protocol's own work, and what feeds it. */
export const startTrading = (context: LiveContext, runner: OrderRunner): void => {
  const { tasks, client, random, pace, transactions: health } = context
  tasks.add(runner.run)
  tasks.add((signal) => followTransactions(client, runner, { random, signal, silenceMs: pace.silenceMs, health }))
}

/** Runs a session that trades to its end, and gives the account up. What is left unknown at a stop in order is its error. */
export const tradeUntilEnd = async (
  { tasks, machineClock: clock, log }: Pick<LiveContext, 'tasks' | 'machineClock' | 'log'>,
  runner: OrderRunner,
  account: LeaseKeeper,
  work: Promise<void>,
): Promise<'over'> => {
  const failure = await work.then(
    () => null,
    (error: unknown) => ({ error }),
  )
  const left = await settleOrders({ runner, lease: account, clock, log })
  await tasks.end()
  await account.release()
  try {
    if (failure) throw failure.error
    tasks.check()
  } catch (error) {
    if (left) log(left.message)
    throw error
  }
  if (left) throw left
  return 'over'
}

export const tradingLine = ({ unknown, adopted }: Reconciled, { killSwitch, paused }: Switches): string =>
  `${unknown} orders with unknown outcome, ${adopted} trades adopted; kill switch ${killSwitch ? 'ON' : 'off'}${paused ? ', paused' : ''}`

/** The flatten monitor of a runner. */
export const flattenedBy = (
  { world }: LiveContext,
  runner: OrderRunner,
  closesForeign: () => boolean = () => false,
): ((frame: Frame) => FlattenDone | null) => {
  const monitor = flattenMonitor(world.instruments.length)
  // What this run does not have keeps everything open.
  const isOf = (instrument: string, name: string): boolean =>
    instrument === name || world.instruments.every((one) => one.name !== instrument)
  // What cannot be understood may be a position: no instrument with it is flat.
  const mayBeOpen = (k: number): boolean => {
    const { decisions, unreadable, view } = runner.state()
    const name = world.instruments[k]!.name
    return (
      [...decisions.values()].some(({ instrument }) => instrument === k) ||
      unreadable.unreadable.some((item) => mayHold(item, name)) ||
      (closesForeign() && [...view.trades.values()].some((trade) => !trade.own && isOf(trade.instrument, name)))
    )
  }
  return (frame) => monitor(frame, mayBeOpen)
}
