/** The demo in process: warm-up, trading, kill switch, shutdown. Time passes only when a test advances it. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { type Clock, systemClock } from '../../../lib/clock.js'
import { testClock } from '../../support/test-clock.js'
import type { Explanation } from '../../../graph/explain/explain.js'
import { demo } from '../../../deploy/demo.js'
import { TRADING_FROM_MS } from '../../../app/demo/market.js'
import { loadGraphProgram, sepProgram } from '../../../app/config/graph-program.js'
import { resolveSettings } from '../../../app/config/settings.js'
import { graphTopology } from '../../../app/config/topology.js'
import { sep } from '../../../graph/sep.js'
import type { LiveView } from '../../../sinks/page-view/page-view.js'
import { EAGER } from '../../support/sep-run.js'

type Status = LiveView & {
  readonly speed: number
  readonly killSwitch: { readonly on: boolean; readonly flatten: boolean }
}
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
    readonly graph?: 'sma-flip'
  } = {},
): Promise<Running> => {
  const program = more.graph ? await loadGraphProgram(more.graph, {}) : sepProgram(more.settings ?? settings)
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
const get = async <T>(url: string): Promise<T> => (await fetch(url)).json() as Promise<T>
const post = async (url: string, body: object): Promise<unknown> =>
  (
    await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  ).json()

describe('the demo', () => {
  test('answers during history: the progress, and 503 for what does not exist yet', async () => {
    const { url, days, trading } = await start({ days: 12 })
    const early = await fetch(`${url}/api/status`)
    expect([early.status, early.headers.get('content-type')]).toEqual([503, 'application/problem+json; charset=utf-8'])
    expect(await early.json()).toMatchObject({ status: 503, days: 12 })
    expect((await fetch(url)).status).toBe(200)
    await trading
    expect(days).toEqual(Array.from({ length: 12 }, (_, n) => n + 1))
    expect(await get(`${url}/api/warmup`)).toEqual({ daysDone: 12, days: 12, trading: true })
    expect((await fetch(`${url}/ready`)).status).toBe(200)
  })

  test('a slice for each second at 60x; charts begin with history; rates count from the start of trading', async () => {
    const clock = testClock()
    const { url, trading } = await start({ clock })
    await trading
    const before = await get<Status>(`${url}/api/status`)
    expect([before.tsMs, before.navHistory, before.nav]).toEqual([TRADING_FROM_MS, [], 100_000])
    expect((await get<unknown[]>(`${url}/api/candles?instrument=EUR_USD`)).length).toBeGreaterThan(200)
    await clock.advance(999)
    expect((await get<Status>(`${url}/api/status`)).tsMs).toBe(TRADING_FROM_MS)
    await clock.advance(1)
    await pass(clock, 9)
    const after = await get<Status>(`${url}/api/status`)
    expect([after.tsMs, after.navHistory.length, after.speed]).toEqual([TRADING_FROM_MS + 600_000, 10, 60])
    const stats = await get<{ nodes: string[]; slices: number }[]>(`${url}/api/graph/stats`)
    expect(new Set(stats.map(({ slices }) => slices))).toEqual(new Set([10]))
  })

  test('/api/graph is the graph that `sep graph` prints, hash and all', async () => {
    const { url } = await start({ days: 1 })
    expect(await get(`${url}/api/graph`)).toEqual(JSON.parse(JSON.stringify(graphTopology(sep(settings), settings))))
  })

  test('it trades; each order is explained from its own slice back to the candle', async () => {
    const clock = testClock()
    const { url, trading } = await start({ clock })
    await trading
    const status = await until(url, clock, 600, ({ orders }) => orders.length >= 6)
    for (const order of status.orders) {
      const { verdict, steps, tsMs } = await get<Explanation>(
        `${url}/api/explain?instrument=${order.instrument}&tsMs=${order.tsMs}`,
      )
      expect(tsMs).toBe(order.tsMs)
      expect(verdict).toMatch(order.leg === 'entry' ? /^order: .*(buys|sells) \d+ units/ : /^order: closes all/)
      expect([steps[0]?.node, steps.at(-1)?.node]).toEqual(['risk', 'candle'])
    }
    expect((await fetch(`${url}/api/explain?instrument=EUR_USD&tsMs=1000`)).status).toBe(404)
    // An order stays explained long after the slices around it are gone.
    const { instrument, tsMs } = status.orders.at(-1) as (typeof status.orders)[number]
    await post(`${url}/api/kill-switch`, { on: true })
    await pass(clock, 300)
    expect((await fetch(`${url}/api/explain?instrument=${instrument}&tsMs=${tsMs}`)).status).toBe(200)
  })

  test('the pulse trader of the demo enters within minutes when nothing else does', async () => {
    const clock = testClock()
    const quiet = resolveSettings({ profile: 'demo', set: ['guards.cMin=0.999', 'run.pairs=EUR_USD,GBP_USD,USD_JPY'] })
    const { url, trading } = await start({ clock, settings: quiet })
    await trading
    const { orders } = await until(url, clock, 60, (status) => status.orders.length > 0)
    expect(orders.at(-1)?.reason).toBe('pulse')
  })
})

describe("a graph without SEP's nodes", () => {
  test('trades on the page: account, orders and their explanation; what it lacks is blank', async () => {
    const clock = testClock()
    const { url, trading } = await start({ clock, graph: 'sma-flip' })
    await trading
    const status = await until(url, clock, 300, ({ orders }) => orders.length > 0)
    expect(status).toMatchObject({ drawdownPct: null, costs: null, killed: false, trades: 0 })
    expect(status.nav).toBeGreaterThan(90_000)
    expect(status.instruments[0]).toMatchObject({ coherence: null, weight: null, failed: [], open: false })
    expect(status.instruments[0]?.bid).toBeGreaterThan(0)
    const { instrument, tsMs } = status.orders[0] as (typeof status.orders)[number]
    const { verdict, steps } = await get<Explanation>(`${url}/api/explain?instrument=${instrument}&tsMs=${tsMs}`)
    expect(verdict).toMatch(/^flip: /)
    expect([steps[0]?.node, steps.at(-1)?.node]).toEqual(['flip', 'candle'])
  })
})

describe('the kill switch of the demo', () => {
  test('applies from the next slice, blocks increases, and trading continues when it is off', async () => {
    const clock = testClock()
    const { url, trading } = await start({ clock })
    await trading
    await until(url, clock, 600, ({ orders }) => orders.length > 0)
    expect(await post(`${url}/api/kill-switch`, { on: true })).toEqual({ on: true, flatten: false })
    const asked = await get<Status>(`${url}/api/status`)
    expect([asked.killSwitch.on, asked.killed]).toEqual([true, false])
    await pass(clock, 1)
    const obeyed = await get<Status>(`${url}/api/status`)
    expect([obeyed.tsMs - asked.tsMs, obeyed.killed]).toEqual([60_000, true])
    const { steps } = await get<Explanation>(`${url}/api/explain?instrument=EUR_USD`)
    expect(steps.find(({ node }) => node === 'control')?.values).toMatchObject({
      killSwitch: 1,
      requestId: 1,
      flatten: 0,
    })
    const later = await until(url, clock, 900, ({ refused }) => (refused['kill'] ?? 0) > 3)
    const increases = later.orders.filter(({ leg, tsMs }) => leg === 'entry' && tsMs >= obeyed.tsMs)
    expect(increases).toEqual([])
    await post(`${url}/api/kill-switch`, { on: false })
    const again = await until(
      url,
      clock,
      900,
      ({ orders }) => (orders[0]?.tsMs ?? 0) > later.tsMs && orders[0]?.leg === 'entry',
    )
    expect(again.killed).toBe(false)
  })

  test('flatten closes all positions; switching off cancels it', async () => {
    const clock = testClock()
    const { url, trading } = await start({ clock })
    await trading
    const holding = (status: Status) =>
      status.instruments.filter(({ units, pendingUnits }) => units !== 0 || pendingUnits !== 0)
    const held = await until(url, clock, 600, (status) => holding(status).length > 0)
    await post(`${url}/api/kill-switch`, { on: true, flatten: true })
    // One slice closes, the next one sees the fill; a gap in the candles may cost another two.
    const flat = await until(url, clock, 4, (status) => holding(status).length === 0)
    const closes = flat.orders.filter(
      ({ leg, tsMs, reason }) => leg === 'close' && tsMs === held.tsMs + 60_000 && reason === 'flatten',
    )
    expect(closes.map(({ instrument }) => instrument).sort()).toEqual(
      holding(held)
        .filter(({ units }) => units !== 0)
        .map(({ instrument }) => instrument),
    )
    await pass(clock, 30)
    expect(holding(await get<Status>(`${url}/api/status`))).toEqual([])
    expect(await post(`${url}/api/kill-switch`, { on: false })).toEqual({ on: false, flatten: false })
    await until(url, clock, 900, (status) => holding(status).length > 0)
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
    await get(`${url}/api/status`)
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

/** Lets up to `slices` slices pass, one by one, until the status matches. */
const until = async (
  url: string,
  clock: ReturnType<typeof testClock>,
  slices: number,
  wanted: (status: Status) => boolean,
): Promise<Status> => {
  for (let n = 0; n < slices; n++) {
    await pass(clock, 1)
    const status = await get<Status>(`${url}/api/status`)
    if (wanted(status)) return status
  }
  throw new Error(`not within ${slices} slices`)
}
