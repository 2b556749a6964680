/** The examples run, obey the laws, and do what their first lines promise. */
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { z } from 'zod'
import type { Graph } from '../../graph/engine/define/define.js'
import { type AnyOperator, bind, type RowSpace } from '../../graph/engine/define/operator.js'
import { compile } from '../../graph/engine/run/compile.js'
import { run } from '../../graph/engine/run/rx.js'
import { recordPorts } from '../../graph/engine/testing/record-ports.js'
import { testGraph } from '../../graph/engine/testing/test-graph.js'
import { testOperator } from '../../graph/engine/testing/test-operator.js'
import { brokerSlot } from '../../model/broker-slot.js'
import { schemas } from '../../model/columns.js'
import { createWorld, type World } from '../../model/world.js'
import { paperBroker } from '../../operators/paper-broker.js'
import { collectTrades } from '../../sinks/run/trades.js'
import { loadInstruments } from '../../sources/instruments.js'
import { createSlicer, REPLAY_CONTROL, replayFrames } from '../../sources/slicer.js'
import { ROOT } from '../support/paths.js'
import { randomMarket } from '../support/random-market.js'

interface Example<W extends RowSpace> {
  readonly config: z.ZodObject
  readonly graph: (settings?: object) => Graph<W>
}
const load = async <T>(name: string): Promise<T> => (await import(join(ROOT, 'examples', `${name}.mjs`))) as T

describe('examples/rsi.mjs', async () => {
  const { config, graph, rsi } = await load<Example<World> & { readonly rsi: AnyOperator<World> }>('rsi')
  const names = ['EUR_USD', 'USD_JPY']
  const world = createWorld(loadInstruments(names), 'USD')
  const bindings = [bind(brokerSlot, paperBroker, {})]
  const made = graph(config.parse({ low: 40, high: 60 }))

  const play = async () => {
    const compiled = compile(made, world, { bindings })
    const slicer = createSlicer(world, { isWeekMinute: () => true, control: () => REPLAY_CONTROL })
    const trades = collectTrades(world, { node: 'rsi', schema: schemas.order })
    const sinks = { rsi: recordPorts(made, 'rsi'), broker: recordPorts(made, 'broker') }
    const series = randomMarket({ seed: 4, minutes: 600, names, missingPerMille: 20 })
    await run(compiled, () => replayFrames(compiled.frame, slicer, series), [trades, sinks.rsi, sinks.broker])
    return { trades: trades.rows, rsi: sinks.rsi.table(), broker: sinks.broker.table() }
  }

  test('it trades both ways, one position of `units` at a time', async () => {
    const { trades } = await play()
    expect(trades.length).toBeGreaterThan(10)
    expect(new Set(trades.map(({ units }) => units))).toEqual(new Set([1000, -1000]))
    expect(new Set(trades.map(({ instrument }) => instrument))).toEqual(new Set(names))
  })

  test('the operator and the graph obey the laws', async () => {
    const played = await play()
    const { distinct } = testOperator(rsi, { low: 40, high: 60 }, { rows: world, input: played.rsi, seed: 1, runs: 4 })
    expect(distinct['approvedUnits']).toBe(3)
    const columns = { candle: played.rsi.columns['candle']!, quote: played.broker.columns['quote']! }
    testGraph(made, { rows: world, bindings, input: { tsMs: played.rsi.tsMs, columns }, seed: 2, runs: 2 })
  })
})

describe('examples/boiler-room.mjs', async () => {
  interface Change {
    readonly minute: number
    readonly sensor: string
    readonly state: number
  }
  interface BoilerRoom extends Example<RowSpace> {
    readonly ALARM: { readonly none: number; readonly hot: number; readonly lost: number }
    readonly watch: (
      names: readonly string[],
      readings: readonly (readonly number[])[],
      onChange: (change: Change) => void,
      settings?: object,
    ) => Promise<void>
  }
  const { ALARM, graph, watch } = await load<BoilerRoom>('boiler-room')
  const { NaN: silent } = Number

  test.each<[string, readonly number[], readonly (readonly [minute: number, state: number])[]]>([
    [
      'hot above 90, over below 80',
      [85, 95, 85, 79, 85],
      [
        [1, ALARM.hot],
        [3, ALARM.none],
      ],
    ],
    [
      'lost after three silent minutes, back with the next reading',
      [50, silent, silent, silent, 50],
      [
        [3, ALARM.lost],
        [4, ALARM.none],
      ],
    ],
    ['nothing to report', [50, 60, silent, silent, 90], []],
  ])('%s', async (_what, readings, expected) => {
    const changes: Change[] = []
    await watch(
      ['calm', 'watched'],
      readings.map((celsius) => [20, celsius]),
      (change) => changes.push(change),
      { alpha: 1 },
    )
    expect(changes).toEqual(expected.map(([minute, state]) => ({ minute, sensor: 'watched', state })))
  })

  test('the graph obeys the laws', () => {
    const celsius = Array.from({ length: 120 }, (_, i) => (i % 7 === 0 ? silent : 85 + 15 * Math.sin(i / 5)))
    const input = { tsMs: Array.from({ length: 60 }, (_, s) => s * 60_000), columns: { sensor: { celsius } } }
    testGraph(graph(), { rows: { rows: [{ name: 'boiler' }, { name: 'pipe' }] }, input, seed: 3 })
  })
})
