/** Runs the order protocol: gives it the events with their times, and has its effects performed. Decides nothing. */
import type { BrokerTransaction } from '../../model/broker-client.js'
import type { Clock } from '../../lib/clock.js'
import { CodedError } from '../../lib/errors.js'
import { createEffects, type Happening, type LastIds, type RunnerPorts } from './effects.js'
import type { ExecutionRow } from '../../streams/execution/record.js'
import { step } from './protocol.js'
import type { Decision, OrderRow, ProtocolEvent, ProtocolState, Switches } from './protocol-types.js'

export interface OrderRunner {
  /**
   * A slice's approved orders. `cause` = id of the control request, where one asked; `flatten` = instruments that the operator wants flat,
   * so that what the graph does not see is closed too.
   */
  submit(tsMs: number, rows: readonly OrderRow[], cause?: string, flatten?: readonly number[], foreign?: boolean): void
  /** Takes the rows that the next slice must carry, in accepted order. */
  drain(): readonly ExecutionRow[]
  /** Called whenever there are new rows to drain. */
  onExecution(listener: () => void): void
  onTransaction(transaction: BrokerTransaction): void
  onHeartbeat(lastTransactionId: number): void
  /** After the change is journaled. Queued increases are dropped at once; resolves when they are. */
  setSwitches(switches: Switches): Promise<void>
  /** Compares the account with the broker's now. */
  reconcile(): void
  /** No byte of an order leaves any more; what has left is followed as long as `run` lasts. */
  stop(): void
  /** What has left and is not answered, or not recorded yet; null = nothing. */
  unsettled(): Unsettled | null
  /**
   * Ticks, and follows the lease, until the signal aborts; rejects with what breaks a tick or a renewal, and with `bad-journal` where the
   * store has lost entries that the disk had confirmed.
   */
  run(signal: AbortSignal): Promise<void>
  state(): ProtocolState
}

export interface Unsettled {
  /** Orders without an answer, or whose answer names transactions that have not come. */
  readonly orders: readonly Decision[]
  /** Outcomes and transactions that the store does not have yet. */
  readonly records: number
}

/** `lastIds`: the newest entries of the streams; `rows`: those that the graph must see first. */
export const createRunner = (
  ports: RunnerPorts,
  initial: ProtocolState,
  lastIds: LastIds,
  rows: readonly ExecutionRow[] = [],
): OrderRunner => {
  const { clock, crash } = ports
  const listeners: (() => void)[] = []
  let state = initial
  let queue: ExecutionRow[] = [...rows]
  const lost: CodedError[] = []

  const dispatch = (event: Happening): void => {
    const times = { nowMs: clock.nowMs(), monoMs: clock.monotonicMs() }
    const { state: next, effects } = step(state, { ...event, ...times } as ProtocolEvent)
    state = next
    const before = queue.length
    for (const effect of effects) {
      if (effect.type === 'execution') {
        queue.push(effect.row)
        ports.executed?.(effect.row)
      } else if (effect.type === 'alarm') ports.alarm(effect.text)
      else void perform(effect)
    }
    if (queue.length > before) for (const listener of listeners) listener()
  }
  const onLost = (error: CodedError): void => {
    lost.push(error)
    dispatch(PASSIVE)
  }
  const perform = createEffects({ ports, state: () => state, dispatch, lastIds, onLost })

  const onTick = (): void => {
    const [error] = lost
    if (error) throw error
    dispatch({ type: 'tick' })
  }
  return Object.freeze({
    submit: (
      tsMs: number,
      orders: readonly OrderRow[],
      cause?: string,
      flatten: readonly number[] = [],
      foreign = false,
    ) => dispatch({ type: 'orders', tsMs, cause: cause ?? tsMs, rows: orders, flatten, foreign }),
    drain: () => {
      const drained = queue
      queue = []
      return drained
    },
    onExecution: (listener: () => void) => void listeners.push(listener),
    onTransaction: (transaction: BrokerTransaction) => dispatch({ type: 'transaction', transaction }),
    onHeartbeat: (lastTransactionId: number) => dispatch({ type: 'heartbeat', lastTransactionId }),
    setSwitches: async (switches: Switches) => {
      dispatch({ type: 'switches', ...switches })
      if (switches.killSwitch) await crash.at('kill.cancelled')
    },
    reconcile: () => dispatch({ type: 'reconcile' }),
    stop: () => dispatch({ type: 'stop' }),
    unsettled: () => unsettledOf(state),
    run: (signal: AbortSignal) =>
      Promise.all([
        tick(clock, state.settings.limits.tickMs, signal, onTick),
        followLease(ports, signal, dispatch),
      ]).then(() => undefined),
    state: () => state,
  })
}

const unsettledOf = ({ decisions, outbox }: ProtocolState): Unsettled | null => {
  const orders = [...decisions.values()]
  const records = outbox.ledger.length + outbox.outcomes.length
  return orders.length + records === 0 ? null : { orders, records }
}

const PASSIVE = { type: 'lease', untilMs: Number.NEGATIVE_INFINITY } as const

const followLease = async (
  { crash, lease }: RunnerPorts,
  signal: AbortSignal,
  dispatch: (event: Happening) => void,
): Promise<void> => {
  lease.onRenewal(async (held) => {
    await crash.at('lease.renew')
    if (held) dispatch({ type: 'lease', untilMs: lease.heldUntilMs() })
  })
  await lease.keep(signal).catch((error: unknown) => {
    if (!(error instanceof CodedError && error.code === 'lease-lost')) throw error
    dispatch(PASSIVE)
  })
}

const tick = async (clock: Clock, tickMs: number, signal: AbortSignal, onTick: () => void): Promise<void> => {
  for (;;) {
    await clock.sleep(tickMs, signal).catch((error: unknown) => {
      if (!signal.aborted) throw error
    })
    if (signal.aborted) return
    onTick()
  }
}
