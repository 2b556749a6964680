/** Where the newest trading day ended, in the store. */
import { keyName } from '../../../store/key.js'
import { KEYS } from '../../../store/keys.js'
import { unpack } from '../../../store/pack.js'
import { setWrite } from '../../../store/set-write.js'
import type { Store } from '../../../store/store.js'
import type { DaySummaryInputs } from './day-summary.js'

export const storedDay = (store: Pick<Store, 'get' | 'write'>, account: string): DaySummaryInputs['day'] => ({
  load: async () => {
    const bytes = await store.get(keyName(KEYS.notifyDay, { account }))
    return bytes === null ? null : unpack(KEYS.notifyDay, bytes)
  },
  save: (day) => store.write([setWrite(KEYS.notifyDay, { account }, day)]),
})
