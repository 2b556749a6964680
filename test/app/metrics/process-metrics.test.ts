/** Metrics of processes that show no account, and what is counted besides the slices. */
import { createServer } from 'node:http'
import { describe, expect, test } from 'vitest'
import { metricsPage } from '../../../api/metrics/metrics-page.js'
import type { SampleSource } from '../../../api/metrics/sample-source.js'
import { fetchCounts, hydrateCounts, requestCounts, workerCounts } from '../../../app/metrics/job-counts.js'
import { withMetricsPort } from '../../../app/metrics/metrics-port.js'
import { spanSource } from '../../../app/metrics/span-source.js'
import { tradingCounts } from '../../../app/metrics/trading-counts.js'
import type { LiveEvent } from '../../../app/live/events/live-events.js'
import { systemClock } from '../../../lib/clock.js'
import { listen } from '../../../lib/listen.js'
import { DAY_MS, MINUTE_MS } from '../../../lib/time-units.js'
import { trialWrites } from '../../../sinks/trials/trial-writes.js'
import { memoryStore } from '../../../store/memory/store.js'
import { promtool } from '../../support/metrics/promtool.js'
import { seriesOf, valueOf } from '../../support/metrics/series.js'
import { testClock } from '../../support/test-clock.js'
import { madeRun } from '../../support/trials/made-run.js'

const scrape = (...sources: readonly SampleSource[]) => metricsPage(sources, testClock(0)).text()

describe('a port of its own', () => {
  const port = (metricsPort?: number) => ({
    metricsHost: '127.0.0.1',
    ...(metricsPort === undefined ? {} : { metricsPort }),
  })

  test('answers scrapes while the work runs, and is closed after it', async () => {
    const { onEnded, source } = workerCounts()
    const opened = { url: '' }
    const text = await withMetricsPort(
      port(0),
      [source],
      (url) => void Object.assign(opened, { url }),
      async () => {
        onEnded(true)
        onEnded(false)
        onEnded(true)
        expect(await (await fetch(`${opened.url}/health`)).json()).toEqual({ status: 'ok' })
        const answer = await fetch(`${opened.url}/metrics`)
        expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/)
        return answer.text()
      },
    )
    expect([
      valueOf(text, 'sep_worker_jobs_total', { result: 'done' }),
      valueOf(text, 'sep_worker_jobs_total', { result: 'failed' }),
    ]).toEqual([2, 1])
    expect(seriesOf(text).filter(({ name }) => name === 'sep_build_info')).toHaveLength(1)
    expect(promtool(['check', 'metrics'], text)).toEqual({ code: 0, text: '' })
    await expect(fetch(`${opened.url}/metrics`)).rejects.toThrow()
  })

  test('without the flag there is none', async () => {
    const opened: string[] = []
    expect(
      await withMetricsPort(
        port(),
        [],
        (url) => opened.push(url),
        async () => 7,
      ),
    ).toBe(7)
    expect(opened).toEqual([])
  })

  test('a port that is taken ends the command before its work, naming the flag', async () => {
    const taken = await listen(createServer().listeners('request')[0] as never, { port: 0, host: '127.0.0.1' })
    const begun: string[] = []
    const work = withMetricsPort(
      port(taken.port),
      [],
      () => {},
      async () => void begun.push('work'),
    )
    await expect(work).rejects.toThrow(/--metrics-port/)
    expect(begun).toEqual([])
    await taken.close()
  })
})

test('candles and manifolds that were stored', async () => {
  const fetched = fetchCounts()
  fetched.onStored('EUR_USD', 500, 60_000)
  fetched.onStored('EUR_USD', 1, 120_000)
  fetched.onStored('USD_JPY', 0, null)
  const hydrated = hydrateCounts()
  hydrated.onDone([{ instrument: 'EUR_USD', written: 3, newestMs: 5 }])
  hydrated.onDone([{ instrument: 'EUR_USD', written: 2, newestMs: 6 }])
  const text = await scrape(fetched.source, hydrated.source)
  const eurUsd = { instrument: 'EUR_USD' }
  expect(valueOf(text, 'sep_fetch_candles_total', eurUsd)).toBe(501)
  expect(valueOf(text, 'sep_fetch_newest_timestamp_seconds', eurUsd)).toBe(120)
  expect(valueOf(text, 'sep_fetch_candles_total', { instrument: 'USD_JPY' })).toBe(0)
  expect(valueOf(text, 'sep_fetch_newest_timestamp_seconds', { instrument: 'USD_JPY' })).toBeUndefined()
  expect(valueOf(text, 'sep_hydrate_written_total', eurUsd)).toBe(5)
})

test('answers of the paper broker by their status', async () => {
  const { counted, source } = requestCounts()
  const server = await listen(
    counted((request, response) => void response.writeHead(request.url === '/v3/accounts' ? 200 : 404).end()),
    { port: 0, host: '127.0.0.1' },
  )
  for (const path of ['/v3/accounts', '/v3/nothing', '/v3/accounts']) await (await fetch(`${server.url}${path}`)).text()
  await server.close()
  const text = await scrape(source)
  expect([
    valueOf(text, 'sep_paper_requests_total', { status: '200' }),
    valueOf(text, 'sep_paper_requests_total', { status: '404' }),
  ]).toEqual([2, 1])
})

test('what became of orders: counted, passed on, and there from the start', async () => {
  const passed: LiveEvent[] = []
  const { onEvent, fault, source } = tradingCounts((event) => passed.push(event))
  expect(
    seriesOf(await scrape(source))
      .filter(({ name }) => name === 'sep_order_events_total')
      .map(({ value }) => value),
  ).toEqual([0, 0, 0, 0, 0, 0])
  const rejected: LiveEvent = { event: 'rejected', tsMs: 1, instrument: 'EUR_USD', units: 5, why: '' }
  onEvent(rejected)
  onEvent({ event: 'mode', tsMs: 1, killSwitch: true, paused: false })
  fault('retry')
  const text = await scrape(source)
  expect(valueOf(text, 'sep_order_events_total', { event: 'rejected' })).toBe(1)
  expect(valueOf(text, 'sep_order_events_total', { event: 'fill' })).toBe(0)
  expect(valueOf(text, 'sep_broker_faults_total', { kind: 'retry' })).toBe(1)
  expect(passed.map(({ event }) => event)).toEqual(['rejected', 'mode'])
})

test('spans: not known before the first check, then consistent or not, checked again after five minutes', async () => {
  const clock = testClock(0)
  const store = memoryStore({ clock: systemClock })
  const context = { ts: Date.UTC(2026, 0, 5), family: 'sep', dataHash: 'd' }
  const day = DAY_MS / MINUTE_MS
  const exits = [5, 13 * day, 20 * day]
  for (const days of [14, 30]) {
    const { line, trades } = madeRun({ days, exits })
    await store.write(trialWrites(line, trades, context))
  }
  const source = spanSource(store, clock)
  const known = async () => {
    const text = await scrape(source)
    return [valueOf(text, 'sep_span_integrity_ok'), valueOf(text, 'sep_span_monotonic_violations_total')]
  }
  expect(await known()).toEqual([undefined, undefined])
  await expect.poll(known).toEqual([1, 0])
  const { line, trades } = madeRun({ days: 60, exits: [5] })
  await store.write(trialWrites(line, trades, context))
  expect(await known()).toEqual([1, 0])
  await clock.advance(5 * MINUTE_MS)
  await expect.poll(known).toEqual([0, 1])
})
