import { describe, expect, test } from 'vitest'
import { pricingStream } from '../../../oanda/stream/pricing-stream.js'
import * as recorded from '../../support/recorded-broker.js'
import { json, streaming } from '../../support/scripted-server.js'
import { gaps, streamBench } from './stream-bench.js'

const bench = streamBench()
describe('pricing stream', () => {
  const line = (value: object) => `${JSON.stringify(value)}\n`
  test('after each opening there is a snapshot, and bad lines are logged and skipped', async () => {
    const { server, client, leaving } = bench.parts()
    const price = recorded.streamPrice
    let opened = 0
    server.otherwise = (response, seen) => {
      if (!seen.path.includes('/stream')) return json(200, recorded.pricing)(response, seen)
      const lines = [
        line(price),
        line({ ...price, bids: [{ price: 'NaN', liquidity: 1 }] }),
        line(recorded.priceHeartbeat),
      ]
      streaming(opened++ === 0 ? lines : [line(price)], (stream) => stream.end())(response, seen)
    }
    const events = await bench.until(
      pricingStream(client, ['EUR_USD', 'ZAR_JPY'], { random: () => 1, signal: leaving.signal }),
      gaps(3),
    )
    const words = events.map((event) => (event.kind === 'price' ? event.price.instrument : event.kind))
    const own = ['open', 'EUR_USD', 'fault', 'heartbeat', 'gap', 'open', 'EUR_USD', 'gap']
    expect(words.filter((word) => word !== 'ZAR_JPY')).toEqual([...own, 'open', 'EUR_USD', 'gap'])
    // The snapshots come when they come, the last one perhaps too late for this test.
    expect(words.filter((word) => word === 'ZAR_JPY').length).toBeGreaterThanOrEqual(2)
    expect(server.seen.map(({ path }) => path.split('?')[0]?.split('/').slice(4).join('/')).slice(0, 2)).toEqual([
      'pricing/stream',
      'pricing',
    ])
  })
})
