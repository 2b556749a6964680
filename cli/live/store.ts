/** `sep store`: where the stores of accounts are. */
import type { Command } from 'commander'
import { environment } from '../../app/config/environment.js'
import { moveStore } from '../../app/connect/move-store.js'
import { accountFolder, knownStores, OLD_FOLDER } from '../../app/connect/store-place.js'
import { userDataFolder } from '../../app/connect/user-data-folder.js'
import { systemClock } from '../../lib/clock.js'
import { accountOf, environmentOf, type PlaceOptions, withPlace } from '../shared/broker-options.js'
import { print } from '../../lib/terminal/stdout.js'
import { printJson } from '../shared/output.js'
import { addStoreBackup } from './store/backup.js'
import { addStoreRepair } from './store/repair.js'

interface MoveOptions extends PlaceOptions {
  readonly from: string
}

export const addStore = (program: Command): void => {
  const store = program
    .command('store')
    .description('the stores that sep live keeps for accounts: list, move, check, set aside, back up, restore')
  addStoreRepair(store)
  addStoreBackup(store)
  store
    .command('list')
    .description("lists the stores in the user's data folder (SEP_DATA_HOME)")
    .option('--json', 'print one JSON object', false)
    .action(({ json }: { readonly json: boolean }) => {
      const home = userDataFolder(environment())
      const stores = knownStores(home)
      if (json) printJson({ home, stores })
      else print(stores.length === 0 ? `no store below ${home}\n` : `${stores.join('\n')}\n`)
    })
  withPlace(
    store
      .command('move')
      .description('moves a store to where every command finds it: ENV/ACCOUNT in the user data folder, or --data-dir')
      .option('--from <dir>', 'folder of the store', OLD_FOLDER),
  ).action(async (options: MoveOptions) => {
    const env = environment()
    const to =
      options.dataDir ?? accountFolder(userDataFolder(env), environmentOf(options, env), accountOf(options, env))
    await moveStore(systemClock, options.from, to)
    if (options.json) printJson({ from: options.from, to })
    else print(`the store of ${options.from} is at ${to} now\n`)
  })
}
