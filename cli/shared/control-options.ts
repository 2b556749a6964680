/** What commands share that send a request to a running pipeline through its store. */
import type { Command } from 'commander'
import { environment } from '../../app/config/environment.js'
import { systemClock } from '../../lib/clock.js'
import type { Store } from '../../store/store.js'
import { openStore } from '../../store/open-store.js'
import { ACCOUNT_FLAG, type StoreOptions, storeTargetOf, withStore } from './broker-options.js'

export interface ControlOptions extends StoreOptions {
  readonly account?: string
  readonly dataDir: string
}

/** Adds --account, --data-dir and the flags of `withStore`. */
export const withControl = (command: Command): Command =>
  withStore(
    command
      .option(...ACCOUNT_FLAG)
      .option('--data-dir <dir>', 'folder of the store that `sep live` started', '.cache/store'),
  )

/** Opens the store for `request` and closes it afterwards. */
export const requestThroughStore = async (
  options: ControlOptions,
  request: (store: Store) => Promise<void>,
): Promise<void> => {
  const { storeUrl, storeBinary } = storeTargetOf(options, environment())
  const place = { url: storeUrl, binary: storeBinary, dataDir: options.dataDir, clock: systemClock }
  const { store } = await openStore(place)
  try {
    await request(store)
  } finally {
    await store.close()
  }
}
