/** The client of a broker as a command was told of it. */
import { systemClock } from '../../lib/clock.js'
import { createOandaClient, type OandaClient } from '../../oanda/client/client.js'
import type { Target } from '../../oanda/client/target.js'

export interface BrokerAddress {
  readonly target: Target
  readonly token: string
  readonly speed: number
}

/** `report` hears what deserves a line: refused tokens, limits, unreadable answers. */
export const openBroker = ({ target, token, speed }: BrokerAddress, report: (text: string) => void): OandaClient =>
  createOandaClient({
    target,
    token,
    speed,
    clock: systemClock,
    random: Math.random,
    report: ({ kind, text }) => {
      if (kind !== 'retry') report(text)
    },
  })
