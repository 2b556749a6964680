/** Where a graph may be cut, and what then goes over the edges. */
import { describe, expect, test } from 'vitest'
import { cutGraph } from '../../../graph/engine/define/cut.js'
import { sep } from '../../../graph/sep.js'
import { smaFlipGraph } from '../../../graph/sma-flip.js'
import { eager } from '../../support/sep-run.js'

const graph = sep(eager())
const nodesOf = (part: string) => cutGraph(graph, part).graph.nodes.map(({ id }) => id)
const names = (columns: readonly { readonly node: string; readonly column: string }[]) =>
  columns.map(({ node, column }) => `${node}.${column}`)

describe('cut', () => {
  test('a range is by declaration, a list is joined, producers outside become sources', () => {
    const { graph: part, head } = cutGraph(graph, 'gates..allocate')
    expect(head).toBe(false)
    expect(part.nodes.filter(({ role }) => role !== 'source').map(({ id }) => id)).toEqual(['gates', 'allocate'])
    expect(part.nodes.filter(({ role }) => role === 'source').map(({ id }) => id)).toEqual([
      'candle',
      'session',
      'qfh',
      'shadow',
    ])
    expect(nodesOf('allocate,gates')).toEqual(nodesOf('gates..allocate'))
  })

  test('the edges carry what the far side reads, no more and no less', () => {
    const head = cutGraph(graph, 'candle..guards')
    const middle = cutGraph(graph, 'shadow..allocate')
    const loop = cutGraph(graph, 'broker..performance')
    expect(head.head).toBe(true)
    expect(head.inputs.columns).toEqual([])
    expect(loop.outputs.columns).toEqual([])
    const carried = new Set([...names(head.outputs.columns), ...names(middle.outputs.columns)])
    for (const needed of [...names(middle.inputs.columns), ...names(loop.inputs.columns)])
      expect(carried).toContain(needed)
    expect(names(head.outputs.columns)).not.toContain('qfh.tau1')
    const read = new Set([...names(middle.inputs.columns), ...names(loop.inputs.columns)])
    for (const column of carried) expect(read).toContain(column)
  })

  test.each([
    ['strategy..size', 'a cut inside the loop'],
    ['candle..strategy', 'a cut inside the loop'],
    ['candle,quote', 'candle, quote without control, execution: one part holds all sources'],
    ['qbsa,direction', 'qfh both feed it and read it'],
    ['gates..shadow', 'gates comes after shadow'],
    ['gates..nothing', "there is no node 'nothing'"],
    ['gates..allocate..risk', 'is not a range'],
  ])('part %s is refused: %s', (part, text) => expect(() => cutGraph(graph, part)).toThrow(text))

  test('a feedback outside a loop is an edge with a delay, and no way back', () => {
    const flip = smaFlipGraph()
    expect(names(cutGraph(flip, 'broker').inputs.columns)).toContain('flip.approvedUnits')
    expect(() => cutGraph(flip, 'candle..broker')).toThrow('flip both feed it and read it')
  })
})
