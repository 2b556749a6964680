import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import SEP from '../../../graph/sep.topology.json' with { type: 'json' }
import { arrowTarget } from '../../../ui/pages/graph/arrow-target.js'
import { type Box, graphLayout } from '../../../ui/pages/graph/graph-layout.js'

const isOver = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
const overlaps = (boxes: readonly Box[]): number =>
  boxes.filter((a, i) => boxes.some((b, j) => i < j && isOver(a, b))).length

/** A graph as the engine allows it: wires lead to later nodes, feedbacks are delayed. */
const graphs = fc
  .array(fc.record({ loop: fc.boolean(), reads: fc.array(fc.nat(), { maxLength: 4 }), back: fc.option(fc.nat()) }), {
    maxLength: 24,
  })
  .map((drawn) => ({
    nodes: drawn.map(({ loop }, i) => ({ id: `n${i}`, loop })),
    edges: drawn.flatMap(({ reads, back }, i) => [
      ...(i === 0 ? [] : reads.map((read) => ({ from: `n${read % i}`, to: `n${i}` }))),
      ...(back === null ? [] : [{ from: `n${i}`, to: `n${back % (i + 1)}`, delay: 1 }]),
    ]),
  }))

describe('places of the nodes', () => {
  test('the graph of SEP reads from left to right and frames its loop', () => {
    const { places, loop, edges, width } = graphLayout(SEP)
    expect([...places.keys()]).toEqual(SEP.nodes.map(({ id }) => id))
    for (const { from, to, delay } of SEP.edges)
      if (!delay) expect(places.get(from)?.x, `${from} before ${to}`).toBeLessThan(places.get(to)?.x as number)
    const framed = SEP.nodes.filter(({ id }) => loop !== null && isOver(loop, places.get(id) as Box))
    expect(framed.map(({ id }) => id)).toEqual(['broker', 'strategy', 'size', 'orders', 'risk'])
    expect(edges.filter(({ delay }) => delay).map(({ from, to }) => `${from} ${to}`)).toEqual(['risk broker'])
    expect(width, 'fits a screen of 1440 px').toBeLessThan(1400)
  })

  test('no node covers another, all are within the picture', () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        const { places, width, height } = graphLayout(graph)
        const boxes = [...places.values()]
        expect(boxes.length).toBe(graph.nodes.length)
        expect(overlaps(boxes)).toBe(0)
        for (const { x, y, ...box } of boxes) {
          expect(Math.min(x, y)).toBeGreaterThanOrEqual(0)
          expect(x + box.width).toBeLessThanOrEqual(width)
          expect(y + box.height).toBeLessThanOrEqual(height)
        }
      }),
    )
  })

  test('a graph of one node, and one of none, can be drawn', () => {
    expect(graphLayout({ nodes: [{ id: 'only', loop: false }], edges: [] }).places.get('only')).toMatchObject({ x: 10 })
    expect(graphLayout({ nodes: [], edges: [] })).toMatchObject({ loop: null, edges: [] })
  })
})

describe('arrow keys', () => {
  const { places } = graphLayout(SEP)
  test.each([
    ['candle', 'ArrowRight', 'session'],
    ['candle', 'ArrowDown', 'quote'],
    ['quote', 'ArrowUp', 'candle'],
    ['candle', 'ArrowUp', null],
    ['execution', 'ArrowDown', null],
    ['candle', 'ArrowLeft', null],
    ['risk', 'ArrowLeft', 'orders'],
    ['risk', 'Enter', null],
    ['nothing', 'ArrowLeft', null],
  ])('from %s by %s to %s', (from, key, to) => {
    expect(arrowTarget(places, from, key)).toBe(to)
  })

  test('right and left reach every node from the first source together with up and down', () => {
    const seen = new Set(['candle'])
    for (const id of seen)
      for (const key of ['ArrowRight', 'ArrowLeft', 'ArrowDown', 'ArrowUp']) {
        const next = arrowTarget(places, id, key)
        if (next !== null) seen.add(next)
      }
    expect(seen.size).toBe(places.size)
  })
})
