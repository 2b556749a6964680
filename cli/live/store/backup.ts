/** `sep store backup` and `sep store restore`. */
import type { Command } from 'commander'
import { environment } from '../../../app/config/environment.js'
import { accountFolder } from '../../../app/connect/store-place.js'
import { userDataFolder } from '../../../app/connect/user-data-folder.js'
import { backUpStore } from '../../../app/store-jobs/backup/back-up-store.js'
import { restoreStore } from '../../../app/store-jobs/backup/restore-store.js'
import { print } from '../../../lib/terminal/stdout.js'
import {
  accountOf,
  environmentOf,
  type PlaceOptions,
  type StoreOptions,
  storeTargetOf,
  withPlace,
  withStore,
} from '../../shared/broker-options.js'
import { printJson } from '../../shared/output.js'
import { restoredLine } from './restored-line.js'

export const addStoreBackup = (store: Command): void => {
  withStore(
    store
      .command('backup <path>')
      .description(
        'copies a store to a file, or to one named for the time in a folder: as of one moment, while pipelines write. ' +
          'Needs valkey-cli or redis-cli; overwrites nothing',
      ),
  ).action(async (path: string, options: StoreOptions) => {
    const env = environment()
    const { file, bytes } = await backUpStore(storeTargetOf(options, env), path, env)
    if (options.json) printJson({ file, bytes })
    else print(`${file}: ${bytes} bytes\n`)
  })
  withPlace(
    store
      .command('restore <file>')
      .description(
        'makes the store of an account from a file of sep store backup: ENV/ACCOUNT in the user data folder, or --data-dir. ' +
          'Refused where there is one; turns the kill switch ON, since the broker may have gone on',
      ),
  ).action(async (file: string, options: PlaceOptions) => {
    const env = environment()
    const to =
      options.dataDir ?? accountFolder(userDataFolder(env), environmentOf(options, env), accountOf(options, env))
    const restored = await restoreStore(file, to, storeTargetOf(options, env), env)
    const { folder, keys, accounts } = restored
    if (options.json) return printJson({ file, folder, keys, killSwitch: 'on', accounts })
    print(`${restoredLine(restored)}\n`)
  })
}
