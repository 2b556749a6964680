/** Appends outcomes and transactions together under the fence, each once however often it is tried, until they are on disk. */
import type { LeaseKeeper } from '../../../store/lease-keeper.js'
import type { Append, FencedAnswer, Store } from '../../../store/store.js'
import { isNewer } from '../../../store/stream-id.js'
import { ledgerFields, type orderKeys, outcomeFields } from '../order-records.js'
import type { LedgerRecord, OutcomeRecord } from '../protocol-types.js'
import type { EntryIds } from './entry-ids.js'
import { orderEntry } from './order-entry.js'
import type { StreamEnd } from './stream-end.js'

interface RecordWriterInputs {
  readonly store: Pick<Store, 'fencedAppend' | 'lastId' | 'range'>
  readonly lease: Pick<LeaseKeeper, 'lease' | 'renew'>
  readonly keys: ReturnType<typeof orderKeys>
  readonly orderIds: EntryIds
  readonly ends: RecordEnds
  /** The ledger's newest entry. */
  readonly lastLedgerId: string
  /** True once all answered writes are on disk. */
  readonly flush: () => Promise<boolean>
}
export interface RecordEnds {
  readonly orders: StreamEnd
  readonly ledger: StreamEnd
}
interface Records {
  readonly ledger: readonly LedgerRecord[]
  readonly outcomes: readonly OutcomeRecord[]
  /** An earlier attempt may have been executed, or lost with the server's memory: the streams show which. */
  readonly again: boolean
}

/** `unconfirmed`: written, but perhaps not on disk. */
export type Written = FencedAnswer | 'unconfirmed'

/**
 * Call it with the records of the failed attempt again, followed by what is new.
 * Rejects with `bad-journal` where the store has lost entries that the disk had confirmed.
 */
export const recordWriter = (inputs: RecordWriterInputs): ((records: Records) => Promise<Written>) => {
  const { store, lease, orderIds, flush } = inputs
  /** The order stream's newest id before the first attempt of these records. */
  let before = orderIds.last()
  let lastLedger = inputs.lastLedgerId
  const attempt = async ({ ledger, outcomes, again }: Records): Promise<Written> => {
    if (!again) before = orderIds.last()
    const missing = again
      ? await missingOf(inputs, before, ledger, outcomes)
      : { ledger, outcomes, lastLedger, lastOrder: before }
    const appends = appendsOf(inputs, missing)
    lastLedger = missing.ledger.at(-1)?.id ?? lastLedger
    if (appends.length > 0) {
      const answer = await store.fencedAppend(lease.lease, appends)
      if (answer !== 'ok') return answer
      for (const { stream, id } of appends) endOf(inputs, stream).answered(id)
    } else if (again) {
      // The disk confirms the writes of one connection, and this one may be new: it gets a write that stands behind them all.
      await lease.renew()
    }
    return (await flush()) ? 'ok' : 'unconfirmed'
  }
  return async (records) => {
    const answer = await attempt(records)
    // A claim before it has failed, or a view of the account came in between: a look shows what is there.
    return answer === 'moved' && !records.again ? attempt({ ...records, again: true }) : answer
  }
}

const endOf = ({ keys, ends }: RecordWriterInputs, stream: string): StreamEnd =>
  stream === keys.ledger ? ends.ledger : ends.orders

/** The newest entries of both streams, as they should be when the records are appended. */
interface Lasts {
  readonly lastOrder: string | null
  readonly lastLedger: string | null
}

type Missing = Omit<Records, 'again'> & Lasts

const missingOf = async (
  { store, keys, ends }: RecordWriterInputs,
  before: string,
  ledger: readonly LedgerRecord[],
  outcomes: readonly OutcomeRecord[],
): Promise<Missing> => {
  const foundLedger = ends.ledger.looking()
  const foundOrders = ends.orders.looking()
  const lastLedger = await store.lastId(keys.ledger)
  const lastOrder = await store.lastId(keys.orders)
  foundLedger(lastLedger)
  foundOrders(lastOrder)
  const entries = await store.range(keys.orders, before)
  // As stored: an outcome has its decision in its content, a sent decision has another one.
  const written = new Set(entries.map(({ fields }) => utf8.decode(fields['content'])))
  return {
    ledger: lastLedger === null ? ledger : ledger.filter(({ id }) => isNewer(id, lastLedger)),
    outcomes: outcomes.filter((outcome) => !written.has(textOf(outcome))),
    lastOrder,
    lastLedger,
  }
}

const utf8 = new TextDecoder()
const textOf = (outcome: OutcomeRecord): string => String(outcomeFields(outcome)['content'])

/** What comes late from an earlier attempt moves an end: then this attempt is refused, and the next one looks again. */
const appendsOf = ({ keys, orderIds }: RecordWriterInputs, missing: Missing): readonly Append[] => {
  const { ledger, outcomes, lastOrder, lastLedger } = missing
  const entries = [
    ...ledger.map((record) => orderEntry(keys.ledger, record.id, ledgerFields(record))),
    ...outcomes.map((outcome) => orderEntry(keys.orders, orderIds.next(), outcomeFields(outcome))),
  ]
  return entries.map((entry, i) => {
    if (i === 0 && ledger.length > 0) return { ...entry, after: lastLedger }
    return i === ledger.length ? { ...entry, after: lastOrder } : entry
  })
}
