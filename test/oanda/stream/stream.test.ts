import { describe, expect, test } from 'vitest'
import { reopeningStream, type StreamEvent } from '../../../oanda/stream/stream.js'
import { html, json, reset, silence, streaming } from '../../support/scripted-server.js'
import { settleSockets } from '../../support/settle.js'
import { gaps, streamBench } from './stream-bench.js'

const bench = streamBench()
const open = () => {
  const { client, leaving } = bench.parts()
  return reopeningStream({
    open: (signal) => client.openStream('pricing', ['EUR_USD'], signal),
    clock: client.clock,
    random: () => 1,
    signal: leaving.signal,
  })
}
const wordsOf = (events: readonly StreamEvent[]) =>
  events.map((event) =>
    event.kind === 'line' ? event.value['n'] : event.kind === 'gap' ? `${event.why}, ${event.waitMs}` : 'open',
  )
describe('stream', () => {
  test('lines split and joined by the network', async () => {
    const { server } = bench.parts()
    server.script.push(
      streaming(['{"n":', '1}\n{"n":2}\n{"n"', ':3}', '\n', '\n{"n":4}\n{"half'], (response) => response.end()),
    )
    expect(wordsOf(await bench.until(open(), gaps(1)))).toEqual(['open', 1, 2, 3, 4, 'ended by the broker, 1000'])
  })

  test('dead after ten silent seconds; alive with a heartbeat every five', async () => {
    const { server, clock, client } = bench.parts()
    const beat = () => client.clock.sleep(5000)
    server.script.push(
      streaming(['{"n":1}\n'], (response) => {
        void (async () => {
          for (let n = 2; n < 8; n++) {
            await beat()
            response.write(`{"n":${n}}\n`)
          }
        })()
      }),
    )
    const fromMs = clock.nowMs()
    expect(wordsOf(await bench.until(open(), gaps(1)))).toEqual([
      'open',
      1,
      2,
      3,
      4,
      5,
      6,
      7,
      'silent for 10000 ms, 1000',
    ])
    expect(clock.nowMs() - fromMs).toBeGreaterThanOrEqual(40_000)
    expect(clock.nowMs() - fromMs).toBeLessThan(42_000)
  })

  test('whatever goes wrong, it is reopened, later each time', async () => {
    const { server } = bench.parts()
    server.script.push(
      reset,
      json(401, {}),
      html(502),
      streaming(['no json\n']),
      streaming(['[1]\n']),
      silence,
      streaming(['{"n":1}\n'], (response) => response.destroy()),
    )
    expect(wordsOf(await bench.until(open(), gaps(7)))).toEqual([
      'ECONNRESET, 1000',
      'HTTP 401, 2000',
      'HTTP 502, 4000',
      'open',
      'an unreadable line, 8000',
      'open',
      'an unreadable line, 16000',
      'no answer within 10000 ms, 32000',
      'open',
      1,
      'ECONNRESET, 64000',
    ])
  })

  test('waits grow to five minutes; a healthy minute resets them', async () => {
    const { server, client } = bench.parts()
    server.script.push(...Array.from({ length: 11 }, () => html(503)))
    server.script.push(
      streaming(['{"n":1}\n'], (response) => {
        void (async () => {
          for (let n = 2; n < 14; n++) {
            await client.clock.sleep(5500)
            response.write(`{"n":${n}}\n`)
          }
          response.end()
        })()
      }),
    )
    const waits = (await bench.until(open(), gaps(12))).flatMap((event) =>
      event.kind === 'gap' ? [event.waitMs / 1000] : [],
    )
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 1])
  })

  test('after the end there are no more attempts and no connections', async () => {
    const { server, clock, leaving } = bench.parts()
    let closed = false
    server.otherwise = streaming(['{"n":1}\n'], (response) => response.on('close', () => (closed = true)))
    const events = bench.until(open(), () => false)
    await server.asked(1)
    for (let turn = 0; turn < 50; turn++) await clock.yield()
    leaving.abort()
    expect(wordsOf(await events)).toEqual(['open', 1])
    for (let turn = 0; turn < 50 && !closed; turn++) await clock.yield()
    expect(closed).toBe(true)
    expect(server.seen).toHaveLength(1)
  })

  test('a slow reader loses nothing', async () => {
    const { server, clock } = bench.parts()
    const count = 20_000
    server.script.push(
      streaming(
        [Array.from({ length: count }, (_, n) => `{"n":${n},"pad":"${'x'.repeat(100)}"}\n`).join('')],
        (response) => response.end(),
      ),
    )
    const seen: unknown[] = []
    const work = (async () => {
      for await (const event of open()) {
        if (event.kind === 'gap') break
        if (event.kind === 'line') seen.push(event.value['n'])
        if (seen.length % 500 === 0) await clock.yield()
      }
    })()
    await settleSockets(clock, work, 1)
    expect(seen).toEqual(Array.from({ length: count }, (_, n) => n))
  })
})
