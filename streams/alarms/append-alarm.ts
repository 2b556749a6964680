/** Appends an entry to the alarm stream of an account. Several processes write it: the pipeline, its parts, and who acknowledges. */
import { SepError } from '../../model/error-codes.js'
import type { AlarmEntry } from '../../store/alarm-entry.js'
import { keyName } from '../../store/key.js'
import { KEYS } from '../../store/keys.js'
import { packFields } from '../../store/pack.js'
import type { Store } from '../../store/store.js'
import { idAfter, msOf } from '../../store/stream-id.js'

/** Another process may write between the look and the append. */
const ATTEMPTS = 5

/** Returns the id of the entry. */
export const appendAlarm = async (
  store: Pick<Store, 'lastId' | 'append'>,
  account: string,
  entry: AlarmEntry,
  nowMs: number,
): Promise<string> => {
  const key = keyName(KEYS.alarms, { account })
  const fields = packFields(KEYS.alarms, { entry })
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const last = (await store.lastId(key)) ?? '0-0'
    const id = nowMs > msOf(last) ? `${Math.floor(nowMs)}-0` : idAfter(last)
    if (await store.append(key, id, fields)) return id
  }
  throw new SepError('store-refused', `${key}: other processes wrote it ${ATTEMPTS} times in between: try again`)
}
