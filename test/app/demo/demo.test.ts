/** The demo in process: warm-up, trading, kill switch, shutdown. Time passes only when a test advances it. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { type Clock, systemClock } from '../../../lib/clock.js'
import { heldClock } from './held-clock.js'
import { testClock } from '../../support/test-clock.js'
import type { OrderView } from '../../../api/contract/ledger.js'
import type { StatusView } from '../../../api/contract/status.js'
import { demo } from '../../../deploy/demo.js'
import { TRADING_FROM_MS } from '../../../app/demo/market.js'
import { sepProgram } from '../../../app/config/graph-program.js'
import { resolveSettings } from '../../../app/config/settings.js'
import { graphTopology } from '../../../app/config/topology.js'
import { sep } from '../../../graph/sep.js'
import { EAGER } from '../../support/sep-run.js'

interface Running {
  readonly url: string
  readonly days: number[]
  /** Resolves when trading starts. */
  readonly trading: Promise<void>
  readonly ended: Promise<void>
  readonly abort: AbortController
}
const open: Running[] = []
afterEach(async () => {
  for (const { abort, ended } of open.splice(0)) {
    abort.abort()
    await ended
  }
})

const settings = resolveSettings({ profile: 'demo', set: [...EAGER, 'run.pairs=EUR_USD,GBP_USD,USD_JPY'] })
const start = async (
  more: {
    readonly days?: number
    readonly speed?: number
    readonly clock?: Clock
    readonly settings?: typeof settings
  } = {},
): Promise<Running> => {
  const program = sepProgram(more.settings ?? settings)
  const abort = new AbortController()
  const days: number[] = []
  return new Promise((resolve, reject) => {
    let begin: () => void
    const trading = new Promise<void>((done) => {
      begin = done
    })
    const ended = demo({
      program,
      seed: 1,
      speed: more.speed ?? 60,
      port: 0,
      host: '127.0.0.1',
      days: more.days ?? 2,
      signal: abort.signal,
      clock: more.clock ?? systemClock,
      onWarmup: (done) => days.push(done),
      onTrading: () => begin(),
      onListening: (url) => {
        const running = { url, days, trading, ended, abort }
        open.push(running)
        resolve(running)
      },
    })
    ended.catch(reject)
  })
}

/** A page that was opened: its reads, and its calls with the session that it was given. */
const pageOf = async (url: string) => {
  const cookie = ((await fetch(url)).headers.get('set-cookie') ?? '').split(';')[0] as string
  const get = async <T>(path: string): Promise<T> =>
    (await fetch(`${url}${path}`, { headers: { cookie } })).json() as Promise<T>
  const { csrf } = await get<{ csrf: string }>('/api/session')
  const headers = { cookie, 'x-csrf-token': csrf, 'content-type': 'application/json' }
  const post = async (path: string, body: object) => {
    const response = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    return { status: response.status, answer: (await response.json()) as Readonly<Record<string, unknown>> }
  }
  const status = () => get<StatusView>('/api/status')
  return { get, post, status }
}

