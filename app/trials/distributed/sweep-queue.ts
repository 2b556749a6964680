/** The queue of one sweep on the workers of a store. */
import { systemClock as clock } from '../../../lib/clock.js'
import { logToStderr as log } from '../../../lib/stderr.js'
import type { DataFolder } from '../../../sources/files/folder.js'
import type { StoreAddress } from '../../../store/address.js'
import type { Store } from '../../../store/store.js'
import type { JobQueue } from '../job-queue.js'
import type { OpenSweep } from '../sweep/open-sweep.js'
import { distributedQueue } from './coordinator.js'
import { sweepFiles } from './sweep-files.js'

/** `stored`: candles of the store as the sweep names them. */
export const sweepQueue = (
  { plan, persist, family, market }: OpenSweep,
  store: Store,
  address: StoreAddress,
  stored: (text: string) => Promise<DataFolder>,
): JobQueue => {
  const [text = ''] = plan.data
  const files = async () => sweepFiles(plan, text.startsWith('valkey:') ? await stored(text) : undefined)
  const into = persist ? { family, dataHash: market.market.dataHash } : null
  return distributedQueue({ store, address, persist: into, files, clock, log })
}
