/** Performs what the order protocol asks for, through the ports, and dispatches what came of it. */
import { CodedError } from '../../lib/errors.js'
import type { Clock } from '../../lib/clock.js'
import type { CrashPoints } from '../../lib/crash-points.js'
import type { BrokerAccount, BrokerClient } from '../../model/broker-client.js'
import type { RefusalName } from '../../model/codes.js'
import { historySum } from '../../model/unreadable-items.js'
import type { ExecutionRow } from '../../streams/execution/record.js'
import type { LeaseKeeper } from '../../store/lease-keeper.js'
import type { Store } from '../../store/store.js'
import { entryIds } from './records/entry-ids.js'
import { claimWriter } from './records/claim-writer.js'
import { recordWriter } from './records/record-writer.js'
import { type StreamEnd, streamEnd } from './records/stream-end.js'
import { decisionContent, orderKeys } from './order-records.js'
import { historyDifference } from './compare/history.js'
import { lateRefusal } from './pre-send-checks.js'
import type { Effect, MarketState, ProtocolEvent, ProtocolState, Switches } from './protocol-types.js'

export interface RunnerPorts {
  readonly store: Store
  readonly broker: BrokerClient
  readonly clock: Clock
  readonly crash: CrashPoints
  /** The lease of the account. */
  readonly lease: LeaseKeeper
  /** Kill switch and mode as the store has them now; a rejection counts as killed. */
  readSwitches(): Promise<Switches>
  /** By the index in the world; asked in the same turn in which the bytes leave. */
  market(instrument: number): MarketState
  /** An outage of what surrounds the protocol, asked right before the first byte: then no increase leaves. */
  outage?(): RefusalName | null
  /** `code`: default `order`. */
  alarm(text: string, code?: 'order' | 'adopted'): void
  /** A row as it arises; the graph sees it with the next slice. */
  executed?(row: ExecutionRow): void
  /** After each wait for the disk: has it confirmed the writes? */
  onDisk?(confirmed: boolean): void
  /** Sees the account whenever it has been read. */
  onAccount?(account: BrokerAccount): void
}

/** A protocol event without its times, which dispatching adds. */
export type Happening = ProtocolEvent extends infer E
  ? E extends ProtocolEvent
    ? Omit<E, 'nowMs' | 'monoMs'>
    : never
  : never
/** What needs the store or the broker. */
type LaterEffect = Exclude<Effect, { readonly type: 'execution' | 'alarm' }>
type EffectOf<T extends Effect['type']> = Extract<Effect, { readonly type: T }>

export interface EffectInputs {
  readonly ports: RunnerPorts
  readonly state: () => ProtocolState
  readonly dispatch: (event: Happening) => void
  /** The newest entries of both streams. */
  readonly lastIds: LastIds
  /** The store has lost confirmed entries: the process has to end. */
  readonly onLost: (error: CodedError) => void
}
/** Of the order and ledger streams; '0-0' = none. */
export interface LastIds {
  readonly orders: string
  readonly ledger: string
}

/** Longest wait for the disk, ms. */
const FLUSH_MS = 500

