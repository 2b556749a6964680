/** Flowcharts of the documents as pictures of the guide. */
import { describe, expect, test } from 'vitest'
import { flowchartSvg } from '../../deploy/guide/flowchart/flowchart-svg.js'
import { layoutFlowchart } from '../../deploy/guide/flowchart/layout-flowchart.js'
import { parseFlowchart } from '../../deploy/guide/flowchart/parse-flowchart.js'

const chart = (...lines: readonly string[]) => `flowchart LR\n${lines.join('\n')}\n`
const nodesOf = (text: string) => parseFlowchart(text).nodes.map(({ id, label, shape }) => `${id} ${label} ${shape}`)
const edgesOf = (text: string) =>
  parseFlowchart(text).edges.map(
    ({ from, to, label, isDotted, hasArrow }) =>
      `${from}-${to} ${label}${isDotted ? ' dotted' : ''}${hasArrow ? '' : ' plain'}`,
  )

describe('what is read', () => {
  test('nodes by their brackets; a name that comes again keeps its label', () => {
    expect(nodesOf(chart('a([in]) --> b[[the graph]] --> c{{broker}}', 'b --> d', 'd[out: x/y] --> a'))).toEqual([
      ...['a in round', 'b the graph double', 'c broker hexagon', 'd out: x/y box'],
    ])
  })
  test.each([
    ['a --> b --> c', ['a-b ', 'b-c ']],
    ['a -- candles, prices --> b', ['a-b candles, prices']],
    ['a -. next slice .-> b', ['a-b next slice dotted']],
    ['a -. in the slot .- b', ['a-b in the slot dotted plain']],
    ['subgraph loop [one]\n  a --> b\nend', ['a-b ']],
  ])('%s', (line, edges) => expect(edgesOf(chart(line))).toEqual(edges))
  test.each([
    ['graph TD\na --> b', "flowchart: 'graph TD' is not 'flowchart LR'"],
    [chart('a --> b>flag]'), "flowchart: '>flag]' is no shape"],
    [chart('style a fill:red'), "flowchart: ' a fill:red' is no shape"],
  ])('%s is an error', (text, message) => expect(() => parseFlowchart(text)).toThrow(message))
})

test('columns by the longest way, back edges too, and no two nodes in one place', () => {
  const { places, ways, columns } = layoutFlowchart(parseFlowchart(chart('a --> b --> c --> d', 'a --> d', 'd --> b')))
  expect(Object.fromEntries([...places].map(([id, { column }]) => [id, column]))).toEqual({ a: 0, b: 1, c: 2, d: 3 })
  expect(columns).toBe(4)
  expect(ways.map(({ length }) => length)).toEqual([0, 0, 0, 2, 1])
  const all = [...places.values(), ...ways.flat()].map(({ column, row }) => `${column} ${row}`)
  expect(new Set(all).size).toBe(all.length)
})

test('the picture has every label, an arrow for each edge that has one, and nothing inline', () => {
  const svg = flowchartSvg(chart('a([x < y]) -- one two three four --> b', 'b -. c .- d'), '7')
  for (const part of ['x &lt; y', '>one two three<', '>four<', 'marker id="arrow-7"']) expect(svg).toContain(part)
  expect(svg.match(/marker-end/g)).toHaveLength(1)
  expect(svg).not.toMatch(/ style=| on\w+=/)
})
