/** One test order on a paper broker with faults: what a person reads, and what the broker has afterwards. */
import { scriptedFeed } from '../../../api/paper-broker/market/scripted-feed.js'
import type { Finding } from '../../../app/doctor/finding.js'
import { placeTestOrder } from '../../../app/doctor/test-order/place-test-order.js'
import { scaledClock, systemClock } from '../../../lib/clock.js'
import { createOandaClient } from '../../../oanda/client/client.js'
import {
  ACCOUNT,
  client as http,
  start,
  START_MS,
  type StartOptions,
  TOKEN,
  usualPrices,
  world,
} from '../../support/start-broker.js'

/** Waits of the doctor and of the broker are so much shorter. */
const SPEED = 20

export interface OrderCase {
  readonly calls?: readonly object[]
  readonly lines?: readonly object[]
  readonly events?: readonly object[]
  readonly exchange?: StartOptions['exchange']
  readonly spread?: number
  readonly before?: object
  readonly interrupted?: boolean
  readonly arrivesMs?: number
}

export const placedOrder = async (given: OrderCase = {}) => {
  const clock = scaledClock(systemClock, { startMs: START_MS, speed: SPEED })
  const feed = scriptedFeed(world)
  usualPrices(feed)
  if (given.spread !== undefined) feed.set('EUR_USD', 1.1, 1.1 + given.spread, START_MS)
  const { calls = [], lines = [], events = [] } = given
  const exchange = given.exchange === undefined ? {} : { exchange: given.exchange }
  const broker = await start({ clock, feed, faults: { calls, lines, events }, ...exchange })
  const url = new URL(broker.url)
  const client = createOandaClient({
    target: { environment: 'paper', accountId: ACCOUNT, rest: url, stream: new URL(broker.streamUrl) },
    token: TOKEN,
    speed: SPEED,
    random: () => 0.5,
    timeoutMs: 400,
    attempts: 2,
  })
  const findings: Finding[] = []
  const interrupt = new AbortController()
  if (given.interrupted) interrupt.abort()
  try {
    if (given.before) await http(broker.url)('POST', '/orders', { order: given.before })
    const rejection = await placeTestOrder({
      client,
      instrument: 'EUR_USD',
      random: () => 0.5,
      arrivesMs: given.arrivesMs ?? 15_000,
      tryMs: 15_000,
      signal: interrupt.signal,
      onFindings: (found) => findings.push(...found),
      onLine: () => {},
    }).then(
      () => null,
      (error: unknown) => error,
    )
    const { ex } = broker.broker.accounts.get(ACCOUNT)!
    const trades = ex.trades.flat()
    return {
      rejection,
      lines: findings.map(({ state, check, message }) => `${state} ${check}: ${message}`),
      trades: trades.map(({ units, stop }) => ({ units, protected: stop !== null })),
      orders: ex.orders.flat().length,
      types: broker.broker.accounts.get(ACCOUNT)!.log.map(({ type }) => type),
    }
  } finally {
    client.close()
    await broker.close()
  }
}
