/** The instruments of a live pipeline, as its broker specifies them. */
import type { BrokerAccount } from '../../../model/broker-client.js'
import { SepError } from '../../../model/error-codes.js'
import { createWorld, type Instrument, type World } from '../../../model/world.js'
import type { Target } from '../../../oanda/client/target.js'
import { conversionPairs, parseInstruments } from '../../../sources/instruments.js'
import { DEFAULT_PAIRS } from '../../config/topology.js'

const FX = /^[A-Z]{3}_[A-Z]{3}$/

/** What is asked of the broker. */
type InstrumentList = {
  readonly target: Pick<Target, 'environment' | 'accountId'>
  instruments(): Promise<readonly unknown[]>
}

/**
 * `pairs` null: what a paper broker offers, else the eight default pairs. Pairs that only convert to home are loaded too, untraded.
 * Margin rates are at least the account's: the broker charges the larger one.
 */
export const liveWorld = async (
  client: InstrumentList,
  pairs: readonly string[] | null,
  account: Pick<BrokerAccount, 'currency' | 'marginRate'>,
): Promise<World> => {
  const home = account.currency
  const offered = parseInstruments(await client.instruments(), 'instruments of the broker')
  const held = offered.map(({ name }) => name).filter((name) => FX.test(name))
  const traded = pairs ?? (client.target.environment === 'paper' ? held : DEFAULT_PAIRS)
  const missing = traded.filter((name) => !held.includes(name))
  if (missing.length > 0) {
    throw new SepError(
      'missing-data',
      `account ${client.target.accountId}: ${missing.join(', ')} cannot be traded there`,
    )
  }
  const names = [...new Set([...traded, ...conversionPairs(traded, held, home)])].sort()
  const least = Number(account.marginRate ?? 0)
  const instruments = names.map((name) => {
    const one = offered.find((instrument) => instrument.name === name) as Instrument
    return one.marginRate < least ? { ...one, marginRate: least } : one
  })
  return createWorld(instruments, home, {
    untraded: names.filter((name) => !traded.includes(name)),
  })
}
