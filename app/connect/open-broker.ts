/** Opens the client of the broker that a command's flags name. */
import { systemClock } from '../../lib/clock.js'
import type { Logger } from '../../lib/logger.js'
import { createOandaClient, type OandaClient, type OandaClientOptions } from '../../oanda/client/client.js'
import type { Target } from '../../oanda/client/target.js'

export interface BrokerAddress {
  readonly target: Target
  readonly token: string
  readonly speed: number
}

/** `log` gets what the operator should know: refused tokens, rate limits, unreadable answers. */
export const openBroker = (
  { target, token, speed }: BrokerAddress,
  log: Logger,
  { patienceMs = 0, onAnswer }: Pick<OandaClientOptions, 'patienceMs' | 'onAnswer'> = {},
): OandaClient =>
  createOandaClient({
    patienceMs,
    onAnswer,
    target,
    token,
    speed,
    clock: systemClock,
    random: Math.random,
    report: ({ kind, text }) => {
      if (kind !== 'retry') log(text, 'warn')
    },
  })
