/** The demo's model: every read, also of a graph that lacks SEP's nodes; controls; what is late. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { API_ERRORS, type ApiError } from '../../../api/routes/api-error.js'
import { ROUTES } from '../../../api/routes/index.js'
import { loadGraphProgram, sepProgram } from '../../../app/config/graph-program.js'
import { resolveSettings } from '../../../app/config/settings.js'
import { TRADING_FROM_MS } from '../../../app/demo/market.js'
import { MINUTE_MS } from '../../../lib/time-units.js'
import { EAGER } from '../../support/sep-run.js'
import { askModel } from './ask-model.js'
import { type DemoRun, runDemo, STARTED_MS } from './run-demo.js'

const PAIRS = ['EUR_USD', 'GBP_USD', 'USD_JPY']
const settings = resolveSettings({ profile: 'demo', set: [...EAGER, `run.pairs=${PAIRS.join(',')}`] })

/** All that name no item. */
const READS = ROUTES.filter(({ method, path }) => method === 'get' && !/\{(?!node)/.test(path)).map(({ path }) => path)

const readAll = async ({ demo: { model } }: DemoRun, node: string): Promise<void> => {
  for (const path of READS) {
    const instrument = ['/api/candles', '/api/explain', '/api/gates/history'].includes(path)
    const answer = await askModel(model, path, {
      query: instrument ? { instrument: 'EUR_USD' } : {},
      ...(path.includes('{node}') ? { params: { node } } : {}),
    })
    expect([path, typeof answer]).toEqual([path, 'object'])
    if (!['/api/graph', '/api/graph/diff'].includes(path))
      expect([path, answer.tsMs, answer.stale]).toEqual([path, model.frames.tsMs(), false])
  }
}

describe('the demo of SEP', () => {
  let run: DemoRun
  const ask = (path: string, asked = {}) => askModel(run.demo.model, path, asked)
  beforeAll(async () => {
    run = await runDemo(sepProgram(settings))
  })
  afterAll(() => run.end())

  test('before the first slice that trades: the newest of history, and everything answers', async () => {
    expect(await ask('/api/status')).toMatchObject({
      ...{ account: 'demo', environment: 'demo', phase: 'running', warmup: null, ready: true, reasons: [] },
      ...{ tsMs: TRADING_FROM_MS, dueMs: TRADING_FROM_MS, asOfMs: STARTED_MS, stale: false, speed: 60 },
      ...{ nav: 100_000, dayPnl: 0, trades: 0, positions: [], alarms: [] },
      killSwitch: { on: false, global: false },
    })
    expect((await ask('/api/equity')).points).toEqual([])
    expect((await ask('/api/funnel')).days, 'the warm-up, which is paused, is not counted').toEqual([])
    const { points } = await ask('/api/gates/history', { query: { instrument: 'EUR_USD' } })
    expect(points.length, 'the history of a gate has the warm-up').toBeGreaterThan(2)
    await readAll(run, 'qfh')
  })

  test('while it trades, every read answers in its schema', async () => {
    await run.pass(600, () => run.demo.model.frames.trades().length > 2 && run.demo.model.frames.positions().length > 0)
    await readAll(run, 'qfh')
    const { days } = await ask('/api/funnel')
    expect(days.flatMap(({ refused }: { refused: object }) => Object.keys(refused))).not.toContain('paused')
    const minutes = days.reduce((sum: number, { slices }: { slices: number }) => sum + slices, 0)
    const [first] = (await ask('/api/equity')).points
    expect(minutes).toBeLessThanOrEqual(((run.demo.model.frames.tsMs() as number) - TRADING_FROM_MS) / MINUTE_MS)
    expect([minutes > 0, first[0] > TRADING_FROM_MS]).toEqual([true, true])
    const status = await ask('/api/status')
    expect(status.trades).toBeGreaterThan(2)
    expect(status.why.map(({ instrument }: { instrument: string }) => instrument)).toEqual(PAIRS)
    expect((await ask('/api/candles', { query: { instrument: 'EUR_USD' } })).candles).toHaveLength(500)
    for (const { openPnl, units } of status.positions) expect([typeof openPnl, units !== 0]).toEqual(['number', true])
    const { positions } = await ask('/api/oanda/positions')
    expect((await ask('/api/trades/open')).trades).toHaveLength(positions.length)
    expect(await ask('/api/oanda/account')).toMatchObject({ nav: status.nav, openTradeCount: positions.length })
  })

  test('the ledger has each fill and each trade of the run, and who called the controls', async () => {
    const { model } = run.demo
    const orders = await ask('/api/ledger/orders', { query: { limit: 1000, format: 'json' } })
    expect(orders.items).toEqual(model.frames.orders())
    const fills = await ask('/api/ledger/fills', { query: { limit: 1000, format: 'json' } })
    const trades = await ask('/api/ledger/trades', { query: { limit: 1000, format: 'json' } })
    const net = trades.items.reduce((sum: number, trade: { net: number }) => sum + trade.net, 0)
    const shown = model.frames.trades().reduce((sum, trade) => sum + trade.net!, 0)
    expect(trades.items.length).toBe(model.frames.trades().length)
    expect(net).toBeCloseTo(shown, 3)
    expect(fills.items.length).toBeGreaterThan(trades.items.length)
    expect(fills.items.every(({ price, costs }: { price: number; costs: number }) => price > 0 && costs >= 0)).toBe(
      true,
    )
  })

  test('an order is explained from its own slice; an unknown instrument, node and order are errors', async () => {
    const [order] = run.demo.model.frames.orders()
    const query = { instrument: order!.instrument, tsMs: order!.tsMs }
    expect((await ask('/api/explain', { query })).sliceMs).toBe(order!.tsMs)
    const codeOf = (path: string, asked: object) => ask(path, asked).catch(({ code }: ApiError) => code) as unknown
    expect(await codeOf('/api/explain', { query: { instrument: 'AUD_NZD' } })).toBe('unknown-instrument')
    expect(await codeOf('/api/explain', { query: { instrument: 'EUR_USD', order: 'x' } })).toBe('not-kept')
    expect(await codeOf('/api/explain', { query: { instrument: 'EUR_USD', tsMs: 1000 } })).toBe('not-kept')
    expect(await codeOf('/api/candles', { query: { instrument: 'AUD_NZD' } })).toBe('unknown-instrument')
    expect(await codeOf('/api/graph/tap/{node}', { params: { node: 'nothing' } })).toBe('not-found')
    expect(await codeOf('/api/graph/diff', { query: { b: 'nothing' } })).toBe('not-found')
    const dated = { params: { inst: 'EUR_USD', date: '2024-03-19' } }
    expect(await codeOf('/api/manifold/{inst}/{date}', dated)).toBe('no-store')
    expect(await codeOf('/api/candles/fetch', { body: {} })).toBe('refused')
    expect(await codeOf('/api/trade/reconcile', { body: {} })).toBe('refused')
    expect(Object.keys(API_ERRORS)).toContain('not-kept')
  })

  test('the difference to the default graph is what this run was given', async () => {
    const { same, differences } = await ask('/api/graph/diff')
    expect(same).toBe(false)
    expect(differences).toContainEqual({ node: 'guards', what: 'config.cMin', a: '0', b: expect.any(String) as string })
    expect(await ask('/api/graph/diff', { query: { b: 'running' } })).toMatchObject({ same: true, differences: [] })
  })

  test('the kill switch closes and refuses; the answer waits for its slice; off takes the account id', async () => {
    await run.pass(600, () => run.demo.model.frames.positions().length > 0)
    const answer = ask('/api/kill-switch', { body: { on: true, flatten: true } })
    await run.pass(1)
    expect(await answer).toMatchObject({ state: 'taken', why: expect.stringMatching(/^closing /) as string })
    await run.pass(5)
    expect(run.demo.model.frames.positions()).toEqual([])
    const { ready, reasons, alarms, killSwitch } = await ask('/api/status')
    expect([ready, killSwitch.on, reasons[0].code]).toEqual([false, true, 'kill_switch'])
    expect(alarms[0]).toMatchObject({ code: 'kill_switch', acknowledgedBy: null, count: 1 })
    // Market time: its slice explains it.
    const query = { instrument: 'EUR_USD', tsMs: alarms[0].startMs }
    expect(await ask('/api/explain', { query })).toMatchObject({ sliceMs: alarms[0].startMs })
    expect((await ask('/api/trade/readiness')).instruments[0]).toMatchObject({
      mayTrade: false,
      first: { code: 'kill_switch', passes: false },
    })
    const off = ask('/api/kill-switch', { body: { on: false, account: 'demo' } })
    await run.pass(1)
    expect(await off).toMatchObject({ state: 'done' })
    expect(await ask('/api/status')).toMatchObject({ ready: true, killSwitch: { on: false } })
    expect(run.calls).toEqual(['trader kill kill switch ON, close everything', 'trader kill kill switch off'])
  })

  test('an acknowledged alarm that is over leaves the status and stays in the list', async () => {
    const [{ id }] = (await ask('/api/alarms')).items
    expect((await ask('/api/status')).alarms).toMatchObject([{ id }])
    await ask('/api/alarms/{id}/ack', { params: { id }, body: {} })
    expect((await ask('/api/status')).alarms).toEqual([])
    // A notice stands in the list alone.
    const { items, cursor } = await ask('/api/alarms', { query: { limit: '1' } })
    expect(items).toMatchObject([{ id, acknowledgedBy: 'trader' }])
    const rest = await ask('/api/alarms', { query: { cursor } })
    expect([rest.items[0].severity, rest.cursor]).toEqual(['info', null])
    await expect(ask('/api/alarms/{id}/ack', { params: { id: '999' }, body: {} })).rejects.toMatchObject({
      code: 'no-data',
    })
  })

  test('a pause takes no new position, a lock none of its pair, until they are lifted', async () => {
    const paused = ask('/api/trading/mode', { body: { mode: 'paused' } })
    await run.pass(30)
    expect(await paused).toMatchObject({ state: 'done' })
    expect(await ask('/api/trading/mode')).toMatchObject({ mode: 'paused' })
    expect((await ask('/api/status')).reasons[0].code).toBe('paused')
    expect(run.demo.model.frames.positions()).toEqual([])

    const untilMs = run.demo.model.frames.tsMs()! + 10_000 * MINUTE_MS
    const locked = ask('/api/pairs/{inst}/lock', { params: { inst: 'EUR_USD' }, body: { untilMs } })
    const trading = ask('/api/trading/mode', { body: { mode: 'trading', account: 'demo' } })
    await run.pass(600, () => run.demo.model.frames.positions().length > 0)
    expect([(await locked).state, (await trading).state]).toEqual(['done', 'done'])
    await run.pass(60)
    const held = run.demo.model.frames.positions().map(({ instrument }) => instrument)
    expect(held).not.toContain('EUR_USD')
    const readiness = await ask('/api/trade/readiness')
    expect(readiness.instruments[0]).toMatchObject({ instrument: 'EUR_USD', mayTrade: false, first: { code: 'lock' } })
    const lifted = ask('/api/pairs/{inst}/lock', { params: { inst: 'EUR_USD' }, body: { untilMs: 0 } })
    await run.pass(1)
    await lifted
    expect((await ask('/api/trade/readiness')).instruments[0].first?.code).not.toBe('lock')
  })

  test('a flatten of one pair closes it alone, and then it may trade again', async () => {
    const { model } = run.demo
    await run.pass(900, () => model.frames.positions().length > 1)
    const [first, ...others] = model.frames.positions().map(({ instrument }) => instrument)
    const answer = ask('/api/trade/flatten', { body: { pair: first } })
    await run.pass(2)
    expect(await answer).toMatchObject({ why: `closing ${first}` })
    expect(model.frames.positions().map(({ instrument }) => instrument)).not.toContain(first)
    expect(model.frames.positions().map(({ instrument }) => instrument)).toEqual(
      expect.arrayContaining(others.slice(0, 1)),
    )
    await run.pass(900, () => model.frames.positions().some(({ instrument }) => instrument === first))
    expect(model.frames.positions().map(({ instrument }) => instrument)).toContain(first)
  })

  test('a flatten of all also pauses; mode trading resumes', async () => {
    const { model } = run.demo
    await run.pass(900, () => model.frames.positions().length > 0)
    const answer = ask('/api/trade/flatten', { body: { all: true } })
    await run.pass(3)
    await answer
    expect(model.frames.positions()).toEqual([])
    expect(await ask('/api/status')).toMatchObject({ paused: true, ready: false, reasons: [{ code: 'paused' }] })
    const resumed = ask('/api/trading/mode', { body: { mode: 'trading', account: 'demo' } })
    await run.pass(1)
    await resumed
    expect(await ask('/api/status')).toMatchObject({ paused: false, ready: true })
  })
})

test('slices that do not come make the answers stale; the next slice mends it', async () => {
  const run = await runDemo(sepProgram(settings))
  const staleness = async () => {
    const { stale, dueMs, tsMs } = await askModel(run.demo.model, '/api/status')
    return [stale, (dueMs - tsMs) / MINUTE_MS]
  }
  await run.pass(3)
  expect(await staleness()).toEqual([false, 0])
  run.stall(3900)
  expect(await staleness()).toEqual([false, 0])
  run.stall(2000)
  expect(await staleness()).toEqual([true, 2])
  await run.pass(1)
  expect(await staleness()).toEqual([false, 0])
  await run.end()
})

test('a graph that lacks nodes of SEP: every read answers, and what it lacks is empty', async () => {
  const run = await runDemo(await loadGraphProgram('sma-flip', { set: [`run.pairs=${PAIRS.join(',')}`] }), { days: 1 })
  await run.pass(120)
  await readAll(run, 'candle')
  const status = await askModel(run.demo.model, '/api/status')
  expect([status.latches, typeof status.nav]).toEqual([[], 'number'])
  expect((await askModel(run.demo.model, '/api/gates')).gates).toEqual([])
  await run.end()
})
