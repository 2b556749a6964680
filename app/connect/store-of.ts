/** Opens the store of a command: one that other processes can see too. */
import { join } from 'node:path'
import { type Clock, systemClock } from '../../lib/clock.js'
import { SepError } from '../../model/error-codes.js'
import type { Store } from '../../store/store.js'
import { openStore } from '../../store/open-store.js'

/** Folder of a store that is started here, relative to the working folder. */
const STORE_FOLDER = join('.cache', 'store')

export const storeOf = async (
  named: { readonly storeUrl: string | undefined; readonly storeBinary: string | undefined },
  clock: Clock = systemClock,
): Promise<{ readonly store: Store; readonly description: string }> => {
  const opened = await openStore({ url: named.storeUrl, binary: named.storeBinary, dataDir: STORE_FOLDER, clock })
  if (opened.store.kind !== 'memory') return opened
  await opened.store.close()
  throw new SepError(
    'store-unavailable',
    'no store: name one with --store, or install valkey-server or redis-server 7.0 or newer',
  )
}
