/** What commands share that send a request to a running pipeline through its store. */
import type { Command } from 'commander'
import { environment } from '../../app/config/environment.js'
import type { Store } from '../../store/store.js'
import { storeOf } from '../../app/connect/store-of.js'
import { type StoreOptions, storeTargetOf, withStore } from './broker-options.js'

export type ControlOptions = StoreOptions

export const withControl = (command: Command): Command => withStore(command)

/** Opens the store for `request` and closes it afterwards. */
export const requestThroughStore = async (
  options: ControlOptions,
  request: (store: Store) => Promise<void>,
): Promise<void> => {
  const { store } = await storeOf(storeTargetOf(options, environment()))
  try {
    await request(store)
  } finally {
    await store.close()
  }
}
