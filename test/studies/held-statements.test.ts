import { expect, test } from 'vitest'
import type { HeldWeights } from '../../sinks/run/held-weights.js'
import { heldStatements } from '../../studies/report/held-statements.js'

const AGES = { gatesMaxAgeSec: 180, evalIntervalSec: 3600 }
test.each<[string, HeldWeights, readonly string[]]>([
  ['fresh gates', { slices: 100, held: 0, fallback: 0 }, []],
  [
    'stale gates',
    { slices: 15_834, held: 9496, fallback: 0 },
    [
      'Weights were held in 9,496 of 15,834 slices (60.0 %): the gates were older than 180 s ' +
        '(allocate.gatesMaxAgeSec, gates are evaluated every 3600 s). Places did not follow them.',
    ],
  ],
  [
    'none yet',
    { slices: 200, held: 0, fallback: 3 },
    [
      'Places had equal weights in 3 of 200 slices (1.5 %): there were no gates yet, or they were older than 180 s ' +
        '(allocate.gatesMaxAgeSec, gates are evaluated every 3600 s).',
    ],
  ],
])('%s', (_, counts, expected) => expect(heldStatements(counts, AGES)).toEqual(expected))

test('a graph that does not evaluate gates names no interval', () =>
  expect(heldStatements({ slices: 2, held: 1, fallback: 0 }, { ...AGES, evalIntervalSec: null })).toEqual([
    'Weights were held in 1 of 2 slices (50.0 %): the gates were older than 180 s (allocate.gatesMaxAgeSec). Places did not follow them.',
  ]))
