/** Records in the store what becomes of each request. A store that is away gets the records once it is back. */
import { isStoreFault } from '../../../store/store-fault.js'
import type { Store } from '../../../store/store.js'
import { msOf } from '../../../store/stream-id.js'
import { DAY_MS } from '../../../lib/time-units.js'
import { readTaken, takenKey, takenWrite, type TakenRequest } from '../../../streams/control/taken.js'

/** Older records are dropped at a start. */
const KEEP_MS = 7 * DAY_MS

export interface RequestLog {
  get(id: string): TakenRequest | undefined
  /** To be written with the next `flush`. */
  set(id: string, record: TakenRequest): void
  /** Writes what is due; a store fault leaves it due. */
  flush(): Promise<void>
  /** Reads what is recorded, and drops what is old. */
  load(nowMs: number): Promise<ReadonlyMap<string, TakenRequest>>
}

export const requestLog = (store: Store, account: string): RequestLog => {
  const known = new Map<string, TakenRequest>()
  const due = new Map<string, TakenRequest>()
  let writing = Promise.resolve()

  const write = async (): Promise<void> => {
    if (due.size === 0) return
    const batch = new Map(due)
    try {
      await store.write([takenWrite(account, batch)])
    } catch (error) {
      if (!isStoreFault(error)) throw error
      return
    }
    for (const [id, record] of batch) if (due.get(id) === record) due.delete(id)
  }
  return {
    get: (id) => known.get(id),
    set: (id, record) => {
      const before = known.get(id)
      if (before?.state === record.state && before.why === record.why) return
      known.set(id, record)
      due.set(id, record)
    },
    flush: () => (writing = writing.then(write)),
    load: async (nowMs) => {
      const records = await readTaken(store, account)
      const old = [...records.keys()].filter((id) => msOf(id) < nowMs - KEEP_MS)
      if (old.length > 0) await store.write([{ op: 'hashRemove', key: takenKey(account), fields: old }])
      for (const [id, record] of records) if (!old.includes(id)) known.set(id, record)
      return known
    },
  }
}
