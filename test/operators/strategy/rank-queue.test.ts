import { expect, test } from 'vitest'
import { createRankQueue, enqueue } from '../../../operators/strategy/rank-queue.js'

/** `+3`: earned, rank 3; `-1`: filled, rank 1; 0 is unranked. */
test.each<[string, readonly string[], readonly string[]]>([
  ['by rank', ['+3', '+1', '+2'], ['+1', '+2', '+3']],
  ['rank 0 last', ['+0', '+2'], ['+2', '+0']],
  ['earned places first', ['-1', '-2', '+3'], ['+3', '-1', '-2']],
  ['an unranked earned place too', ['-1', '+0'], ['+0', '-1']],
  ['each group by rank', ['-2', '+2', '-0', '+1', '-1'], ['+1', '+2', '-1', '-2', '-0']],
])('instruments that want to enter: %s', (_, offered, expected) => {
  const queue = createRankQueue(offered.length)
  for (const [k, place] of offered.entries())
    enqueue(queue, k, place.startsWith('-') ? 1 : 0, Number(place.slice(1)), 1)
  expect(Array.from(queue.instrument, (k) => offered[k])).toEqual(expected)
})

test('equals stay in the order in which they were offered', () => {
  const queue = createRankQueue(4)
  for (const k of [0, 1, 2, 3]) enqueue(queue, k, k % 2, 1, 1)
  expect([...queue.instrument]).toEqual([0, 2, 1, 3])
})
