import { expect, test } from 'vitest'
import { stamped } from '../../../api/routes/stamped.js'
import type { Model } from '../../../api/model/model.js'

const modelAt = (tsMs: number | null, dueMs: number | null, silent: boolean): Model =>
  ({
    account: '001-011-5838423-001',
    frames: { tsMs: () => tsMs },
    pipeline: { nowMs: () => 5000.4, state: () => ({ dueMs, silent }) },
  }) as Partial<Record<keyof Model, unknown>> as Model

test.each`
  newest  | due     | silent   | stale    | why
  ${4000} | ${4000} | ${false} | ${false} | ${'the slice that is due is here'}
  ${4000} | ${null} | ${false} | ${false} | ${'the market is closed'}
  ${3940} | ${4000} | ${false} | ${true}  | ${'a slice is missing'}
  ${null} | ${4000} | ${false} | ${true}  | ${'there is no slice yet'}
  ${null} | ${null} | ${false} | ${false} | ${'there is no slice, and none is due'}
  ${4000} | ${4000} | ${true}  | ${true}  | ${'the pipeline is not heard of'}
`('an answer is stale = $stale where $why', async ({ newest, due, silent, stale }) => {
  expect(await stamped(modelAt(newest, due, silent), { some: 1 })).toEqual({
    account: '001-011-5838423-001',
    tsMs: newest,
    asOfMs: 5000,
    stale,
    some: 1,
  })
})
