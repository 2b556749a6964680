/** Rows that a step leaves alone hold the operator's blanks, in a stage of its own, in a loop, and lifted. */
import fc from 'fast-check'
import { lastValueFrom, of, toArray } from 'rxjs'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { defineGraph } from '../../../graph/engine/define/define.js'
import { operator } from '../../../graph/engine/define/operator.js'
import { f64, i32 } from '../../../graph/engine/define/schema.js'
import { columnsOf } from '../../../graph/engine/run/columns-of.js'
import { compile } from '../../../graph/engine/run/compile.js'
import { lift } from '../../../graph/engine/run/rx.js'
import { price, toyWorld, writeSlices } from '../../support/toy.js'

const change = { change: f64.row, side: i32.row }
const BLANK = { change: Number.NaN, side: -7 }

/** Writes the change since the last price where there is one, and adds what the slice before changed. */
const changes = operator({
  kind: 'changes@1',
  doc: 'changes of price',
  in: { price, before: change },
  out: change,
  config: z.strictObject({}),
  blank: BLANK,
  init: (_config, world) => ({ count: world.rows.length }),
  save: () => new Uint8Array(0),
  step: ({ count }, _time, input, output, from, to) => {
    for (let i = from * count; i < to * count; i++) {
      if (input.price.present[i] === 0) continue
      output.change[i] = input.price.c[i]! + (input.before.side[i]! === 1 ? 1 : 0)
      output.side[i] = 1
    }
  },
})

const world = toyWorld()
const loop = defineGraph('loop', (g) => {
  const source = g.source('price', price)
  const placed = g.feedback('placed', change)
  const made = g.node('made', changes, {}, { price: source, before: placed.previous })
  placed.close(made)
  g.node('after', changes, {}, { price: source, before: made })
})

/** The columns of both nodes, slice by slice, from frames cut at the given lengths. */
const rowsOf = (prices: readonly (number | null)[], cuts: readonly number[]) => {
  const compiled = compile(loop, world, { capacity: 8 })
  const rows: number[][] = []
  const slices = prices.map((first, i) => ({ tsMs: (i + 1) * 60_000, prices: [first, 1.5] }))
  for (let from = 0, n = 0; from < slices.length; n++) {
    const to = Math.min(slices.length, from + cuts[n % cuts.length]!)
    writeSlices(compiled.frame, slices, from, to)
    compiled.begin()
    for (const stage of compiled.stages) stage.run(compiled.frame)
    for (let i = 0; i < (to - from) * 2; i++) {
      rows.push(
        ['made', 'after'].flatMap((node) => {
          const columns = columnsOf(compiled.frame, { node, schema: change })
          return [columns.change[i]!, columns.side[i]!]
        }),
      )
    }
    compiled.end()
    from = to
  }
  return rows
}

test('however slices are cut into frames, rows without a price are blank', () => {
  const prices = fc.array(fc.option(fc.integer({ min: 1, max: 9 })), { minLength: 1, maxLength: 30 })
  const cuts = fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(prices, cuts, (given, cut) => {
      let held = 0
      const expected = given.flatMap((first, s) => {
        const made = first === null ? [Number.NaN, -7] : [first + held, 1]
        const after = first === null ? [Number.NaN, -7] : [first + 1, 1]
        held = first === null ? 0 : 1
        const other = [1.5 + (s > 0 ? 1 : 0), 1, 2.5, 1]
        return [[...made, ...after], other]
      })
      expect(rowsOf(given, cut)).toEqual(expected)
    }),
  )
})

test('a lifted operator leaves its blanks, too', async () => {
  const time = { tsMs: Float64Array.of(60_000), asOfMs: Float64Array.of(60_000) }
  const before = { change: new Float64Array(2), side: new Int32Array(2) }
  const input = { price: { present: Uint8Array.of(0, 1), c: Float64Array.of(2, 4) }, before }
  const columns = { change: new Float64Array(2), side: new Int32Array(2) }
  const out = await lastValueFrom(
    of({ time, slices: 1, input }).pipe(
      lift(changes, {}, world, () => columns),
      toArray(),
    ),
  )
  expect([...out[0]!.change, ...out[0]!.side]).toEqual([Number.NaN, 4, -7, 1])
})

test('a blank that is no row column is an error that names it', () => {
  const wrong = { ...changes, blank: { changed: 0 } as object }
  const graph = defineGraph('wrong', (g) => {
    const source = g.source('price', price)
    g.node('made', wrong, {}, { price: source, before: g.source('before', change) })
  })
  expect(() => compile(graph, world)).toThrow("operator changes@1: blank 'changed' is no row column of its output")
})
