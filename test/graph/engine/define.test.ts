/** Wrong graphs: compile errors for those written by hand, `bad-graph` errors for those made at run time. */
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { defineGraph, type Graph, type GraphBuilder } from '../../../graph/engine/define/define.js'
import { bind, operator, type RowSpace, slot } from '../../../graph/engine/define/operator.js'
import { plan } from '../../../graph/engine/define/plan.js'
import { subgraph } from '../../../graph/engine/define/subgraph.js'
import { graphHash } from '../../../graph/engine/hash/hash.js'
import { compile } from '../../../graph/engine/run/compile.js'
import { encodeState } from '../../../lib/codec.js'
import { f64, i32 } from '../../../graph/engine/define/schema.js'
import { broker, filled, mean, ordered, orderer, price, toyGraph, toySlot, toyWorld } from '../../support/toy.js'

interface Places extends RowSpace {
  readonly rows: readonly { readonly name: string; readonly altitude: number }[]
}

const build = (make: (g: GraphBuilder) => void) => () => defineGraph('bad', make)

describe('wrong graphs', () => {
  test.each<[string, (g: GraphBuilder) => void, string]>([
    ['an id used twice', (g) => void [g.source('price', price), g.source('price', price)], "id 'price' is used twice"],
    ['a bad id', (g) => void g.source('Price!', price), "'Price!' is not an id"],
    // @ts-expect-error a port is missing
    ['a port left out', (g) => void g.node('mean', mean, {}, {}), "node mean: port 'price' is not wired"],
    [
      'a port that does not exist',
      // @ts-expect-error an extra port
      (g) => void g.node('mean', mean, {}, { price: g.source('price', price), other: g.source('other', price) }),
      "node mean: no port 'other'",
    ],
    [
      'a wire without the column',
      // @ts-expect-error the wire lacks column c
      (g) => void g.node('mean', mean, {}, { price: g.source('price', { present: price.present }) }),
      "node mean, port price: the wire has no column 'c'",
    ],
    [
      'a column of another kind',
      // @ts-expect-error c is i32
      (g) => void g.node('mean', mean, {}, { price: g.source('price', { present: price.present, c: i32.row }) }),
      "column 'c' is i32 row, needed f64 row",
    ],
    [
      'a column of another shape',
      // @ts-expect-error c is a slice column
      (g) => void g.node('mean', mean, {}, { price: g.source('price', { present: price.present, c: f64.slice }) }),
      "column 'c' is f64 slice, needed f64 row",
    ],
    [
      'an unknown config key',
      // @ts-expect-error no such key
      (g) => void g.node('mean', mean, { beta: 1 }, { price: g.source('price', price) }),
      'node mean: config',
    ],
    [
      'a config value of another type',
      // @ts-expect-error alpha is a number
      (g) => void g.node('mean', mean, { alpha: 'x' }, { price: g.source('price', price) }),
      'node mean: config alpha',
    ],
    [
      'a config value out of bounds',
      (g) => void g.node('mean', mean, { alpha: 2 }, { price: g.source('price', price) }),
      'node mean: config alpha',
    ],
    [
      'an operator whose config is not a schema',
      // @ts-expect-error 5 is not a zod schema
      (g) => void g.node('mean', { ...mean, config: 5 }, {}, { price: g.source('price', price) }),
      'graph bad: node mean: config of the operator is not a zod schema',
    ],
    [
      'a wire of another graph',
      (g) => {
        let stray = g.source('own', price)
        defineGraph('other', (h) => {
          stray = h.source('price', price)
        })
        g.node('mean', mean, {}, { price: stray })
      },
      "wired to 'price', which does not exist before it",
    ],
    ['a feedback that is never closed', (g) => void g.feedback('placed', ordered), 'feedback placed is never closed'],
    ['events fed back', (g) => void g.feedback('fills', filled), 'event columns cannot be fed back'],
    [
      'a feedback closed with other columns',
      (g) => {
        const placed = g.feedback('placed', ordered)
        // @ts-expect-error the wire has no column units
        placed.close(g.source('price', price))
      },
      "feedback placed: the wire has no column 'units'",
    ],
    [
      'a sink used twice',
      (g) => {
        const wire = g.source('price', price)
        g.sink('a', wire)
        g.sink('a', wire)
      },
      "sink 'a' is used twice",
    ],
  ])('%s', (_name, make, message) => {
    expect(build(make)).toThrow(message)
  })

  test('a binding must have the ports and columns of its slot', () => {
    // @ts-expect-error mean has other ports
    bind(toySlot, mean, {})
    // @ts-expect-error unknown config key
    bind(toySlot, broker, { beta: 1 })
    expect(bind(toySlot, broker, {}).slot).toBe('broker')
  })

  test('a graph compiles for the row space that its operators need, not for less', () => {
    const located = operator({
      kind: 'located@1',
      doc: 'needs to know where its rows are',
      in: {},
      out: { metres: f64.row },
      config: z.strictObject({}),
      init: (_config, places: Places) => ({ metres: places.rows.map(({ altitude }) => altitude) }),
      save: () => encodeState({}),
      step: ({ metres }, _time, _input, output) => output.metres.set(metres),
    })
    // @ts-expect-error the builder of a graph over bare rows takes no operator that needs places
    defineGraph('bare', (g) => void g.node('located', located, {}, {}))
    const graph = defineGraph<Places>('places', (g) => void g.node('located', located, {}, {}))
    const bare = { rows: [{ name: 'cellar' }] }
    const places: Places = { rows: [{ name: 'cellar', altitude: -3 }] }
    expect(compile(graph, places).graphHash).toMatch(/^[0-9a-f]{64}$/)
    // @ts-expect-error the rows have no altitude
    compile(graph, bare)
    // @ts-expect-error nor has a part of the graph fewer needs than the graph
    compile(subgraph(graph, ['located']), bare)
    // @ts-expect-error nor a graph whose needs are not known
    compile(graph as Graph, bare)
    const place = slot({ id: 'place', doc: '', in: {}, out: located.out })
    const open = defineGraph('open', (g) => g.sink('place', g.slot(place, {})))
    // @ts-expect-error what is bound to a slot needs its row space, too
    compile(open, bare, { bindings: [bind(place, located, {})] })
    expect(compile(open, places, { bindings: [bind(place, located, {})] }).components).toHaveLength(1)
    // Fewer needs than the row space offers are fine, so are graphs that are only read.
    expect(compile(toyGraph(), toyWorld(), { bindings: [bind(toySlot, broker, {})] }).world.home).toBe('USD')
    expect(plan(graph)).toHaveLength(1)
  })

  test('the identity of a row space is what the hash takes of it', () => {
    const graph = defineGraph('frozen', (g) => g.sink('price', g.source('price', price)))
    const rows = [{ name: 'a' }]
    expect(graphHash(graph, { rows, identity: { rows } }, '1')).toBe(graphHash(graph, { rows }, '1'))
    expect(graphHash(graph, { rows, identity: 1 }, '1')).not.toBe(graphHash(graph, { rows }, '1'))
  })

  test('a graph is frozen', () => {
    const graph = defineGraph('frozen', (g) => g.sink('price', g.source('price', price)))
    expect(Object.isFrozen(graph) && Object.isFrozen(graph.nodes) && graph.nodes.every(Object.isFrozen)).toBe(true)
    expect(orderer.kind).toBe('orderer@1')
  })
})
