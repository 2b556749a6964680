/** The probe finds planted leaks, names where they begin, and is silent on graphs that see only the past. */
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { lookAhead } from '../../../app/studies/look-ahead.js'
import { defineGraph, type Graph } from '../../../graph/engine/define/define.js'
import { f64 } from '../../../graph/engine/define/schema.js'
import { bind, type Binding } from '../../../graph/engine/define/operator.js'
import { sep } from '../../../graph/sep.js'
import { MINUTE_MS } from '../../../lib/time-units.js'
import { brokerSlot } from '../../../model/broker-slot.js'
import { schemas } from '../../../model/columns.js'
import { instrumentOperator } from '../../../model/instrument-operator.js'
import { createWorld, type World } from '../../../model/world.js'
import { KERNEL_VERSION } from '../../../native-rs/index.js'
import { paperBroker } from '../../../operators/paper-broker.js'
import { loadInstruments } from '../../../sources/instruments.js'
import { MARKET_START_MS, randomMarket } from '../../support/random-market.js'
import { eager } from '../../support/sep-run.js'

type Step = (closes: Float64Array, count: number, from: number, to: number, i: number) => number

/** A node whose value at row i is `value`; `after` reads it one node later. */
const planted = (value: Step): Graph<World> => {
  const close = { c: f64.row }
  const node = (kind: string, of: Step) =>
    instrumentOperator({
      kind: `${kind}@1`,
      doc: 'Planted.',
      in: { from: close },
      out: close,
      config: z.strictObject({}),
      init: (_config, world) => ({ count: world.instruments.length }),
      save: () => new Uint8Array(0),
      step: ({ count }, _time, { from: input }, out, from, to) => {
        for (let i = from * count; i < to * count; i++) out.c[i] = of(input.c, count, from, to, i)
      },
    })
  return defineGraph('planted', (g) => {
    const candle = g.source('candle', schemas.candle)
    g.source('quote', schemas.quote)
    const clean = g.node(
      'clean',
      node('clean', (c, _count, _from, _to, i) => c[i]! * 2),
      {},
      { from: candle },
    )
    const leak = g.node('leak', node('leak', value), {}, { from: clean })
    const after = g.node(
      'after',
      node('after', (c, _count, _from, _to, i) => c[i]! + 1),
      {},
      { from: leak },
    )
    g.sink('out', after)
  })
}

const MINUTES = 700
const series = randomMarket({ seed: 5, minutes: MINUTES })
const world = createWorld(loadInstruments(series.map(({ instrument }) => instrument)), 'USD')
const market = { world, batches: () => [{ series, nextMs: Number.POSITIVE_INFINITY }] }
const cutMs = MARKET_START_MS + 400 * MINUTE_MS

const probe = (graph: Graph<World>, bindings: readonly Binding<World>[] = [], cutsMs = [cutMs]) =>
  lookAhead({ graph, bindings, market, kernelVersion: KERNEL_VERSION, cutsMs })

describe('planted leaks', () => {
  test('the close of the next minute: the last slice before the cut differs, first where it was planted', async () => {
    const leaks = await probe(planted((c, count, _from, to, i) => c[i + count < to * count ? i + count : i]!))
    expect(leaks).toEqual([
      { node: 'leak', column: 'c', tsMs: cutMs, cutMs },
      { node: 'after', column: 'c', tsMs: cutMs, cutMs },
    ])
  })

  test('the close five minutes ahead is seen five slices before the cut', async () => {
    const leaks = await probe(planted((c, count, _from, to, i) => c[Math.min(i + 5 * count, to * count - 1)]!))
    expect(leaks[0]).toEqual({ node: 'leak', column: 'c', tsMs: cutMs - 4 * MINUTE_MS, cutMs })
  })

  test('a mean over all that is at hand', async () => {
    const leaks = await probe(
      planted((c, count, from, to) => {
        let sum = 0
        for (let i = from * count; i < to * count; i++) sum += c[i]! || 0
        return sum
      }),
    )
    expect(leaks.map(({ node }) => node)).toEqual(['leak', 'after'])
    expect(leaks[0]!.tsMs).toBeLessThan(cutMs)
  })

  test('of several cuts the earliest slice is named', async () => {
    const graph = planted((c, count, _from, to, i) => c[i + count < to * count ? i + count : i]!)
    const early = cutMs - 100 * MINUTE_MS
    expect((await probe(graph, [], [cutMs, early]))[0]).toEqual({
      node: 'leak',
      column: 'c',
      tsMs: early,
      cutMs: early,
    })
  })
})

describe('clean graphs', () => {
  test('a graph that reads its own minute', async () => {
    expect(await probe(planted((c, _count, _from, _to, i) => c[i]! / 3))).toEqual([])
  })

  test('the whole of SEP with its simulated broker: not one column of any node', async () => {
    const settings = eager()
    const bindings = [bind(brokerSlot, paperBroker, settings.broker)]
    const cuts = [cutMs, cutMs + 77 * MINUTE_MS]
    expect(await probe(sep(settings), bindings, cuts)).toEqual([])
  })
})
