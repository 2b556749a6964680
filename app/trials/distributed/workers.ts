/** Who computes: each worker reports itself, and anyone can list them. */
import type { z } from 'zod'
import type { documents } from '../../../store/documents.js'
import { keyName } from '../../../store/key.js'
import { KEYS } from '../../../store/keys.js'
import { unpack } from '../../../store/pack.js'
import { setWrite } from '../../../store/set-write.js'
import type { Store, StoreReads } from '../../../store/store.js'

export type WorkerReport = z.output<typeof documents.worker>

/** Workers that reported within the last five minutes, by name. */
export const listWorkers = async (store: StoreReads): Promise<readonly WorkerReport[]> => {
  const names = await store.keys(keyName(KEYS.worker, { name: 'x' }).replace(/x$/, '*'))
  const values = names.length === 0 ? [] : await store.values(names)
  return values.flatMap((bytes) => (bytes ? [unpack(KEYS.worker, bytes)] : []))
}

export const reportWorker = (store: Store, report: WorkerReport): Promise<void> =>
  store.write([setWrite(KEYS.worker, { name: report.name }, report)])

export const removeWorker = (store: Store, name: string): Promise<void> =>
  store.write([{ op: 'delete', key: keyName(KEYS.worker, { name }) }])
