import type { BrokerAccount } from '../../model/broker-client.js'
import { ALL_READABLE } from '../../model/unreadable-items.js'

/** The parts of an account in which everything could be read. */
export const READABLE: Pick<
  BrokerAccount,
  'nav' | 'marginUsed' | 'marginAvailable' | 'guaranteedStopsRequired' | 'unreadable' | 'hidden' | 'unreadableSums'
> = {
  nav: '100000.0000',
  marginUsed: '0.0000',
  marginAvailable: '100000.0000',
  guaranteedStopsRequired: false,
  ...ALL_READABLE,
}
