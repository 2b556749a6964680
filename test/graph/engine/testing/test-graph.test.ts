/** The laws over a whole graph: its own wires, loop and feedback, and a planted breaker of each. */
import { describe, expect, test } from 'vitest'
import { defineGraph } from '../../../../graph/engine/define/define.js'
import { bind } from '../../../../graph/engine/define/operator.js'
import { recordPorts } from '../../../../graph/engine/testing/record-ports.js'
import { seededRandom } from '../../../../graph/engine/testing/seeded-random.js'
import { testDriver } from '../../../../graph/engine/testing/test-driver.js'
import { testGraph } from '../../../../graph/engine/testing/test-graph.js'
import { createFrame } from '../../../../graph/engine/run/frame.js'
import { encodeState } from '../../../../lib/codec.js'
import { broker, mean, price, toyGraph, toySlot, toyWorld } from '../../../support/toy.js'

const world = toyWorld()
const bindings = [bind(toySlot, broker, {})]
const random = seededRandom(9)
const c = Array.from({ length: 60 }, () => 1 + random(0, 100) / 128)
const input = {
  tsMs: Array.from({ length: 30 }, (_, s) => (s + 1) * 60_000),
  columns: { price: { present: c.map(() => random(0, 4) && 1), c } },
}
const meanGraph = (op: typeof mean) =>
  defineGraph('means', (g) => g.sink('mean', g.node('mean', op, {}, { price: g.source('price', price) })))
const check = (op: typeof mean) => testGraph(meanGraph(op), { rows: world, input, seed: 3 })
let calls = 0

describe('laws of graphs', () => {
  test('an honest graph with a loop, a feedback and events passes', () => {
    testGraph(toyGraph(), { rows: world, bindings, input, seed: 1 })
    check(mean)
  })

  test.each<[string, typeof mean]>([
    [
      'deterministic',
      {
        ...mean,
        save: (state) => mean.save(state),
        step: (...args) => void (mean.step(...args), (args[3].mean[args[4] * 2] = calls++)),
      },
    ],
    [
      'no-look-ahead',
      {
        ...mean,
        step: (...args) => void (mean.step(...args), (args[3].mean[args[4] * 2] = args[2].price.c[args[5] * 2 - 2]!)),
      },
    ],
    [
      'no-look-ahead',
      {
        ...mean,
        step: (...args) => void (mean.step(...args), (args[3].mean[args[5] * 2 - 1] = args[2].price.c[args[5] * 2]!)),
      },
    ],
    [
      'cut-anywhere',
      { ...mean, step: (...args) => void (mean.step(...args), (args[3].mean[args[4] * 2] = args[5] - args[4])) },
    ],
    ['snapshot-anywhere', { ...mean, save: () => encodeState({ mean: new Float64Array(2) }) }],
  ])('%s', (law, op) => {
    expect(() => check(op)).toThrow(
      expect.objectContaining({ law, place: expect.objectContaining({ kind: 'graph means', column: 'mean.mean' }) }),
    )
  })

  test('recorded ports are what the graph gave to the node, a feedback one slice late', () => {
    const graph = toyGraph()
    const toy = testDriver(graph, world, { bindings, capacity: 1 })
    const recorder = recordPorts(graph, 'broker')
    const { frame } = createFrame(graph, world, 1)
    for (const units of [4, 5]) {
      frame.slices = 1
      ;(frame.columns['orderer']!['units'] as Float64Array).fill(units)
      void recorder.write(frame)
    }
    toy.push({ price: {} })
    expect(recorder.table().columns['order']!['units']).toEqual([0, 0, 4, 4])
    expect(recorder.table().tsMs).toEqual([0, 0])
  })
})
