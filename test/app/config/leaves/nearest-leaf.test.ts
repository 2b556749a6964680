/** A hint helps or is absent: it never names an unrelated setting. */
import { expect, test } from 'vitest'
import { leavesOf } from '../../../../app/config/leaves/leaves.js'
import { nearestLeaf } from '../../../../app/config/leaves/nearest-leaf.js'
import { SECTIONS } from '../../../../app/config/settings.js'

const leaves = leavesOf(SECTIONS)

test.each<[string, string | undefined]>([
  ['alloc.topk', 'allocate.topK'],
  ['allocate.topk', 'allocate.topK'],
  ['ALOC_TOP_K', 'allocate.topK'],
  ['GUARD_MIN_COHERANCE', 'guards.cMin'],
  ['guard.min_stability', 'guards.minStability'],
  ['takeprofit', 'orders.takeProfit'],
  ['strategy.stopLoss', 'orders.stopLoss'],
  ['BLACKOUTS_FILE', 'session.blackouts'],
  ['shadow.fillDelay', 'broker.fillDelayMs'],
  // Each of these is inside some name, and means none.
  ['take', undefined],
  ['size', undefined],
  ['min', undefined],
  ['a', undefined],
  ['GUARD_MIN', undefined],
  ['leverage', undefined],
  ['', undefined],
  ['.', undefined],
])('%j means %s', (name, path) => {
  expect(nearestLeaf(name, leaves)?.path).toBe(path)
})

test('each name means its own setting, and one wrong letter does not change it for long names', () => {
  for (const leaf of leaves.filter(({ from }) => from === undefined))
    for (const name of leaf.names.filter(({ length }) => length > 12))
      expect([nearestLeaf(name, leaves)?.path, nearestLeaf(name.replace(/.$/, '#'), leaves)?.path], name).toContain(
        leaf.path,
      )
})
