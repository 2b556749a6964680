import { describe, expect, test } from 'vitest'
import { MINUTE_MS } from '../../../lib/time-units.js'
import * as recorded from '../../support/recorded-broker.js'
import { html, json } from '../../support/scripted-server.js'
import { clientBench } from './client-bench.js'

const bench = clientBench()
const REFUSALS = [400, 401, 403, 404, 405, 409, 415]
const answers = () => bench.parts().server.seen.length
const kinds = () => bench.parts().events.map(({ kind }) => kind)

describe('a refusal', () => {
  test.each(REFUSALS)('%d: passes, with a reason while it stands', async (status) => {
    const { server, clock } = bench.parts()
    const client = bench.create({ patienceMs: 10 * MINUTE_MS })
    server.script.push(json(status, { errorMessage: 'no' }), json(200, recorded.summary))
    expect(await bench.outcome(client.summary())).toMatchObject({
      code: 'broker-unavailable',
      message: expect.stringContaining(`HTTP ${status}: no`),
    })
    expect(client.refusal()).toContain(`HTTP ${status}: no`)
    await clock.advance(1000)
    expect(await bench.outcome(client.summary())).toMatchObject({ balance: '3000000.0000' })
    expect(client.refusal()).toBeNull()
    expect(kinds()).toEqual(['refused', 'accepted'])
  })

  test('the page of a proxy is no different', async () => {
    const { server } = bench.parts()
    server.script.push(html(403))
    const client = bench.create({ patienceMs: MINUTE_MS })
    expect(await bench.outcome(client.summary())).toMatchObject({
      code: 'broker-unavailable',
      message: expect.stringContaining('HTTP 403, not JSON'),
    })
  })

  test('is tried again with growing waits, at most a minute apart, and logged once', async () => {
    const { server, clock } = bench.parts()
    server.otherwise = html(401)
    const client = bench.create({ patienceMs: 10 * MINUTE_MS })
    const triedAt: number[] = []
    const startMs = clock.nowMs()
    for (let second = 0; second < 300; second++) {
      const before = answers()
      await bench.outcome(client.summary())
      if (answers() > before) triedAt.push(Math.round((clock.nowMs() - startMs) / 1000))
      await clock.advance(1000)
    }
    const waits = triedAt.slice(1).map((at, n) => at - triedAt[n]!)
    expect(waits).toEqual([1, 2, 3, 6, 12, 24, 45, 45, 45, 45, 45])
    expect(kinds()).toEqual(['refused'])
  })

  test.each([
    ['in the trading week it is final after minutes', Date.UTC(2026, 0, 5), 'broker-refused'],
    ['at a weekend, when the broker is maintained for hours, it never is', Date.UTC(2026, 0, 3), 'broker-unavailable'],
  ])('%s', async (_, brokerMs, code) => {
    const { server, clock } = bench.parts()
    const client = bench.create({ patienceMs: 10 * MINUTE_MS })
    server.script.push(json(200, recorded.summary, { Date: new Date(brokerMs).toUTCString() }))
    await bench.outcome(client.summary())
    server.otherwise = json(401, {})
    for (let minute = 0; minute < 10; minute++) {
      expect(await bench.outcome(client.summary())).toMatchObject({ code: 'broker-unavailable' })
      await clock.advance(MINUTE_MS)
    }
    expect(await bench.outcome(client.summary())).toMatchObject({ code })
  })

  test('of one interface does not stop the others, and one that nobody tries again is forgotten', async () => {
    const { server, clock } = bench.parts()
    const client = bench.create({ patienceMs: 10 * MINUTE_MS })
    const candles = (name: string) => client.candles(name, { granularity: 'M1', count: 2 })
    server.script.push(json(404, {}), json(200, recorded.candles))
    expect(await bench.outcome(candles('EUR_USD'))).toMatchObject({ code: 'broker-unavailable' })
    expect(await bench.outcome(candles('USD_JPY'))).toHaveLength(recorded.candles.candles.length)
    expect(await bench.outcome(candles('EUR_USD'))).toMatchObject({ code: 'broker-unavailable' })
    expect(answers()).toBe(2)
    await clock.advance(4 * MINUTE_MS)
    expect(client.refusal()).toBeNull()
  })

  test('of a stream is shown, and passes', async () => {
    const { server } = bench.parts()
    const client = bench.create({ patienceMs: 10 * MINUTE_MS })
    const open = () => bench.outcome(client.openStream('pricing', ['EUR_USD'], new AbortController().signal))
    server.script.push(html(403), json(200, {}))
    await open()
    expect(client.refusal()).toContain('pricing/stream?instruments=EUR_USD&snapshot=True: HTTP 403')
    await open()
    expect(client.refusal()).toBeNull()
  })
})

test('the date of an error page is that of a proxy: the clock does not follow it', async () => {
  const { server } = bench.parts()
  const client = bench.create({ patienceMs: MINUTE_MS })
  const dated = (text: string) => ({ Date: new Date(text).toUTCString() })
  server.script.push(json(200, recorded.summary, dated('2026-01-05T00:00:00Z')))
  await bench.outcome(client.summary())
  const nowMs = client.clock.nowMs()
  for (const answer of [json(401, {}, dated('2031-01-05T00:00:00Z')), html(502)]) {
    server.script.push(answer)
    await bench.outcome(client.summary())
  }
  expect(Math.abs(client.clock.nowMs() - nowMs)).toBeLessThan(MINUTE_MS)
  expect(client.clock.steps()).toBe(0)
})
