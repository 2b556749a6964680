/** Wrong input of a test of an operator or graph is refused in one line: what is wrong, and where. */
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { defineGraph } from '../../../../graph/engine/define/define.js'
import { operator } from '../../../../graph/engine/define/operator.js'
import { f64 } from '../../../../graph/engine/define/schema.js'
import { testGraph } from '../../../../graph/engine/testing/test-graph.js'
import { testOperator } from '../../../../graph/engine/testing/test-operator.js'

const sum = operator({
  kind: 'sum@1',
  doc: 'sum of a row and a value',
  in: { sensor: { x: f64.row, base: f64.slice }, call: { tone: f64.event } },
  out: { sum: f64.row },
  config: z.strictObject({}),
  init: () => ({}),
  save: () => new Uint8Array(),
  step: (_state, _time, { sensor }, output, from, to) => {
    for (let i = from * 2; i < to * 2; i++) output.sum[i] = sensor.x[i]! + sensor.base[Math.floor(i / 2)]!
  },
})
const graph = defineGraph('sums', (g) => {
  const [sensor, call] = [g.source('sensor', sum.in.sensor), g.source('call', sum.in.call)]
  g.sink('sum', g.node('sum', sum, {}, { sensor, call }))
})
const tsMs = [10, 20, 30]
const sensor = { x: [1, 2, 3, 4, 5, 6], base: [1, 2, 3] }
const call = { tone: [440, 441], at: [0, 1, 1, 2] }
const columns = { sensor, call }
const good = { tsMs, columns }
const ROWS = [{ name: 'boiler' }, { name: 'pipe' }]

/** What, input, message with PORT for what a test calls it, rows. */
type Wrong = [what: string, input: unknown, message: string, rows?: readonly { readonly name: string }[]]
const WRONG: readonly Wrong[] = [
  ['no columns', { tsMs, columns: {} }, "PORT 'sensor' is missing"],
  ['a port missing', { tsMs, columns: { sensor } }, "PORT 'call' is missing"],
  ['an unknown port', { tsMs, columns: { ...columns, wind: {} } }, "no PORT 'wind'; known: sensor, call"],
  ['a column missing', { tsMs, columns: { ...columns, sensor: { x: sensor.x } } }, "PORT 'sensor' lacks column 'base'"],
  ['at missing', { tsMs, columns: { ...columns, call: { tone: [] } } }, "PORT 'call' lacks column 'at'"],
  [
    'an unknown column',
    { tsMs, columns: { ...columns, sensor: { ...sensor, y: [] } } },
    "PORT 'sensor' has no column 'y'; known: x, base",
  ],
  [
    'rows too short',
    { tsMs, columns: { ...columns, sensor: { ...sensor, x: [1, 2, 3, 4, 5] } } },
    'column sensor.x has 5 values, needed 6 (3 slices of 2 rows)',
  ],
  [
    'slices too long',
    { tsMs, columns: { ...columns, sensor: { ...sensor, base: [1, 2, 3, 4] } } },
    'column sensor.base has 4 values, needed 3 (3 slices)',
  ],
  [
    'events that at does not count',
    { tsMs, columns: { ...columns, call: { ...call, tone: [1] } } },
    'column call.tone has 1 values, needed 2 (at)',
  ],
  [
    'at too short',
    { tsMs, columns: { ...columns, call: { ...call, at: [0, 1, 2] } } },
    'column call.at has 3 values, needed 4 (3 slices and the end)',
  ],
  [
    'at from 1',
    { tsMs, columns: { ...columns, call: { ...call, at: [1, 1, 1, 2] } } },
    'column call.at starts with 1, not 0',
  ],
  [
    'at that falls',
    { tsMs, columns: { ...columns, call: { ...call, at: [0, 2, 1, 2] } } },
    'column call.at: at[2] is 1 after 2; it counts events and does not fall',
  ],
  [
    'no list',
    { tsMs, columns: { ...columns, sensor: { ...sensor, base: 5 } } },
    'column sensor.base is not a list of numbers',
  ],
  [
    'no number',
    { tsMs, columns: { ...columns, sensor: { ...sensor, base: [1, undefined, 3] } } },
    'column sensor.base: value 1 is not a number',
  ],
  ['too few slices', { tsMs: [1, 2], columns: {} }, '2 slices in tsMs; at least three slices are needed'],
  ['time that falls', { ...good, tsMs: [10, 20, 15] }, 'tsMs[2] is 15, not later than tsMs[1], 20'],
  ['time that repeats', { ...good, tsMs: [10, 10, 15] }, 'tsMs[1] is 10, not later than tsMs[0], 10'],
  ['time that is NaN', { ...good, tsMs: [10, Number.NaN, 15] }, 'tsMs[1] is NaN, not a finite number'],
  [
    'time without end',
    { ...good, tsMs: [10, 20, Number.POSITIVE_INFINITY] },
    'tsMs[2] is Infinity, not a finite number',
  ],
  ['asOfMs too short', { ...good, asOfMs: [10] }, 'asOfMs has 1 values, tsMs has 3'],
  ['no rows', good, 'rows are empty; at least one row is needed', []],
  ['a row without a name', good, 'row 1 has no name', [{ name: 'boiler' }, { name: '' }]],
  ['rows of one name', good, "rows 0 and 1 have the same name, 'pipe'", [{ name: 'pipe' }, { name: 'pipe' }]],
]

describe('wrong input', () => {
  test('good input passes', () => {
    expect(testOperator(sum, {}, { rows: { rows: ROWS }, input: good, seed: 1 }).slices).toBe(3)
    testGraph(graph, { rows: { rows: ROWS }, input: good, seed: 1 })
  })

  test.each<Wrong>(WRONG)('%s', (_what, input, message, rows = ROWS) => {
    const given = { rows: { rows }, input: input as typeof good, seed: 1 }
    const error = (where: string, port: string) =>
      expect.objectContaining({
        name: 'GraphError',
        code: 'bad-argument',
        message: `${where}: ${message.replace('PORT', port)}`,
      })
    expect(() => testOperator(sum, {}, given)).toThrow(error('operator sum@1', 'port'))
    // A graph may be tested without some of its sources and columns.
    if (/is missing$|lacks column/.test(message)) testGraph(graph, given)
    else expect(() => testGraph(graph, given)).toThrow(error('graph sums', 'source'))
  })
})
