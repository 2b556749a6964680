/** Appends outcomes and transactions together under the fence, each once however often it is tried, until they are on disk. */
import type { LeaseKeeper } from '../../../store/lease-keeper.js'
import type { Append, FencedAnswer, Store } from '../../../store/store.js'
import { isNewer } from '../../../store/stream-id.js'
import { ledgerFields, type orderKeys, outcomeFields } from '../order-records.js'
import type { LedgerRecord, OutcomeRecord } from '../protocol-types.js'
import type { EntryIds } from './entry-ids.js'
import { orderEntry } from './order-entry.js'

interface RecordWriterInputs {
  readonly store: Pick<Store, 'fencedAppend' | 'lastId' | 'range'>
  readonly lease: Pick<LeaseKeeper, 'lease' | 'renew'>
  readonly keys: ReturnType<typeof orderKeys>
  readonly orderIds: EntryIds
  /** True once all answered writes are on disk. */
  readonly flush: () => Promise<boolean>
}
interface Records {
  readonly ledger: readonly LedgerRecord[]
  readonly outcomes: readonly OutcomeRecord[]
  /** An earlier attempt may have been executed, or lost with the server's memory: the streams show which. */
  readonly again: boolean
}

/** `unconfirmed`: written, but perhaps not on disk. */
export type Written = FencedAnswer | 'unconfirmed'

/** Call it with the records of the failed attempt again, followed by what is new. */
export const recordWriter = (inputs: RecordWriterInputs): ((records: Records) => Promise<Written>) => {
  const { store, lease, orderIds, flush } = inputs
  /** The order stream's newest id before the first attempt of these records. */
  let before = orderIds.last()
  return async ({ ledger, outcomes, again }) => {
    if (!again) before = orderIds.last()
    const missing = again ? await missingOf(inputs, before, ledger, outcomes) : { ledger, outcomes }
    const appends = appendsOf(inputs, missing)
    if (appends.length > 0) {
      const answer = await store.fencedAppend(lease.lease, appends)
      if (answer !== 'ok') return answer
    } else if (again) {
      // The disk confirms the writes of one connection, and this one may be new: it gets a write that stands behind them all.
      await lease.renew()
    }
    return (await flush()) ? 'ok' : 'unconfirmed'
  }
}

interface Missing extends Omit<Records, 'again'> {
  /** The order stream's newest entry when it was looked at; absent = nobody looked. */
  readonly after?: string | null
}

const missingOf = async (
  { store, keys }: RecordWriterInputs,
  before: string,
  ledger: readonly LedgerRecord[],
  outcomes: readonly OutcomeRecord[],
): Promise<Missing> => {
  const lastLedger = await store.lastId(keys.ledger)
  const after = await store.lastId(keys.orders)
  const entries = await store.range(keys.orders, before)
  // As stored: an outcome has its decision in its content, a sent decision has another one.
  const written = new Set(entries.map(({ fields }) => utf8.decode(fields['content'])))
  return {
    ledger: lastLedger === null ? ledger : ledger.filter(({ id }) => isNewer(id, lastLedger)),
    outcomes: outcomes.filter((outcome) => !written.has(textOf(outcome))),
    after,
  }
}

const utf8 = new TextDecoder()
const textOf = (outcome: OutcomeRecord): string => String(outcomeFields(outcome)['content'])

const appendsOf = ({ keys, orderIds }: RecordWriterInputs, { ledger, outcomes, after }: Missing): readonly Append[] => [
  ...ledger.map((record) => orderEntry(keys.ledger, record.id, ledgerFields(record))),
  ...outcomes.map((outcome, i) => ({
    ...orderEntry(keys.orders, orderIds.next(), outcomeFields(outcome)),
    // The earlier attempt may still arrive after the look: then this one is refused, and the next one looks again.
    ...(i === 0 && after !== undefined ? { after } : {}),
  })),
]
