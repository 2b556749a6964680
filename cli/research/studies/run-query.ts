/** The flags by which studies find runs: the instrument, the five parameters, and the store. */
import { type Command, Option } from 'commander'
import { environment } from '../../../app/config/environment.js'
import { storeOf } from '../../../app/connect/store-of.js'
import { SepError } from '../../../model/error-codes.js'
import type { StrategyParams } from '../../../store/param-key.js'
import type { Store } from '../../../store/store.js'
import { type StoreOptions, storeTargetOf, withStore } from '../../shared/broker-options.js'
import { numberOption, pairOption } from '../../shared/flags.js'

export interface RunQueryOptions extends StoreOptions {
  readonly instrument: string
  readonly params: StrategyParams | null
}

const LIMITS = { least: 0, most: 1e9 }
const ABOUT: { readonly [P in keyof StrategyParams]: string } = {
  c_min: 'least coherence of an entry',
  look: 'candles of the direction',
  thr_bps: 'least move of the direction, bps',
  entry_cd: 'wait between entries, s',
  exit_cd: 'wait before a slope exit, s',
}
const NAMES = Object.keys(ABOUT) as readonly (keyof StrategyParams)[]

/** Adds --instrument, the five parameters and the flags of `withStore`. */
export const withRunQuery = (command: Command): Command => {
  command.addOption(pairOption('--instrument', 'instrument').makeOptionMandatory())
  withParams(command)
  return withStore(command)
}

/** Adds the five parameters, each with its name in settings; hyphens are accepted. */
export const withParams = (command: Command): Command => {
  for (const name of NAMES) {
    command.addOption(numberOption(`--${name}`, ABOUT[name], LIMITS))
    const hyphens = name.replace('_', '-')
    if (hyphens !== name) command.addOption(hidden(numberOption(`--${hyphens}`, ABOUT[name], LIMITS)))
  }
  return command
}

const hidden = (option: Option): Option => option.hideHelp()

/** All five or none; `bad-argument` names those that are missing. */
export const paramsOf = (options: Readonly<Record<string, unknown>>): StrategyParams | null => {
  const given = NAMES.map((name) => [name, options[name] ?? options[camel(name)]] as const)
  const missing = given.filter(([, value]) => value === undefined).map(([name]) => `--${name}`)
  if (missing.length === NAMES.length) return null
  if (missing.length > 0)
    throw new SepError('bad-argument', `${missing.join(', ')}: give all five parameters, or none for runs of any`)
  const [c_min, look, thr_bps, entry_cd, exit_cd] = given.map(([, value]) => value as number)
  return { c_min: c_min!, look: look!, thr_bps: thr_bps!, entry_cd: entry_cd!, exit_cd: exit_cd! }
}

const camel = (name: string): string => name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase())

/** Opens a store that is there, and closes it afterwards. */
export const inStore = async <T>(options: StoreOptions, act: (store: Store) => Promise<T>): Promise<T> => {
  const { store } = await storeOf(storeTargetOf(options, environment()))
  try {
    return await act(store)
  } finally {
    await store.close()
  }
}
