/** Every transaction of the account, once and in order, whatever the stream loses: ids reveal gaps, which REST fills. */
import type { BrokerTransaction } from '../../model/broker-client.js'
import { CodedError } from '../../lib/errors.js'
import { createBackOff } from '../../lib/back-off.js'
import type { OandaClient } from '../client/client.js'
import { MINUTE_MS } from '../../lib/time-units.js'
import { pause } from '../../lib/pause.js'
import type { FollowOptions } from './pricing-stream.js'
import { reopeningStream } from './stream.js'
import { toTransaction } from '../wire/to-transaction.js'
import { heartbeat } from '../wire/records.js'

export type TransactionEvent =
  | { readonly kind: 'open' }
  | { readonly kind: 'transaction'; readonly transaction: BrokerTransaction }
  /** All transactions up to `lastTransactionId` have been delivered. */
  | { readonly kind: 'heartbeat'; readonly tsMs: number; readonly lastTransactionId: number }
  /** The connection broke, or REST failed; `waitMs` until the next attempt. */
  | { readonly kind: 'gap'; readonly why: string; readonly waitMs: number }
  /** Ids are missing and are requested. */
  | { readonly kind: 'backfill'; readonly afterId: number; readonly why: string }
  /** The broker does not have them: the account must be reconciled. */
  | { readonly kind: 'missing'; readonly afterId: number; readonly toId: number }

const FIRST_WAIT_MS = 1_000
const MOST_WAIT_MS = MINUTE_MS
/** After this many answers without them, ids that the stream skipped do not exist for REST either. */
const ANSWERS_MAX = 6

/** Begins after `afterId`: what happened before the stream opened comes over REST. */
export const transactionStream = async function* (
  client: OandaClient,
  afterId: number,
  options: FollowOptions,
): AsyncGenerator<TransactionEvent, void> {
  let lastId = afterId
  /** Until `toId` has come: REST may lag behind the stream for a moment. */
  const backfill = async function* (why: string, toId: number): AsyncGenerator<TransactionEvent, void> {
    yield { kind: 'backfill', afterId: lastId, why }
    const backOff = createBackOff(FIRST_WAIT_MS, MOST_WAIT_MS, options.random)
    for (let answers = 1; !options.signal.aborted; ) {
      let fault = `id ${toId} is not known yet`
      try {
        for (const transaction of await client.transactionsSince(lastId)) {
          lastId = transaction.id
          yield { kind: 'transaction', transaction }
        }
        if (lastId >= toId) return
        if (answers++ === ANSWERS_MAX) return yield { kind: 'missing', afterId: lastId, toId }
      } catch (error) {
        if (!(error instanceof CodedError)) throw error
        fault = error.message
      }
      const waitMs = backOff.next()
      yield { kind: 'gap', why: fault, waitMs }
      await pause(client.clock, waitMs, options.signal)
    }
  }

  const open = (signal: AbortSignal) => client.openStream('transactions', [], signal)
  for await (const event of reopeningStream({ ...options, open, clock: client.clock })) {
    if (event.kind === 'gap') yield event
    if (event.kind === 'open') {
      yield event
      yield* backfill('opened', lastId)
    }
    if (event.kind !== 'line') continue
    const beat = heartbeat.safeParse(event.value)
    if (beat.success) {
      const { time: tsMs, lastTransactionID: newestId = lastId } = beat.data
      client.clock.sampleEvent(tsMs)
      if (newestId > lastId) yield* backfill(`a heartbeat at id ${newestId}`, newestId)
      yield { kind: 'heartbeat', tsMs, lastTransactionId: lastId }
      continue
    }
    const transaction = toTransaction(event.value)
    if (!transaction) yield* backfill('an unreadable line', lastId + 1)
    else if (transaction.id > lastId + 1)
      yield* backfill(`id ${transaction.id} came after ${lastId}`, transaction.id - 1)
    // REST may have delivered it already.
    if (transaction && transaction.id > lastId) {
      lastId = transaction.id
      yield { kind: 'transaction', transaction }
    }
  }
}
