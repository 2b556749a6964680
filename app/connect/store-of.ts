/** Opens the store of a command: one that other processes can see too. */
import { type Clock, systemClock } from '../../lib/clock.js'
import { logToStderr } from '../../lib/stderr.js'
import { SepError } from '../../model/error-codes.js'
import { checkLayout } from '../../store/layout.js'
import type { Store } from '../../store/store.js'
import { openStore } from '../../store/open-store.js'
import { hasStore, type PlaceInputs, storePlace, storesThere } from './store-place.js'

export interface StoreRequest extends PlaceInputs {
  readonly storeUrl: string | undefined
  readonly storeBinary: string | undefined
}
export interface StoreAccess {
  /** May a store be made where there is none? Only commands that fill one may. */
  readonly creates?: boolean
  /** May it be one that no other process sees? */
  readonly inMemory?: boolean
  /** Also one that a newer version has written: requests of an operator have to reach it. */
  readonly anyLayout?: boolean
  readonly clock?: Clock
}

export const storeOf = async (
  { storeUrl: url, storeBinary: binary, ...place }: StoreRequest,
  { creates = false, inMemory = false, anyLayout = false, clock = systemClock }: StoreAccess = {},
): Promise<{ readonly store: Store; readonly description: string }> => {
  const dataDir = url === undefined ? storePlace(place) : ''
  if (url === undefined && !creates && !hasStore(dataDir))
    throw new SepError('missing-data', `no store at ${dataDir}; ${storesThere(place.home)}`)
  const opened = await openStore({ url, binary, dataDir, clock, log: logToStderr })
  if (!anyLayout)
    await checkLayout(opened.store).catch(async (error: unknown) => {
      await opened.store.close()
      throw error
    })
  if (inMemory || opened.store.kind !== 'memory') return opened
  await opened.store.close()
  throw new SepError(
    'store-unavailable',
    'no store: name one with --store, or install valkey-server or redis-server 7.0 or newer',
  )
}
