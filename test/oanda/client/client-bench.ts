/** A client of a scripted server on a clock that the test moves, new for each test; after it, no message may contain the token. */
import { inspect } from 'node:util'
import { afterEach, beforeEach, expect } from 'vitest'
import type { EntryRequest } from '../../../model/broker-client.js'
import { createOandaClient, type OandaClient, type OandaClientOptions } from '../../../oanda/client/client.js'
import type { OandaEvent } from '../../../oanda/client/oanda-event.js'
import { oandaTarget } from '../../../oanda/client/target.js'
import { scriptedServer, type ScriptedServer } from '../../support/scripted-server.js'
import { settleSockets } from '../../support/settle.js'
import { testClock } from '../../support/test-clock.js'

export const ACCOUNT = '101-001-1234567-001'
/** A message with this text leaks the token. */
export const TOKEN = 'canary-8f2a6c/+secret'

export const ENTRY: EntryRequest = {
  leg: 'entry',
  decisionId: '0123456789abcdef0123456789abcdef',
  instrument: 'EUR_USD',
  units: '100',
  priceBound: '1.16400',
  openOnly: false,
  stopLoss: { distance: '0.00350' },
  takeProfit: { price: '1.17000' },
}
export const CLOSE = {
  leg: 'close',
  decisionId: 'fedcba',
  instrument: 'EUR_USD',
  tradeId: '210',
  units: 'ALL',
} as const
/** The order may leave. */
export const FREE = { mayLeave: () => null }

interface Parts {
  readonly server: ScriptedServer
  readonly clock: ReturnType<typeof testClock>
  readonly events: OandaEvent[]
  readonly clients: OandaClient[]
  /** More texts that must not contain the token. */
  readonly texts: string[]
}
export interface ClientBench {
  /** Of the current test. */
  parts(): Parts
  create(options?: Partial<OandaClientOptions>): OandaClient
  /** The value, or code and message of the error. */
  outcome<T>(work: Promise<T>): Promise<T | { code: string; message: string }>
}

export const clientBench = (): ClientBench => {
  const current: Parts[] = []
  const parts = () => current.at(-1)!
  beforeEach(async () => {
    const clock = testClock(Date.UTC(2026, 0, 5))
    current.push({ server: await scriptedServer(), clock, events: [], clients: [], texts: [] })
  })
  afterEach(async () => {
    const { server, events, clients, texts } = parts()
    for (const client of clients) client.close()
    await server.close()
    const all = [...texts, ...events.map(({ text }) => text), ...clients.map((one) => inspect(one, { depth: 9 }))]
    expect(all.join('\n')).not.toContain('canary')
  })
  return {
    parts,
    create: (options = {}) => {
      const { server, clock, events, clients } = parts()
      const client = createOandaClient({
        target: oandaTarget({ environment: 'paper', accountId: ACCOUNT, restUrl: server.url }),
        token: TOKEN,
        clock,
        random: () => 0.5,
        report: (event) => events.push(event),
        ...options,
      })
      clients.push(client)
      return client
    },
    outcome: async (work) => {
      try {
        return await settleSockets(parts().clock, work)
      } catch (error) {
        parts().texts.push(inspect(error))
        const { code, message } = error as { code: string; message: string }
        return { code, message }
      }
    },
  }
}
