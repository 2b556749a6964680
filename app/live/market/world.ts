/** The instruments of a live pipeline, as its broker specifies them. */
import { SepError } from '../../../model/error-codes.js'
import { createWorld, type Instrument, type World } from '../../../model/world.js'
import type { OandaClient } from '../../../oanda/client/client.js'
import { conversionPairs, parseInstruments } from '../../../sources/instruments.js'
import { DEFAULT_PAIRS } from '../../config/topology.js'

const FX = /^[A-Z]{3}_[A-Z]{3}$/

/** `pairs` null: what a paper broker offers, else the eight default pairs. Pairs that only convert to `home` are loaded too, untraded. */
export const liveWorld = async (client: OandaClient, pairs: readonly string[] | null, home: string): Promise<World> => {
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
  return createWorld(
    names.map((name) => offered.find((instrument) => instrument.name === name) as Instrument),
    home,
    { untraded: names.filter((name) => !traded.includes(name)) },
  )
}
