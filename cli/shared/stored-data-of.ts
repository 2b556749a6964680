/** `--data` of a command that takes folders and the candles of the store, `valkey:..`. */
import type { Command } from 'commander'
import { environment } from '../../app/config/environment.js'
import { storeOf } from '../../app/connect/store-of.js'
import { storedData } from '../../app/store-jobs/stored-data.js'
import { SepError } from '../../model/error-codes.js'
import type { DataFolder } from '../../sources/files/folder.js'
import { type StoreOptions, storeTargetOf, withStore } from './broker-options.js'
import { isStored, storedChoice } from './stored-stretch.js'

export interface DataOptions extends StoreOptions {
  readonly data: readonly string[]
}

/** Adds --data and the flags of `withStore`. */
export const withData = (command: Command): Command =>
  withStore(
    command.requiredOption(
      '--data <dir...>',
      'folders with {INSTRUMENT}_M1.csv[.gz] or .ndjson[.gz]; or valkey: (all candles of the store), ' +
        'valkey:EUR_USD,USD_JPY, valkey:EUR_USD:2026-11-24:2026-11-25',
    ),
  )

/** Undefined where `--data` names folders. */
export const storedDataOf = async (options: DataOptions): Promise<DataFolder | undefined> => {
  const { data } = options
  const text = data.find(isStored)
  if (text === undefined) return undefined
  if (data.length > 1) throw new SepError('bad-argument', `--data ${text}: cannot be combined with other data`)
  const choice = storedChoice(text)
  const { store } = await storeOf(storeTargetOf(options, environment()))
  try {
    return await storedData(store, choice)
  } finally {
    await store.close()
  }
}