export const createEffects = ({ ports, state, dispatch, lastIds, onLost }: EffectInputs) => {
  const { store, broker, clock, crash } = ports
  const { account } = state().settings
  const shared = { store, keys: orderKeys(account), orderIds: entryIds(clock, lastIds.orders) }
  const ends = { orders: streamEnd(`orders of ${account}`), ledger: streamEnd(`ledger of ${account}`) }
  let attempts = 0
  const flushed = () => flushedOf(ports, [ends.orders, ends.ledger])
  const putClaim = claimWriter({ ...shared, lease: ports.lease.lease, end: ends.orders })
  const put = recordWriter({ ...shared, lease: ports.lease, ends, lastLedgerId: lastIds.ledger, flush: flushed })
  const failed = (error: unknown): 'failed' => {
    if (error instanceof CodedError && error.code === 'bad-journal') onLost(error)
    return 'failed'
  }

  const claim = async ({ decision }: EffectOf<'claim'>): Promise<void> => {
    await crash.at('intent.before')
    const content = decisionContent(state().settings, decision)
    const answer = await putClaim(decision.id, content).catch(failed)
    await crash.at('intent.after')
    dispatch({ type: 'claimed', id: decision.id, answer })
  }

  const flush = async (id: string): Promise<void> => {
    const durable = await flushed().catch(() => false)
    if (durable) await crash.at('intent.durable')
    const switches = await ports.readSwitches().catch(() => ({ killSwitch: true, paused: true }))
    const decision = state().decisions.get(id)
    if (decision) dispatch({ type: 'flushed', id, durable, ...switches, ...ports.market(decision.instrument) })
  }

  const send = async ({ id, request }: EffectOf<'send'>): Promise<void> => {
    const stops = crash.at('sent.marked')
    if (stops) await stops
    // Whatever the client cannot prove is unknown; never a second try.
    const answer = await broker.send(request, { mayLeave: () => mayLeave(ports, state(), id) }).then(
      (reply) => ({ reply }),
      (error: unknown) => {
        if (error instanceof CodedError && error.code === 'broker-unknown') return { reply: null, why: error.message }
        ports.alarm(`send of ${id} failed unexpectedly: ${String(error)}`)
        return { reply: null }
      },
    )
    dispatch({ type: 'replied', id, ...answer })
  }

  const write = async (effect: EffectOf<'write'>): Promise<void> => {
    const mine = ++attempts
    await crash.at('outcome.before')
    const answer = await put(effect).catch(failed)
    if (answer === 'stale-epoch') dispatch({ type: 'lease', untilMs: Number.NEGATIVE_INFINITY })
    await crash.at('outcome.after')
    // The answer to an attempt that was given up does not speak of the records of the next one.
    if (mine === attempts) dispatch({ type: 'written', ok: answer === 'ok' })
  }

  const fetch = async (after: number): Promise<void> =>
    dispatch({ type: 'fetched', transactions: await broker.transactionsSince(after).catch(() => null) })

  const reconcile = async (): Promise<void> => {
    dispatch({ type: 'account', account: await readAccount(ports, state().view.lastTransactionId) })
  }

  return (effect: LaterEffect): Promise<void> => {
    if (effect.type === 'claim') return claim(effect)
    if (effect.type === 'flush') return flush(effect.id)
    if (effect.type === 'send') return send(effect)
    if (effect.type === 'write') return write(effect)
    return effect.type === 'fetch' ? fetch(effect.after) : reconcile()
  }
}

/** Null = it could not be read. An account that is behind what we knew before has another history: no increase leaves. */
const readAccount = async ({ broker, onAccount }: RunnerPorts, knownId: number): Promise<BrokerAccount | null> => {
  const read = await broker.account().catch(() => null)
  const behind = read && historyDifference({ lastId: knownId, last: null }, read, undefined)
  const account = read && behind ? { ...read, unreadableSums: [...read.unreadableSums, historySum(behind)] } : read
  if (account) onAccount?.(account)
  return account
}

/** True once all answered writes are on disk; reports what the disk did. */
const flushedOf = async ({ store, onDisk }: RunnerPorts, ends: readonly StreamEnd[]): Promise<boolean> => {
  const reports = ends.map((end) => end.flushing())
  const report = (confirmed: boolean) => {
    for (const done of reports) done(confirmed)
  }
  const confirmed = await store.flush(FLUSH_MS).catch((error: unknown) => {
    report(false)
    throw error
  })
  report(confirmed)
  onDisk?.(confirmed)
  return confirmed
}

/** The last check, right before the first byte: no turn of the event loop lies between the two, except at a crash point. */
const mayLeave = (ports: RunnerPorts, state: ProtocolState, id: string): RefusalName | null => {
  const at = { nowMs: ports.clock.nowMs(), monoMs: ports.clock.monotonicMs() }
  const refusal = lateRefusal(state, id, { ...at, outage: ports.outage?.() ?? null })
  if (refusal) return refusal
  // Released or lost since the last renewal.
  return at.monoMs < ports.lease.heldUntilMs() ? null : 'passive'
}