describe('the demo', () => {
  test('answers during history: warming, not ready, with the days that are done', async () => {
    const clock = heldClock()
    const { url, days, trading } = await start({ days: 12, clock })
    const { get, status } = await pageOf(url)
    expect(await status()).toMatchObject({ phase: 'warming', warmup: { days: 12 }, ready: false })
    const ready = await fetch(`${url}/ready`)
    expect([ready.status, ((await ready.json()) as Pick<StatusView, 'reasons'>).reasons[0]?.code]).toEqual([
      503,
      'warming',
    ])
    clock.release()
    await trading
    expect(days).toEqual(Array.from({ length: 12 }, (_, n) => n + 1))
    expect(await status()).toMatchObject({ phase: 'running', warmup: null, nav: 100_000 })
    expect(await get('/health')).toEqual({ status: 'ok', phase: 'running' })
    expect((await fetch(`${url}/ready`)).status).toBe(200)
  })

  test('a slice for each second at 60x; rates count from the start of trading', async () => {
    const clock = testClock()
    const { url, trading } = await start({ clock })
    await trading
    const { get, status } = await pageOf(url)
    await clock.advance(999)
    expect((await status()).tsMs).toBe(TRADING_FROM_MS)
    await clock.advance(1)
    await pass(clock, 9)
    expect(await status()).toMatchObject({ tsMs: TRADING_FROM_MS + 600_000, speed: 60 })
    const { points } = await get<{ points: unknown[] }>('/api/equity')
    expect(points).toHaveLength(10)
    const stats = await get<{ nodes: { node: string; rows: number }[] }>('/api/graph/stats')
    expect(Math.max(...stats.nodes.map(({ rows }) => rows))).toBe(30)
  })

  test('/api/graph is the graph that `sep graph` prints, hash and all', async () => {
    const { url } = await start({ days: 1 })
    const { get } = await pageOf(url)
    expect(await get('/api/graph')).toEqual(JSON.parse(JSON.stringify(graphTopology(sep(settings), settings))))
  })

  test('the pulse trader of the demo enters within minutes when nothing else does', async () => {
    const clock = testClock()
    const quiet = resolveSettings({ profile: 'demo', set: ['guards.cMin=0.999', 'run.pairs=EUR_USD,GBP_USD,USD_JPY'] })
    const { url, trading } = await start({ clock, settings: quiet })
    await trading
    const { get } = await pageOf(url)
    const orders = () => get<{ items: OrderView[] }>('/api/ledger/orders')
    const { items } = await until(clock, 60, orders, (page) => page.items.length > 0)
    expect(items.at(-1)?.reason).toBe('pulse')
  })

  test('a page of this machine turns the kill switch on and off; nobody else does', async () => {
    const clock = testClock()
    const { url, trading } = await start({ clock })
    await trading
    const { post, status } = await pageOf(url)
    const refused = await fetch(`${url}/api/kill-switch`, { method: 'POST', body: '{"on":true}' })
    expect([refused.status, (await status()).killSwitch.on]).toEqual([401, false])
    const on = post('/api/kill-switch', { on: true })
    expect((await until(clock, 100, status, ({ killSwitch }) => killSwitch.on)).killSwitch.on).toBe(true)
    await pass(clock, 3)
    expect(await on).toMatchObject({ status: 200, answer: { state: 'done' } })
    expect(await post('/api/kill-switch', { on: false })).toMatchObject({ status: 409, answer: { code: 'refused' } })
    const off = post('/api/kill-switch', { on: false, account: 'demo' })
    expect((await until(clock, 100, status, ({ killSwitch }) => !killSwitch.on)).killSwitch.on).toBe(false)
    await pass(clock, 3)
    expect((await off).status).toBe(200)
  })
})

describe('the end of the demo', () => {
  let taken: Server | undefined
  afterEach(async () => {
    if (taken) await new Promise((resolve) => taken?.close(resolve))
    taken = undefined
  })

  test('during history', async () => {
    const { url, days, abort, ended } = await start({ days: 3650 })
    abort.abort()
    await ended
    expect(days.length).toBeLessThan(3650)
    await expect(fetch(url)).rejects.toThrow()
  })

  test('during a wait of an hour and with a kept-alive connection', async () => {
    const { url, trading, abort, ended } = await start({ speed: 1 / 60 })
    await trading
    await (await pageOf(url)).status()
    abort.abort()
    await ended
    await expect(fetch(url)).rejects.toThrow()
  })

  test('before it has started', async () => {
    const abort = new AbortController()
    abort.abort()
    const events: string[] = []
    let page = ''
    await demo({
      program: sepProgram(settings),
      seed: 1,
      speed: 60,
      port: 0,
      host: '127.0.0.1',
      days: 5,
      signal: abort.signal,
      onListening: (url) => {
        page = url
        events.push('listening')
      },
      onWarmup: (days) => events.push(`day ${days}`),
      onTrading: () => events.push('trading'),
    })
    expect(events).toEqual(['listening'])
    await expect(fetch(page)).rejects.toThrow()
  })

  test('a port in use is named, with the remedy', async () => {
    taken = createServer()
    await new Promise<void>((resolve) => taken?.listen(0, '127.0.0.1', resolve))
    const { port } = taken.address() as AddressInfo
    const running = demo({
      program: sepProgram(settings),
      seed: 1,
      speed: 60,
      port,
      host: '127.0.0.1',
      days: 1,
      signal: new AbortController().signal,
    })
    await expect(running).rejects.toMatchObject({
      code: 'bad-argument',
      message: `port ${port} of 127.0.0.1 is in use; choose another with --port or --host`,
    })
  })
})

/** Lets this many slices pass at 60x, with turns of the event loop for the engine in between. */
const pass = async (clock: ReturnType<typeof testClock>, slices: number): Promise<void> => {
  for (let n = 0; n < slices; n++) {
    await clock.advance(1000)
    await clock.yield()
  }
}

/** Lets up to `slices` slices pass, one by one, until what is read is wanted. A request on its way takes as many as the machine likes. */
const until = async <T>(
  clock: ReturnType<typeof testClock>,
  slices: number,
  read: () => Promise<T>,
  wanted: (value: T) => boolean,
): Promise<T> => {
  for (let n = 0; n < slices; n++) {
    await pass(clock, 1)
    const value = await read()
    if (wanted(value)) return value
  }
  throw new Error(`not within ${slices} slices`)
}
