/** A slice leaves one frame and enters another with the same bytes, events too. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type AnyArray, copySlice, createFrame, type NodeColumns } from '../../../graph/engine/run/frame.js'
import { f64, i32, u8 } from '../../../graph/engine/define/schema.js'
import { defineGraph } from '../../../graph/engine/define/define.js'
import { sliceLayout } from '../../../graph/engine/run/slice-layout.js'
import { toyWorld } from '../../support/toy.js'

const schema = { price: f64.row, flag: u8.row, total: f64.slice, who: i32.event, amount: f64.event }
const graph = defineGraph('events', (g) => {
  g.source('a', schema)
  g.source('b', schema)
})
const world = toyWorld()
const slice = fc.record({
  rows: fc.array(fc.double(), { minLength: 2, maxLength: 2 }),
  events: fc.array(fc.double(), { maxLength: 90 }),
})

describe('slice layout', () => {
  test('put and take are inverse for any rows and any number of events', () => {
    fc.assert(
      fc.property(fc.array(slice, { minLength: 1, maxLength: 4 }), (slices) => {
        const layout = sliceLayout(graph, ['a', 'b'])
        const { frame } = createFrame(graph, world, 4)
        const { frame: other } = createFrame(graph, world, 4)
        const given = slices.map(({ rows, events }) =>
          [events, events.slice(1)].flatMap((of): AnyArray[] => [
            Float64Array.from(rows),
            Uint8Array.of(1, 0),
            Float64Array.of(of.length),
            Int32Array.from(of, (_, n) => n),
            Float64Array.from(of),
          ]),
        )
        for (const [s, values] of given.entries()) layout.put(frame, s, values)
        for (const [s] of given.entries()) layout.put(other, s, layout.take(frame, s))
        for (const [s, values] of given.entries()) {
          expect(layout.take(other, s)).toEqual(values)
          expect(Object.values(copySlice(other, schema, 'b', s))).toEqual(values.slice(5))
        }
      }),
    )
  })

  test('what does not fit is named', () => {
    const layout = sliceLayout(graph, ['a'])
    const { frame } = createFrame(graph, world, 1)
    const values = [new Float64Array(2), new Uint8Array(2), new Float64Array(1), new Int32Array(3), new Float64Array(3)]
    layout.put(frame, 0, values)
    expect(() => layout.put(frame, 0, values.slice(1))).toThrow('4 columns, the graph has 5')
    expect(() => layout.put(frame, 0, [new Float64Array(3), ...values.slice(1)])).toThrow(
      'a.price is not 2 values of f64',
    )
    expect(() => layout.put(frame, 0, [...values.slice(0, 4), new Float64Array(2)])).toThrow('a.amount is not 3 values')
    expect(() => layout.put(frame, 0, [new Int32Array(2), ...values.slice(1)])).toThrow(
      'a.price is not 2 values of f64',
    )
  })

  test('columns that are left out leave no events behind', () => {
    const layout = sliceLayout(graph, ['a', 'b'], (node, column) => node === 'a' || column === 'price')
    const { frame } = createFrame(graph, world, 1)
    sliceLayout(graph, ['b']).put(frame, 0, [
      new Float64Array(2),
      new Uint8Array(2),
      new Float64Array(1),
      Int32Array.of(1),
      Float64Array.of(2),
    ])
    const none = [new Float64Array(2), new Uint8Array(2), new Float64Array(1), new Int32Array(0), new Float64Array(0)]
    layout.put(frame, 0, [...none, Float64Array.of(1, 2)])
    expect(((frame.columns['b'] as NodeColumns)['at'] as Uint32Array)[1]).toBe(0)
  })
})
