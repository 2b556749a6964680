/** Asks the broker once for everything that SEP asks it for, and listens to both streams for a moment. Reads only. */
import { CodedError } from '../../../lib/errors.js'
import { deadline } from '../../../lib/deadline.js'
import { SECOND_MS } from '../../../lib/time-units.js'
import type { OandaClient } from '../../../oanda/client/client.js'
import type { EndpointName } from '../../../oanda/contract/endpoints.js'
import { readLines } from '../../../oanda/stream/read-lines.js'
import type { AnswerRecorder } from './recorder.js'

/** A heartbeat comes every 5 s on both streams. */
const LISTEN_MS = 12 * SECOND_MS
/** So many transactions back: most kinds that the account has. */
const BACK = 100
const CANDLES = 5

/** An endpoint that gave no answer, and why. */
export interface Unanswered {
  readonly endpoint: EndpointName
  readonly why: string
}

export const probe = async (
  client: OandaClient,
  pairs: readonly string[],
  recorder: AnswerRecorder,
  listenMs = LISTEN_MS,
): Promise<readonly Unanswered[]> => {
  const read = async (endpoint: EndpointName, ask: () => Promise<unknown>): Promise<readonly Unanswered[]> => {
    try {
      await ask()
      return []
    } catch (error) {
      if (!(error instanceof CodedError)) throw error
      return [{ endpoint, why: error.message }]
    }
  }
  const lastId = async (): Promise<number> => (await client.account()).lastTransactionId
  const [first] = pairs
  // Side by side: the streams take seconds.
  const lines = Promise.all([
    listen(client, 'pricing', pairs, recorder, listenMs),
    listen(client, 'transactions', [], recorder, listenMs),
  ])
  const reads = [
    ...(await read('account', () => client.account())),
    ...(await read('summary', () => client.summary())),
    ...(await read('instruments', () => client.instruments(pairs))),
    ...(await read('pricing', () => client.pricing(pairs))),
    ...(await read('candles', async () => first && client.candles(first, { granularity: 'M1', count: CANDLES }))),
    ...(await read('positions', () => client.openPositions())),
    ...(await read('transactions since', async () => client.transactionsSince(Math.max(1, (await lastId()) - BACK)))),
    ...(await read('transactions in a range', async () => client.transactionAt?.(await lastId()))),
  ]
  return [...reads, ...(await lines).flat()]
}

/** Until a heartbeat has come and, of prices, one of each instrument. A quiet market sends heartbeats alone. */
const listen = async (
  client: OandaClient,
  stream: 'pricing' | 'transactions',
  names: readonly string[],
  recorder: AnswerRecorder,
  listenMs: number,
): Promise<readonly Unanswered[]> => {
  const endpoint = stream === 'pricing' ? 'price heartbeat' : 'transaction heartbeat'
  const stop = new AbortController()
  const missing = new Set(names)
  let beats = 0
  try {
    const opened = await client.openStream(stream, names, stop.signal)
    if (!opened.ok) return [{ endpoint, why: opened.why }]
    if (opened.status !== 200) {
      opened.body.destroy()
      return [{ endpoint, why: `HTTP ${opened.status}` }]
    }
    const end = deadline(client.clock, listenMs, stop.signal)
    const lines = readLines(opened.body, { clock: client.clock, silenceMs: listenMs, signal: end.signal })
    try {
      for (;;) {
        const next = await lines.next()
        if (next.done) return beats > 0 ? [] : [{ endpoint, why: `no heartbeat within ${listenMs} ms: ${next.value}` }]
        recorder.onLine(stream, next.value)
        missing.delete(String(next.value['instrument']))
        if (next.value['type'] === 'HEARTBEAT') beats++
        if (beats > 0 && (missing.size === 0 || beats > 1)) {
          await lines.return('heard')
          return []
        }
      }
    } finally {
      end.release()
    }
  } finally {
    stop.abort()
  }
}
