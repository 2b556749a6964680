/** A first start that has seen history goes on as a process would that was there all the time. */
import { describe, expect, test } from 'vitest'
import { historyOf } from '../../../app/live/market/history.js'
import { marketNodes, warmState } from '../../../app/live/market/warmup.js'
import { brokerSlot } from '../../../model/broker-slot.js'
import { testClock } from '../../support/test-clock.js'
import { compile } from '../../../graph/engine/run/compile.js'
import { bind } from '../../../graph/engine/define/operator.js'
import { sep } from '../../../graph/sep.js'
import type { CandleSeries } from '../../../model/candle-series.js'
import type { NodeSnapshot } from '../../../graph/engine/run/snapshot.js'
import { createWorld } from '../../../model/world.js'
import { KERNEL_VERSION } from '../../../native-rs/index.js'
import { liveBroker } from '../../../operators/live-broker.js'
import { loadInstruments } from '../../../sources/instruments.js'
import { randomMarket } from '../../support/random-market.js'
import { eager, runSep } from '../../support/sep-run.js'

const market = randomMarket({ seed: 5, minutes: 700, missingPerMille: 50 })
const settings = eager()
const graph = sep(settings)
const world = createWorld(loadInstruments(market.map(({ instrument }) => instrument)), 'USD')
const bindings = [bind(brokerSlot, liveBroker, { capital: 100_000 })]
const signal = new AbortController().signal
const warm = (series: readonly CandleSeries[]) =>
  warmState({ graph, world, bindings, kernelVersion: KERNEL_VERSION, series, signal })
const stateOf = (nodes: readonly NodeSnapshot[], id: string) => nodes.find((node) => node.id === id)

describe('state after history', () => {
  test('of the market nodes it is that of a whole run over the same candles', async () => {
    const snapshot = await warm(market)
    const whole = runSep(market, { settings }).compiled.snapshot()
    const nodes = marketNodes(graph)
    expect(nodes.length).toBeGreaterThan(3)
    expect(nodes).toEqual(expect.arrayContaining(['qbsa', 'qfh', 'direction', 'session']))
    for (const id of nodes) expect(stateOf(snapshot!.nodes, id)).toEqual(stateOf(whole.nodes, id))
    expect([snapshot!.seq, snapshot!.tsMs]).toEqual([whole.seq, whole.tsMs])
  })

  test('of the nodes that know of orders it is fresh', async () => {
    const snapshot = await warm(market)
    const cold = compile(graph, world, { bindings, kernelVersion: KERNEL_VERSION }).snapshot()
    const nodes = marketNodes(graph)
    const loop = graph.nodes.filter(({ id, role }) => role !== 'source' && !nodes.includes(id)).map(({ id }) => id)
    expect(loop).toEqual(expect.arrayContaining(['strategy', 'risk', 'broker', 'orders']))
    for (const id of loop) expect(stateOf(snapshot!.nodes, id)).toEqual(stateOf(cold.nodes, id))
    expect(snapshot!.carries).toEqual(cold.carries)
  })

  test('a graph starts from it with nothing cold, at the next minute', async () => {
    const snapshot = (await warm(market))!
    const compiled = compile(graph, world, { bindings, kernelVersion: KERNEL_VERSION, capacity: 1, snapshot })
    expect(compiled.cold).toEqual([])
    expect(compiled.snapshot()).toEqual(snapshot)
  })

  test('without candles there is none', async () => {
    expect(await warm(market.map((series) => cut(series, 0)))).toBeNull()
    expect(await warm([])).toBeNull()
  })
})

const cut = (series: CandleSeries, to: number): CandleSeries =>
  Object.fromEntries(
    Object.entries(series).map(([name, value]) => [name, value instanceof Float64Array ? value.slice(0, to) : value]),
  ) as unknown as CandleSeries

describe('history', () => {
  test('is of the days asked for, pages joined, all instruments up to one minute before now', async () => {
    const asked: [string, number, number][] = []
    const [eurUsd] = market
    const nowMs = eurUsd!.tMs.at(-1)! + 90_000
    const notes: string[] = []
    const series = await historyOf({
      candles: {
        backfill: async function* (instrument, fromMs, toMs) {
          asked.push([instrument, fromMs, toMs])
          if (instrument !== 'EUR_USD') return
          for (const [from, to] of [
            [0, 300],
            [300, eurUsd!.tMs.length],
          ] as const) {
            const part = Object.fromEntries(
              Object.entries(eurUsd!).map(([name, value]) => [
                name,
                value instanceof Float64Array ? value.slice(from, to) : value,
              ]),
            )
            yield { series: part, forcedMs: [], seenMs: 0, skipped: 0, reasons: [], again: null } as never
          }
        },
      },
      clock: testClock(nowMs),
      world,
      days: 2,
      sides: (given) => given,
      believe: (given) => given,
      log: (text) => notes.push(text),
      signal,
    })
    const toMs = Math.floor(nowMs / 60_000) * 60_000 - 60_000
    expect(asked).toEqual(world.instruments.map(({ name }) => [name, toMs - 2 * 86_400_000, toMs]))
    expect(series).toEqual([eurUsd])
    expect(notes).toEqual([`warming up on ${eurUsd!.tMs.length} candles of the last 2 days`])
  })
})
