/** Wrong graphs: compile errors for those written by hand, `bad-graph` errors for those made at run time. */
import { describe, expect, test } from 'vitest'
import { defineGraph, type GraphBuilder } from '../../../graph/engine/define/define.js'
import { bind } from '../../../graph/engine/define/operator.js'
import { f64, i32 } from '../../../graph/engine/define/schema.js'
import { broker, filled, mean, ordered, orderer, price, toySlot } from '../../support/toy.js'

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

  test('a graph is frozen', () => {
    const graph = defineGraph('frozen', (g) => g.sink('price', g.source('price', price)))
    expect(Object.isFrozen(graph) && Object.isFrozen(graph.nodes) && graph.nodes.every(Object.isFrozen)).toBe(true)
    expect(orderer.kind).toBe('orderer@1')
  })
})
