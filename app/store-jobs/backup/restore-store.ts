/** The data folder of a store, made from a backup. What is there already is never overwritten. */
import { readdirSync, statSync } from 'node:fs'
import { systemClock } from '../../../lib/clock.js'
import { SepError } from '../../../model/error-codes.js'
import { writeControlRequest } from '../../../streams/control/writer.js'
import { type StoreRequest, storeOf } from '../../connect/store-of.js'
import { accountsOf } from '../../control/living.js'
import { storeScript } from './store-script.js'

export interface Restored {
  readonly folder: string
  readonly keys: number
  /** Their kill switches are ON now: what the backup has of them is of the past. */
  readonly accounts: readonly string[]
}

export const restoreStore = async (
  file: string,
  folder: string,
  { storeBinary, home }: Pick<StoreRequest, 'storeBinary' | 'home'>,
  env: Readonly<Record<string, string>>,
): Promise<Restored> => {
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true)
    throw new SepError('missing-data', `${file}: there is no such file`)
  if (!isFree(folder))
    throw new SepError('bad-argument', `${folder} is not empty: nothing is overwritten; move it away first`)
  const out = await storeScript('restore', [file, folder], env)
  const keys = Number(/(\d+) keys/.exec(out)?.[1])
  const place = { storeUrl: undefined, storeBinary, home, dataDir: folder, environment: undefined, account: undefined }
  return { folder, keys, accounts: await switchesOn(place) }
}

const isFree = (folder: string): boolean => {
  const found = statSync(folder, { throwIfNoEntry: false })
  return found === undefined || (found.isDirectory() && readdirSync(folder).length === 0)
}

const switchesOn = async (place: StoreRequest): Promise<readonly string[]> => {
  const { store } = await storeOf(place, { anyLayout: true })
  try {
    const nowMs = systemClock.nowMs()
    const accounts = (await accountsOf(store, nowMs)).map(({ account }) => account)
    for (const account of accounts)
      await writeControlRequest(store, account, { kind: 'kill', on: true, flatten: false }, nowMs)
    return accounts
  } finally {
    await store.close()
  }
}
