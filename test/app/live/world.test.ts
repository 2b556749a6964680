/** The world of a live pipeline: instruments as the broker names them, at the margin rate that it charges. */
import { expect, test } from 'vitest'
import { liveWorld } from '../../../app/live/market/world.js'
import { loadInstruments } from '../../../sources/instruments.js'

/** A broker whose instruments stand at 2 % (EUR_USD) and 5 % (GBP_USD), whatever the account pays. */
const offered = loadInstruments(['EUR_USD', 'GBP_USD']).map(({ base: _b, quote: _q, ...one }) => one)
const target = { environment: 'practice', accountId: '101-001-1234567-001' } as const
const broker = { target, instruments: async () => offered }

test.each<[string, string | null, readonly number[]]>([
  ['the account names no rate', null, [0.02, 0.05]],
  ['a lower rate of the account', '0.01', [0.02, 0.05]],
  ['a rate between the two', '0.03', [0.03, 0.05]],
  ['a higher rate of the account', '0.1', [0.1, 0.1]],
])('margin rates that sizing uses: %s', async (_, marginRate, expected) => {
  const world = await liveWorld(broker, ['EUR_USD', 'GBP_USD'], { currency: 'USD', marginRate })
  expect(world.instruments.map((one) => one.marginRate)).toEqual(expected)
  // Recorded with the world: a replay sizes as the live pipeline did.
  expect(world.identity.instruments).toBe(world.instruments)
})
