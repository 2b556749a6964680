/** The first start of a pipeline on a store: its account's kill switch is written, so that it is seen and found by a global one. */
import type { Store } from '../../store/store.js'
import { switchKeys } from './switches.js'

/** True where the account had no kill switch: it is `on` now. */
export const writeFirstSwitch = (store: Store, account: string): Promise<boolean> =>
  store.compareAndSet(switchKeys(account).kill, null, 'on')
