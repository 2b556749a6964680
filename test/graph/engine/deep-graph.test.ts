import { expect, test } from 'vitest'
import { z } from 'zod'
import { defineGraph } from '../../../graph/engine/define/define.js'
import { operator } from '../../../graph/engine/define/operator.js'
import { compile, type Compiled } from '../../../graph/engine/run/compile.js'
import { pipeline, run } from '../../../graph/engine/run/rx.js'
import { price, toyWorld, type ToySlice, writeSlices } from '../../support/toy.js'

const plusOne = operator({
  kind: 'plus-one@1',
  doc: 'a price, one higher',
  in: { price },
  out: price,
  config: z.strictObject({}),
  init: (_config, { rows }) => ({ count: rows.length }),
  save: () => new Uint8Array(0),
  step: ({ count }, _time, input, out, from, to) => {
    for (let i = from * count; i < to * count; i++) {
      out.present[i] = input.price.present[i]!
      out.c[i] = input.price.c[i]! + 1
    }
  },
})

const deep = defineGraph('deep', (g) => {
  const last = Array.from({ length: 5000 }).reduce<ReturnType<typeof g.source<typeof price>>>(
    (wire, _, n) => g.node(`n${n}`, plusOne, {}, { price: wire }),
    g.source('price', price),
  )
  g.sink('last', last)
})

const frames = function* (compiled: Compiled, slices: readonly ToySlice[]) {
  for (let s = 0; s < slices.length; s++) yield writeSlices(compiled.frame, slices, s, s + 1)
}

test('5,000 nodes in a row pass frames, the tap of the last one sees them, and an error arrives', async () => {
  const slices = [1, 2, 3].map((p, i) => ({ tsMs: (i + 1) * 60_000, prices: [p, p] }))
  const compiled = compile(deep, toyWorld(), { capacity: 1 })
  const pipe = pipeline(compiled)
  const seen: number[] = []
  pipe.tap('n4999', (frame) => seen.push((frame.columns['n4999']?.['c'] as Float64Array)[0] as number))
  await run(compiled, () => frames(compiled, slices), [], { pipe })
  expect(seen).toEqual([5001, 5002, 5003])
  const bad = compile(deep, toyWorld(), { capacity: 1 })
  const back = [...slices, { tsMs: 1, prices: [1, 1] }]
  await expect(run(bad, () => frames(bad, back), [])).rejects.toThrow(/forward in time/)
})
