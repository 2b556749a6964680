/** What both parts that trade need around the order protocol. */
import type { LeaseKeeper } from '../../store/lease-keeper.js'
import { type Reconciled, reconcile } from '../../sinks/execution/reconcile.js'
import type { OrderRunner } from '../../sinks/execution/runner.js'
import type { Switches } from '../../sinks/execution/protocol-types.js'
import { readSwitches } from './control/control.js'
import type { LiveContext } from './context.js'
import { skewReason } from './monitoring/readiness.js'
import { followTransactions } from './transaction-feed.js'

/** `knownTransactionId`: the last one that the graph's account has seen; 0 = none. */
export const reconcileAccount = (
  context: LiveContext,
  lease: LeaseKeeper,
  knownTransactionId: number,
): Promise<Reconciled> => {
  const { store, client, clock, crash, alarms, account, world } = context
  const { board } = context.market
  return reconcile(
    {
      store,
      broker: client,
      clock,
      crash,
      lease,
      readSwitches: () => readSwitches(store, context.pausedAtFirst),
      market: (k) => ({ tradeable: board.tradeable[k] === 1, priceAgeMs: board.ageMs(k) }),
      isClockOff: () => skewReason(clock) !== null,
      alarm: alarms.raise,
    },
    {
      account: account.id,
      graphHash: context.wholeHash,
      instruments: world.instruments,
      limits: context.pace.limits,
    },
    knownTransactionId,
  )
}

/** The order protocol's own work, and what feeds it. */
export const startTrading = ({ tasks, client, random, pace }: LiveContext, runner: OrderRunner): void => {
  tasks.add(runner.run)
  tasks.add((signal) => followTransactions(client, runner, { random, signal, silenceMs: pace.silenceMs }))
}

export const tradingLine = ({ unknown, adopted }: Reconciled, { killSwitch, paused }: Switches): string =>
  `${unknown} orders in doubt, ${adopted} trades adopted; kill switch ${killSwitch ? 'ON' : 'off'}${paused ? ', paused' : ''}`

/** Is an order of the instrument in flight? */
export const isInFlight = (runner: OrderRunner, instrument: number): boolean =>
  [...runner.state().decisions.values()].some((decision) => decision.instrument === instrument)
