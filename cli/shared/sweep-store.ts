/** The store of a sweep: where its workers are, where its results go, and candles that `valkey:..` names. */
import { environment } from '../../app/config/environment.js'
import { storeOf } from '../../app/connect/store-of.js'
import { storedData } from '../../app/store-jobs/stored-data.js'
import type { DataFolder } from '../../sources/files/folder.js'
import type { Store } from '../../store/store.js'
import { type StoreOptions, storeTargetOf } from './broker-options.js'
import { storedChoice } from './stored-stretch.js'

export interface SweepStore {
  /** Undefined where no address is given. */
  readonly url: string | undefined
  readonly openStore: () => Promise<Store>
  readonly stored: (store: Store, text: string) => Promise<DataFolder>
}

export const sweepStoreOf = (options: StoreOptions): SweepStore => {
  const target = storeTargetOf(options, environment())
  return {
    url: target.storeUrl,
    openStore: async () => (await storeOf(target)).store,
    stored: (store, text) => storedData(store, storedChoice(text)),
  }
}
