/** The store of `sep live`, and what the environment forces in it at a start. */
import { type StoreRequest, storeOf } from '../../app/connect/store-of.js'
import { systemClock } from '../../lib/clock.js'
import type { Logger } from '../../lib/logger.js'
import { markLayout } from '../../store/layout.js'
import type { Store } from '../../store/store.js'
import { writeControlRequest } from '../../streams/control/writer.js'

export const openLiveStore = async (place: StoreRequest, log: Logger): Promise<Store> => {
  const { store, description } = await storeOf(place, { creates: true, inMemory: true })
  await markLayout(store)
  log(`store: ${description}`)
  return store
}

/** The environment can force the kill switch on at a start, never off. */
export const forceKillSwitch = async (
  store: Store,
  account: string,
  env: Readonly<Record<string, string>>,
  log: Logger,
): Promise<void> => {
  if (env['KILL_SWITCH_FORCE_ENV'] !== '1' || env['KILL_SWITCH'] !== 'on') return
  await writeControlRequest(store, account, { kind: 'kill', on: true, flatten: false }, systemClock.nowMs())
  log('kill switch ON, forced by the environment')
}
