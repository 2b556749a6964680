/** Performs what the order protocol asks for, through the ports, and tells it what came of it. Decides nothing. */
import type { BrokerClient, BrokerTransaction } from '../../model/broker-client.js'
import type { Clock } from '../../lib/clock.js'
import { CodedError } from '../../lib/errors.js'
import type { Lease, Store } from '../../store/store.js'
import type { RefusalName } from '../../model/codes.js'
import { isStoreFault } from '../../store/store-fault.js'
import type { CrashPoints } from '../../lib/crash-points.js'
import type { ExecutionRow } from './execution-row.js'
import { decisionContent, ledgerFields, orderKeys, outcomeFields, sentFields } from './order-records.js'
import { lateRefusal } from './pre-send-checks.js'
import { step } from './protocol.js'
import type { Effect, OrderRow, ProtocolEvent, ProtocolState } from './protocol-types.js'

export interface Switches {
  readonly killSwitch: boolean
  readonly paused: boolean
}

/** Of one instrument, right now. */
export interface Market {
  readonly tradeable: boolean
  readonly priceAgeMs: number
}

export interface RunnerPorts {
  readonly store: Store
  readonly broker: BrokerClient
  readonly clock: Clock
  readonly crash: CrashPoints
  readonly lease: Lease
  readonly leaseTtlMs: number
  /** Kill switch and mode as the store has them now; a rejection counts as killed. */
  readSwitches(): Promise<Switches>
  /** By the index in the world; asked in the same turn in which the bytes leave. */
  market(instrument: number): Market
  /** Is the machine's clock too far off the broker's? Then no increase leaves. */
  isClockOff?(): boolean
  alarm(text: string): void
  /** Called after rows have come: a live root may wake up. */
  onExecution?(): void
}

export interface OrderRunner {
  /** A slice's approved orders. `cause` = id of the control request, where one asked. */
  submit(tsMs: number, rows: readonly OrderRow[], cause?: string): void
  /** Takes the rows that the next slice must carry, in accepted order. */
  drain(): readonly ExecutionRow[]
  onTransaction(transaction: BrokerTransaction): void
  onHeartbeat(lastTransactionId: number): void
  /** After the change is journaled. Queued increases are dropped at once; resolves when they are. */
  setSwitches(switches: Switches): Promise<void>
  /** Asks for a compare with the broker now. */
  compare(): void
  /** Ticks, and renews the lease, until the signal aborts; rejects with what either throws: without them orders would be stuck and the lease run out. */
  run(signal: AbortSignal): Promise<void>
  state(): ProtocolState
}

/** Longest wait for the disk, ms. */
const FLUSH_MS = 500

type Happening = ProtocolEvent extends infer E ? (E extends ProtocolEvent ? Omit<E, 'nowMs' | 'monoMs'> : never) : never

