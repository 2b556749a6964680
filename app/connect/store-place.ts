/** Where a command finds the store of an account that no URL names: the same folder from any working folder. */
import { existsSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { SepError } from '../../model/error-codes.js'
import type { OandaEnvironment } from '../../oanda/client/target.js'

export interface PlaceInputs {
  /** Named by the user; overrides all others. */
  readonly dataDir: string | undefined
  readonly environment: OandaEnvironment | undefined
  readonly account: string | undefined
  /** The user's data folder. */
  readonly home: string
}

export const STORE_ENVIRONMENTS: readonly OandaEnvironment[] = ['paper', 'practice', 'live']

/** Where the store of an account belongs. */
export const accountFolder = (home: string, environment: OandaEnvironment, account: string): string =>
  join(home, environment, account)

/** Where stores stood before: below the working folder. */
export const OLD_FOLDER = join('.cache', 'store')

/** Has a server ever kept a store there? */
export const hasStore = (folder: string): boolean =>
  ['appendonlydir', 'store.sock'].some((name) => existsSync(join(folder, name)))

interface KnownStore {
  readonly environment: OandaEnvironment
  readonly account: string
  readonly folder: string
}

const storesOf = (home: string): readonly KnownStore[] =>
  STORE_ENVIRONMENTS.flatMap((environment) =>
    namesIn(join(home, environment))
      .map((account) => ({ environment, account, folder: accountFolder(home, environment, account) }))
      .filter(({ folder }) => hasStore(folder)),
  )

/** The folders of all stores below the user's data folder. */
export const knownStores = (home: string): readonly string[] => storesOf(home).map(({ folder }) => folder)

/** A user whose store is in the old place is sent to `sep store move` instead of a new, empty one. */
export const storePlace = (inputs: PlaceInputs): string => {
  if (inputs.dataDir !== undefined) return inputs.dataDir
  const folder = defaultPlace(inputs)
  if (folder !== null && hasStore(folder)) return folder
  if (hasStore(OLD_FOLDER))
    throw new SepError(
      'bad-config',
      `a store is in the old place ${resolve(OLD_FOLDER)}: sep store move --env ENV --account ID moves it ` +
        'to where every command finds it; --data-dir uses it where it is',
    )
  return folder ?? missing(inputs)
}

/** Null where no environment is given and no store is found. */
const defaultPlace = ({ environment, account, home }: PlaceInputs): string | null => {
  if (environment !== undefined && account !== undefined) return accountFolder(home, environment, account)
  const known = storesOf(home)
    .filter((one) => (environment ?? one.environment) === one.environment && (account ?? one.account) === one.account)
    .map(({ folder }) => folder)
  if (known.length <= 1) return known[0] ?? null
  throw new SepError('bad-argument', `which store? --env and --account name one of ${known.join(', ')}`)
}

const missing = ({ account, home }: PlaceInputs): never => {
  const whose = account === undefined ? 'no store' : `no store of account ${account}`
  throw new SepError('missing-data', `${whose} below ${home}; ${storesThere(home)}`)
}

/** A phrase for messages. */
export const storesThere = (home: string): string => {
  const known = knownStores(home)
  return known.length === 0 ? 'no store has been made yet' : `stores there are: ${known.join(', ')}`
}

const namesIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder).sort()
  } catch {
    return []
  }
}
