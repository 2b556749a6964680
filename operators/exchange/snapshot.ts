/** Saves and restores the account as plain state. */
import type { State } from '../../lib/codec.js'
import type { World } from '../../model/world.js'
import { emptyExchange } from './account.js'
import type { Exchange, ExchangeConfig } from './types.js'

const PLAIN = [
  'balanceE4',
  'depositedE4',
  'realizedE4',
  'financingE4',
  'commissionE4',
  'alias',
  'lastTransactionId',
  'batch',
  'batchTsMs',
  'marginCallTsMs',
  'marginRate',
  'trades',
  'orders',
  'log',
  'units',
  'bid',
  'ask',
  'homeRate',
] as const

/** A deep copy, so later changes to the account do not reach it. Unread fills are left out. */
export const saveExchange = (ex: Exchange): State =>
  structuredClone(Object.fromEntries(PLAIN.map((name) => [name, ex[name]]))) as unknown as State

/** Restores what `saveExchange` returned. */
export const restoreExchange = (config: ExchangeConfig, world: World, saved: State): Exchange => ({
  ...emptyExchange(config, world),
  ...(structuredClone(saved) as unknown as Pick<Exchange, (typeof PLAIN)[number]>),
})