/** `lastOrderId`: the last entry of the order stream, `rows`: what the graph must be told first. */
export const createRunner = (
  ports: RunnerPorts,
  initial: ProtocolState,
  lastOrderId: string,
  rows: readonly ExecutionRow[] = [],
): OrderRunner => {
  const { store, broker, clock, crash, lease } = ports
  const keys = orderKeys(initial.settings.account)
  let state = initial
  let queue: ExecutionRow[] = [...rows]
  const nextOrderId = entryIds(clock, lastOrderId)

  const dispatch = (event: Happening): void => {
    const { state: next, effects } = step(state, {
      ...event,
      nowMs: clock.nowMs(),
      monoMs: clock.monotonicMs(),
    } as ProtocolEvent)
    state = next
    const before = queue.length
    for (const effect of effects) perform(effect)
    if (queue.length > before) ports.onExecution?.()
  }

  const perform = (effect: Effect): void => {
    if (effect.type === 'execution') queue.push(effect.row)
    else if (effect.type === 'alarm') ports.alarm(effect.text)
    else void performLater(effect)
  }

  const performLater = (effect: Exclude<Effect, { readonly type: 'execution' | 'alarm' }>): Promise<void> => {
    if (effect.type === 'claim') return claim(effect)
    if (effect.type === 'flush') return flush(effect.id)
    if (effect.type === 'send') return send(effect)
    if (effect.type === 'write') return write(effect)
    return effect.type === 'fetch' ? fetch(effect.after) : compare()
  }

  const claim = async ({ decision }: Extract<Effect, { readonly type: 'claim' }>): Promise<void> => {
    await crash.at('intent.before')
    const content = decisionContent(state.settings, decision)
    const answer = await store
      .claim(lease, keys.claims, decision.id, content, [
        { stream: keys.orders, id: nextOrderId(), fields: sentFields(decision.id, content) },
      ])
      .catch(() => 'failed' as const)
    await crash.at('intent.after')
    dispatch({ type: 'claimed', id: decision.id, answer })
  }

  const flush = async (id: string): Promise<void> => {
    const durable = await store.flush(FLUSH_MS).catch(() => false)
    if (durable) await crash.at('intent.durable')
    const switches = await ports.readSwitches().catch(() => ({ killSwitch: true, paused: true }))
    const decision = state.decisions.get(id)
    if (decision) dispatch({ type: 'flushed', id, durable, ...switches, ...ports.market(decision.instrument) })
  }

  /** The last check, right before the first byte: no turn of the event loop lies between them, except at a crash point. */
  const mayLeave = (id: string): RefusalName | null =>
    lateRefusal(state, id, {
      nowMs: clock.nowMs(),
      monoMs: clock.monotonicMs(),
      isClockOff: ports.isClockOff?.() ?? false,
    }) ?? null

  const send = async ({ id, request }: Extract<Effect, { readonly type: 'send' }>): Promise<void> => {
    const stops = crash.at('sent.marked')
    if (stops) await stops
    // Whatever the client could not say is unknown; never a second try.
    const reply = await broker.send(request, { mayLeave: () => mayLeave(id) }).catch((error: unknown) => {
      if (!(error instanceof CodedError && error.code === 'broker-unknown'))
        ports.alarm(`send of ${id} failed in an unforeseen way: ${String(error)}`)
      return null
    })
    dispatch({ type: 'replied', id, reply })
  }

  const write = async (effect: Extract<Effect, { readonly type: 'write' }>): Promise<void> => {
    await crash.at('outcome.before')
    const ok = await tryWrite(effect).catch(() => false)
    await crash.at('outcome.after')
    dispatch({ type: 'written', ok })
  }

  const tryWrite = async ({ ledger, outcomes, again }: Extract<Effect, { readonly type: 'write' }>) => {
    // The try before this one may have been executed, or lost with the server's memory: the stream says which.
    const last = again ? await store.lastId(keys.ledger) : null
    const missing = last === null ? ledger : ledger.filter(({ id }) => isNewer(id, last))
    const appends = [
      ...missing.map((record) => ({ stream: keys.ledger, id: record.id, fields: ledgerFields(record) })),
      ...outcomes.map((outcome) => ({ stream: keys.orders, id: nextOrderId(), fields: outcomeFields(outcome) })),
    ]
    const answer = appends.length === 0 ? 'ok' : await store.fencedAppend(lease, appends)
    if (answer === 'stale-epoch') dispatch({ type: 'lease', untilMs: Number.NEGATIVE_INFINITY })
    return answer === 'ok' && (await store.flush(FLUSH_MS))
  }

  const fetch = async (after: number): Promise<void> => {
    const transactions = await broker.transactionsSince(after).catch(() => null)
    dispatch({ type: 'fetched', transactions })
  }

  const compare = async (): Promise<void> => {
    const account = await broker.account().catch(() => null)
    dispatch({ type: 'account', account })
  }

  const renew = async (): Promise<void> => {
    const untilMs = clock.monotonicMs() + ports.leaseTtlMs
    const held = await store.renewLease(lease, ports.leaseTtlMs).catch(unanswered)
    await crash.at('lease.renew')
    // No answer: the lease runs out by itself.
    if (held !== null) dispatch({ type: 'lease', untilMs: held ? untilMs : Number.NEGATIVE_INFINITY })
  }

  const every = async (ms: number, signal: AbortSignal, act: () => unknown): Promise<void> => {
    for (;;) {
      await clock.sleep(ms, signal).catch((error: unknown) => {
        if (!signal.aborted) throw error
      })
      if (signal.aborted) return
      await act()
    }
  }

  return Object.freeze({
    submit: (tsMs: number, orders: readonly OrderRow[], cause?: string) =>
      dispatch({ type: 'orders', tsMs, cause: cause ?? tsMs, rows: orders }),
    drain: () => {
      const drained = queue
      queue = []
      return drained
    },
    onTransaction: (transaction: BrokerTransaction) => dispatch({ type: 'transaction', transaction }),
    onHeartbeat: (lastTransactionId: number) => dispatch({ type: 'heartbeat', lastTransactionId }),
    setSwitches: async (switches: Switches) => {
      dispatch({ type: 'switches', ...switches })
      if (switches.killSwitch) await crash.at('kill.cancelled')
    },
    compare: () => dispatch({ type: 'compare' }),
    run: async (signal: AbortSignal) => {
      await Promise.all([
        every(state.settings.limits.tickMs, signal, () => dispatch({ type: 'tick' })),
        every(ports.leaseTtlMs / 3, signal, renew),
      ])
    },
    state: () => state,
  })
}

/** A store that is away may be back for the next try; anything else is a bug, which must be heard of. */
const unanswered = (error: unknown): null => {
  if (isStoreFault(error)) return null
  throw error
}

/** Ids of the order stream: the clock, or one more than the last where the clock has not moved on. */
const entryIds = (clock: Clock, lastId: string): (() => string) => {
  let [ms, n] = parseId(lastId)
  return () => {
    const now = Math.floor(clock.nowMs())
    if (now > ms) {
      ms = now
      n = 0
    } else n++
    return `${ms}-${n}`
  }
}

const parseId = (id: string): [ms: number, n: number] => {
  const [ms, n] = id.split('-')
  return [Number(ms), Number(n ?? 0)]
}

const isNewer = (id: string, than: string): boolean => {
  const [ms, n] = parseId(id)
  const [thanMs, thanN] = parseId(than)
  return ms > thanMs || (ms === thanMs && n > thanN)
}
