/** Entries that a block of slices allows, which all trials of one direction and one set of guards share. */
import { z } from 'zod'
import { i32, u8 } from '../../graph/engine/define/schema.js'
import { instrumentOperator } from '../../model/instrument-operator.js'
import { blockRangesSchema } from './block-ranges.js'

export const blockWishesSchema = Object.freeze({ wished: u8.row })

/** 1: in one of the block's slices up to this one there was a direction that the guards passed. */
export const blockWishes = instrumentOperator({
  kind: 'block-wishes@1',
  doc: 'Within blocks of slices: whether there was a direction that the guards passed.',
  in: { block: { age: blockRangesSchema.age }, dir: { direction: i32.row }, guard: { pass: u8.row } },
  out: blockWishesSchema,
  config: z.strictObject({}),
  init: (_config, world, saved) => ({ wished: saved ? saved.slice() : new Uint8Array(world.instruments.length) }),
  save: ({ wished }) => wished.slice(),
  step: ({ wished }, _time, { block, dir, guard }, out, from, to) => {
    const count = wished.length
    for (let s = from; s < to; s++) {
      if (block.age[s] === 0) wished.fill(0)
      for (let k = 0, i = s * count; k < count; k++, i++) {
        if (dir.direction[i] !== 0 && guard.pass[i] === 1) wished[k] = 1
        out.wished[i] = wished[k]!
      }
    }
  },
})
