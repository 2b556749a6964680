/** An account that the broker does not have gets no store. */
import { systemClock } from '../../lib/clock.js'
import { CodedError } from '../../lib/errors.js'
import { SECOND_MS } from '../../lib/time-units.js'
import { createOandaClient, REFUSAL_PATIENCE_MS } from '../../oanda/client/client.js'
import type { BrokerAddress } from './open-broker.js'
import type { StoreRequest } from './store-of.js'
import { hasStore, storePlace } from './store-place.js'

/** Rejects with `broker-refused`. A store that exists, and a broker that is away or refuses for a while, decide nothing. */
export const checkAccount = async (
  { target, token, speed }: BrokerAddress,
  { storeUrl, ...place }: StoreRequest,
): Promise<void> => {
  if (storeUrl !== undefined || hasStore(storePlace(place))) return
  const client = createOandaClient({
    ...{ target, token, speed, clock: systemClock, random: Math.random },
    ...{ attempts: 1, timeoutMs: 5 * SECOND_MS, patienceMs: REFUSAL_PATIENCE_MS },
  })
  try {
    await client.account()
  } catch (error) {
    if (!(error instanceof CodedError) || error.code === 'broker-refused') throw error
  } finally {
    client.close()
  }
}
