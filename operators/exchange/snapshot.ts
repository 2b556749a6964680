/** The account as plain state and back. */
import type { State } from '../../lib/codec.js'
import type { World } from '../../model/world.js'
import { emptyExchange } from './account.js'
import type { Exchange, ExchangeConfig } from './types.js'

const PLAIN = [
  'balanceE4',
  'depositedE4',
  'realizedE4',
  'financingE4',
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

/** A copy: what happens to the account later does not reach it. Fills not yet taken are not part of it. */
export const saveExchange = (ex: Exchange): State =>
  structuredClone(Object.fromEntries(PLAIN.map((name) => [name, ex[name]]))) as unknown as State

/** Takes over what `saveExchange` gave. */
export const restoreExchange = (config: ExchangeConfig, world: World, saved: State): Exchange => ({
  ...emptyExchange(config, world),
  ...(structuredClone(saved) as unknown as Pick<Exchange, (typeof PLAIN)[number]>),
})
