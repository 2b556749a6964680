/** The end of a session that trades: what has left is answered and recorded first, for a bounded time. */
import type { Clock } from '../../lib/clock.js'
import { SECOND_MS } from '../../lib/time-units.js'
import { pause } from '../../lib/pause.js'
import { SepError } from '../../model/error-codes.js'
import type { Decision } from '../../sinks/execution/protocol-types.js'
import type { OrderRunner, Unsettled } from '../../sinks/execution/runner.js'
import type { LeaseKeeper } from '../../store/lease-keeper.js'

export interface SettleInputs {
  readonly runner: Pick<OrderRunner, 'run' | 'stop' | 'unsettled'>
  /** Renewed meanwhile: its own renewals have ended with the session. */
  readonly lease: Pick<LeaseKeeper, 'renew' | 'lost'>
  /** The machine's. */
  readonly clock: Clock
  readonly log: (text: string) => void
}

/** Longest wait, machine time: a second ^C does not wait for it. */
const MOST_MS = 5 * SECOND_MS
const LOOK_MS = 50

/** Null = everything is known and recorded; else the error that names what is not. Never rejects. */
export const settleOrders = async ({ runner, lease, clock, log }: SettleInputs): Promise<SepError | null> => {
  runner.stop()
  const first = runner.unsettled()
  if (first === null) return null
  if (!lease.lost.aborted && first.orders.length > 0) log(`stopping: ${ordersText(first.orders)} to be answered`)
  const over = new AbortController()
  void runner.run(over.signal).catch(() => over.abort())
  const sinceMs = clock.monotonicMs()
  let renewedMs = sinceMs
  while (runner.unsettled() !== null && !lease.lost.aborted && clock.monotonicMs() - sinceMs < MOST_MS) {
    if (!(await pause(clock, LOOK_MS, over.signal))) break
    if (clock.monotonicMs() - renewedMs < SECOND_MS) continue
    renewedMs = clock.monotonicMs()
    void lease.renew().catch(() => undefined)
  }
  over.abort()
  const left = runner.unsettled()
  return left === null ? null : new SepError('broker-unknown', textOf(left))
}

const textOf = ({ orders, records }: Unsettled): string => {
  const parts = [
    ...(orders.length > 0 ? [`${ordersText(orders)} of unknown outcome`] : []),
    ...(records > 0 ? [`${records} records that the store has not confirmed`] : []),
  ]
  return `stopped with ${parts.join(' and ')}: the next start finds them in the broker's transactions`
}

const ordersText = (orders: readonly Decision[]): string => {
  const named = orders.map(({ request, leg, units, id }) =>
    leg === 'entry' ? `${units} ${request.instrument} (${id})` : `the ${leg.replace(':', ' of trade ')} (${id})`,
  )
  return `${orders.length} ${orders.length === 1 ? 'order' : 'orders'} [${named.join(', ')}]`
}
