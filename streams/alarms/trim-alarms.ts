/** Keeps the newest entries of the alarm stream. */
import { assert } from '../../lib/errors.js'
import { keyName } from '../../store/key.js'
import { KEYS } from '../../store/keys.js'
import type { Store } from '../../store/store.js'

/** Returns how many entries were dropped. */
export const trimAlarms = async (store: Pick<Store, 'length' | 'range' | 'trim'>, account: string): Promise<number> => {
  const key = keyName(KEYS.alarms, { account })
  const { keep } = KEYS.alarms
  assert(keep !== null && keep !== 'checkpoint' && 'count' in keep, 'the alarm stream keeps a number of entries')
  const over = (await store.length(key)) - keep.count
  if (over <= 0) return 0
  const first = (await store.range(key, '0', '+', over + 1)).at(-1)
  return first ? store.trim(key, first.id) : 0
}
