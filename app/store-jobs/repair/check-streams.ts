/** Reads every durable stream of an account as those do that need it, and names the first thing that is wrong with each. */
import { CodedError } from '../../../lib/errors.js'
import { orderKeys } from '../../../sinks/execution/order-records.js'
import { readLedgerEntries, readOrders } from '../../../sinks/execution/records/checked-records.js'
import { claimedOrders } from '../../../sinks/execution/records/claimed-orders.js'
import type { Store, StreamEntry } from '../../../store/store.js'
import { msOf } from '../../../store/stream-id.js'
import { decodeControlRequest } from '../../../streams/control/request.js'
import { damagedStream, DURABLE_STREAMS, type DurableStream } from '../../../streams/damage.js'
import { lostDecision } from '../../../streams/decisions/lost-decision.js'
import { readDecisions } from '../../../streams/decisions/reader.js'
import { readEdgeHeaders } from '../../../streams/edge/headers.js'
import { headerSeal, readEdgeSlice } from '../../../streams/edge/records.js'
import { sumFaults } from '../../../streams/entry-sum.js'
import { decodeExecutionEntry } from '../../../streams/execution/record.js'
import { journalKeys } from '../../../streams/journal/keys.js'
import { journalEnd, readJournal } from '../../../streams/journal/reader.js'
import { loadSnapshots } from '../../../streams/snapshot/loader.js'
import { streamKeyOf, type StreamName } from './streams-of.js'

export interface StreamCheck {
  readonly stream: StreamName
  readonly entries: number
  /** Null = whole. */
  readonly fault: string | null
}

export const checkStreams = async (store: Store, account: string): Promise<readonly StreamCheck[]> => {
  const checks: StreamCheck[] = []
  for (const stream of Object.keys(DURABLE_STREAMS) as readonly DurableStream[])
    checks.push(await checked(store, account, stream, () => LOOK[stream](store, account)))
  for (const header of await readEdgeHeaders(store, account)) {
    const stream: StreamName = `edge:${header.part}`
    const seal = headerSeal(header)
    const look = async () => {
      for (const entry of await all(store, account, stream)) readEdgeSlice(seal, entry, { account, part: header.part })
    }
    checks.push(await checked(store, account, stream, look))
  }
  return checks
}

const checked = async (
  store: Store,
  account: string,
  stream: StreamName,
  look: () => Promise<void>,
): Promise<StreamCheck> => {
  let entries = 0
  try {
    entries = await store.length(streamKeyOf(stream, account))
    await look()
    return { stream, entries, fault: null }
  } catch (error) {
    if (!(error instanceof CodedError) || !(WRONG.has(error.code) || error.message.endsWith('not a stream')))
      throw error
    return { stream, entries, fault: error.message }
  }
}

/** Other codes are faults of the store. */
const WRONG = new Set(['bad-journal', 'bad-argument'])

const all = (store: Store, account: string, stream: StreamName): Promise<readonly StreamEntry[]> =>
  store.range(streamKeyOf(stream, account), '0')

const mustExist = async (store: Store, account: string, stream: DurableStream, why: string): Promise<void> => {
  if ((await store.lastId(streamKeyOf(stream, account))) === null)
    throw damagedStream(stream, account, null, `is gone from the store, ${why} (FLUSHALL, eviction, or deleted)`)
}

const LOOK: Readonly<Record<DurableStream, (store: Store, account: string) => Promise<void>>> = {
  slice: async (store, account) => {
    for await (const _ of readJournal(store, account, '0'));
    const { entry, lastId } = await journalEnd(store, account)
    const { snapshots } = await loadSnapshots(store, journalKeys(account).snapshots)
    if (snapshots.length > 0) await mustExist(store, account, 'slice', 'its snapshots are there')
    if (lastId !== null && entry?.place.lastId !== lastId)
      throw damagedStream(
        'slice',
        account,
        lastId,
        `is gone; what is left ends with ${entry?.place.lastId ?? 'nothing'}`,
      )
  },
  decision: async (store, account) => {
    await readDecisions(store, account, 0).at(Number.POSITIVE_INFINITY)
    const lostMs = await lostDecision(store, account)
    if (lostMs !== null)
      throw damagedStream('decision', account, `${lostMs}-0`, 'is gone, the same process wrote those around it')
  },
  order: async (store, account) => {
    const entries = await all(store, account, 'order')
    const orders = readOrders(account, entries)
    const claims = await store.hashAll(orderKeys(account).claims)
    if (Object.keys(claims).length > 0) await mustExist(store, account, 'order', 'claims of decisions are there')
    const lost = claimedOrders(claims, entries, orders, Number.NaN)
    if (lost.length > 0)
      throw damagedStream('order', account, null, `the entries of ${lost.length} claimed decisions are gone`)
  },
  ledger: async (store, account) => {
    const orders = await store.length(streamKeyOf('order', account))
    if (orders > 0) await mustExist(store, account, 'ledger', `${orders} entries of orders are there`)
    readLedgerEntries(account, await all(store, account, 'ledger'))
  },
  control: async (store, account) => {
    for (const { id, fields } of await all(store, account, 'control')) decodeControlRequest(id, fields)
  },
  execution: async (store, account) => {
    let last = Number.NaN
    for (const entry of await all(store, account, 'execution')) {
      decodeExecutionEntry(account, entry)
      const ms = msOf(entry.id)
      if (last === last && ms !== last + 1)
        throw damagedStream('execution', account, entry.id, `comes after ${last}-0, what lies between is gone`)
      last = ms
    }
  },
  revision: async (store, account) => {
    const faultOf = sumFaults()
    for (const { id, fields } of await all(store, account, 'revision')) {
      const fault = faultOf(id, fields)
      if (fault) throw damagedStream('revision', account, id, fault)
    }
  },
}
