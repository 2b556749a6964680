/** A client of a scripted server for the streams of a test, on a clock that the test moves; a fresh one for each test. */
import { afterEach, beforeEach } from 'vitest'
import { createOandaClient, type OandaClient } from '../../../oanda/client/client.js'
import { oandaTarget } from '../../../oanda/client/target.js'
import { scriptedServer, type ScriptedServer } from '../../support/scripted-server.js'
import { settleSockets } from '../../support/settle.js'
import { testClock } from '../../support/test-clock.js'

interface Parts {
  readonly server: ScriptedServer
  readonly clock: ReturnType<typeof testClock>
  readonly client: OandaClient
  readonly leaving: AbortController
}
export interface StreamBench {
  /** Of the current test. */
  parts(): Parts
  /** The first events up to the one that ends the test. */
  until<T>(events: AsyncGenerator<T, void>, last: (event: T) => boolean): Promise<T[]>
}

export const streamBench = (): StreamBench => {
  const current: Parts[] = []
  const parts = () => current.at(-1)!
  beforeEach(async () => {
    const server = await scriptedServer()
    const clock = testClock(Date.UTC(2026, 0, 5))
    const client = createOandaClient({
      target: oandaTarget({ environment: 'paper', accountId: '101-001-1234567-001', restUrl: server.url }),
      token: 'canary-8f2a6c/+secret',
      clock,
      random: () => 1,
    })
    current.push({ server, clock, client, leaving: new AbortController() })
  })
  afterEach(async () => {
    const { server, client, leaving } = parts()
    leaving.abort()
    client.close()
    await server.close()
  })
  return {
    parts,
    until: (events, last) =>
      settleSockets(
        parts().clock,
        (async () => {
          const all = []
          for await (const event of events) {
            all.push(event)
            if (last(event)) break
          }
          return all
        })(),
      ),
  }
}

/** True at the gap number `count`. */
export const gaps = (count: number) => {
  let seen = 0
  return (event: { readonly kind: string }): boolean => event.kind === 'gap' && ++seen === count
}
