/** The alarms of an account, read again as far as their stream has grown. */
import { keyName } from '../../store/key.js'
import { KEYS } from '../../store/keys.js'
import type { Store, StreamEntry } from '../../store/store.js'
import { isNewer } from '../../store/stream-id.js'
import { foldAlarms, type StoredAlarm } from '../../streams/alarms/read-alarms.js'

/** Each call reads; rejects where the store is away. */
export const alarmReader = (store: Pick<Store, 'range' | 'lastId'>, account: string) => {
  const key = keyName(KEYS.alarms, { account })
  const held: { entries: StreamEntry[]; alarms: readonly StoredAlarm[] } = { entries: [], alarms: [] }
  return async (): Promise<readonly StoredAlarm[]> => {
    const last = (await store.lastId(key)) ?? '0-0'
    const known = held.entries.at(-1)?.id ?? '0-0'
    if (last === known) return held.alarms
    // A stream that was put aside begins again.
    if (isNewer(known, last)) held.entries = []
    held.entries.push(...(await store.range(key, held.entries.at(-1)?.id ?? '0')))
    held.entries.splice(0, Math.max(0, held.entries.length - KEPT))
    held.alarms = foldAlarms(held.entries)
    return held.alarms
  }
}

/** Twice what the stream keeps. */
const KEPT = 8000
