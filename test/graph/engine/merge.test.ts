import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { defineGraph, type Graph } from '../../../graph/engine/define/define.js'
import { merge } from '../../../graph/engine/define/merge.js'
import { type Binding, bind, operator, type RowSpace } from '../../../graph/engine/define/operator.js'
import { plan } from '../../../graph/engine/define/plan.js'
import { ColumnsDigest } from '../../../graph/engine/hash/hash.js'
import { nodeHash } from '../../../graph/engine/hash/node-hash.js'
import { compile } from '../../../graph/engine/run/compile.js'
import { arbitraryNodes, randomBindings, randomGraph, type RandomNode } from './random-graph.js'
import { broker, mean, price, toyGraph, toySlot, toyWorld, type ToySlice, writeSlices } from '../../support/toy.js'

const world = toyWorld()
const KERNEL = 'k1'

/** Two walks with holes. */
const slices: readonly ToySlice[] = Array.from({ length: 24 }, (_, s) => ({
  tsMs: (s + 1) * 60_000,
  prices: [s % 5 === 3 ? null : 1 + ((s * 7) % 11) / 10, s % 7 === 2 ? null : 2 - ((s * 5) % 13) / 10],
}))

/** Column digests of nodes over all slices, cut into frames of `cut`; `alone`: only these nodes are read from outside. */
const outputs = (
  graph: Graph<RowSpace>,
  bindings: readonly Binding<RowSpace>[],
  nodes: readonly string[],
  cut: number,
  alone: boolean,
): readonly (readonly string[])[] => {
  const reads = alone ? { reads: (node: string) => nodes.includes(node) } : {}
  const compiled = compile(graph, world, { bindings, capacity: cut, ...reads })
  const digests = nodes.map((node) => new ColumnsDigest(graph, [node]))
  for (let from = 0; from < slices.length; from += cut) {
    writeSlices(compiled.frame, slices, from, Math.min(slices.length, from + cut))
    compiled.begin()
    for (const stage of compiled.stages) stage.run(compiled.frame)
    for (const digest of digests) digest.add(compiled.frame)
    compiled.end()
  }
  return digests.map((digest) => [...digest.columns().values()])
}

interface Variant {
  readonly nodes: readonly RandomNode[]
  readonly graph: Graph<RowSpace>
  readonly bindings: readonly Binding<RowSpace>[]
  readonly targets: readonly string[]
}

/** A graph and up to three others that differ from it in one node. */
const variants: fc.Arbitrary<readonly Variant[]> = fc
  .tuple(
    arbitraryNodes,
    fc.array(fc.tuple(fc.nat(6), arbitraryNodes), { maxLength: 3 }),
    fc.array(fc.nat(6), { minLength: 1, maxLength: 3 }),
  )
  .map(([base, changes, targets]) =>
    [base, ...changes.map(([place, others]) => base.with(place % base.length, others[0] as RandomNode))].map(
      (nodes) => ({
        nodes,
        graph: randomGraph(nodes),
        bindings: randomBindings(nodes),
        targets: ['price', ...new Set(targets.map((target) => `n${target % nodes.length}`))],
      }),
    ),
  )

const idOf = (ids: ReadonlyMap<string, string> | undefined, id: string): string => ids?.get(id) as string

describe('merge', () => {
  test('every target has the bytes of its own graph; equal nodes exist once', () => {
    fc.assert(
      fc.property(variants, fc.integer({ min: 1, max: 24 }), (trials, cut) => {
        const merged = merge(trials, KERNEL)
        const hashes = new Set<string>()
        for (const [i, { graph, bindings, targets }] of trials.entries()) {
          const ids = merged.ids[i] as ReadonlyMap<string, string>
          const own = nodeHash(graph, bindings, KERNEL)
          for (const id of ids.keys()) hashes.add(own.get(id) as string)
          const there = targets.map((target) => idOf(ids, target))
          expect(outputs(merged.graph, merged.bindings, there, cut, true)).toEqual(
            outputs(graph, bindings, targets, 24, false),
          )
        }
        expect(merged.graph.nodes.length).toBe(hashes.size)
        expect(new Set(merged.graph.nodes.map(({ id }) => id)).size).toBe(hashes.size)
      }),
      { numRuns: 400 },
    )
  })

  test('the merged graph is a topological order of its wires, and its loops are those of its inputs', () => {
    fc.assert(
      fc.property(variants, (trials) => {
        const { graph, ids } = merge(trials, KERNEL)
        const seen = new Set<string>()
        for (const node of graph.nodes) {
          for (const wire of Object.values(node.wires)) if (!wire.delay) expect(seen).toContain(wire.node)
          seen.add(node.id)
        }
        const loops = (one: Graph) => plan(one).flatMap(({ loop, nodes }) => (loop ? [nodes] : []))
        const wanted = trials.flatMap((trial, i) =>
          loops(trial.graph).flatMap((nodes) =>
            ids[i]?.has(nodes[0] as string) ? [nodes.map((id) => idOf(ids[i], id))] : [],
          ),
        )
        expect(new Set(loops(graph).map((nodes) => nodes.join()))).toEqual(new Set(wanted.map((nodes) => nodes.join())))
      }),
    )
  })

  test('leaves out what no target depends on, names nodes by their hash and binds each copy of a slot', () => {
    const trial = (alpha: number) => ({
      graph: defineGraph('toy', (g) => {
        const source = g.source('price', price)
        const average = g.node('mean', mean, { alpha }, { price: source })
        g.node('unused', mean, { alpha: 1 }, { price: source })
        g.sink('mean', average)
      }),
      bindings: [],
      targets: ['mean'],
    })
    const merged = merge([trial(0.5), trial(0.25), trial(0.5)], KERNEL)
    const [half, quarter] = [trial(0.5), trial(0.25)].map(
      ({ graph }) => `mean-${nodeHash(graph, [], KERNEL).get('mean')?.slice(0, 8)}`,
    )
    expect(merged.graph.nodes.map(({ id }) => id)).toEqual(['price', half, quarter])
    expect(merged.ids.map((ids) => ids.get('mean'))).toEqual([half, quarter, half])
    const toy = merge([{ graph: toyGraph(), bindings: [bind(toySlot, broker, {})], targets: ['broker'] }], KERNEL)
    expect(toy.bindings.map((binding) => binding.slot)).toEqual(
      toy.graph.nodes.filter(({ role }) => role === 'slot').map(({ id }) => id),
    )
    expect(compile(toy.graph, world, { bindings: toy.bindings }).components.filter(({ loop }) => loop).length).toBe(1)
  })

  test('two sources of one name that differ, a target that does not exist and a slot without a binding are errors', () => {
    const small = defineGraph('small', (g) => void g.source('price', { c: price.c }))
    const toy = { graph: toyGraph(), bindings: [bind(toySlot, broker, {})], targets: ['price'] }
    expect(() => merge([toy, { graph: small, bindings: [], targets: ['price'] }], KERNEL)).toThrow(
      'merged graphs have different sources price',
    )
    expect(() => merge([{ ...toy, targets: ['nothing'] }], KERNEL)).toThrow("graph toy has no node 'nothing'")
    expect(() => merge([{ ...toy, bindings: [] }], KERNEL)).toThrow('slot broker: nothing is bound to it')
  })
})

describe('node hash', () => {
  const hashOf = (nodes: readonly RandomNode[], id: string, kernel = KERNEL) =>
    nodeHash(randomGraph(nodes), randomBindings(nodes), kernel).get(id)
  const plain = { slot: false, gain: 1, wires: [now(-1), now(-1)] }
  const loop = (outer: number): readonly RandomNode[] => [
    { ...plain, gain: 1 },
    { ...plain, gain: 2 },
    { ...plain, wires: [now(outer), later(3)] },
    { ...plain, wires: [now(2), now(2)] },
  ]
  test.each<[string, readonly RandomNode[], readonly RandomNode[], string]>([
    ['the gain of its configuration', [plain], [{ ...plain, gain: 2 }], 'n0'],
    ["a binding's configuration", [{ ...plain, slot: true }], [{ ...plain, slot: true, gain: 2 }], 'n0'],
    ['a delay', [plain, { ...plain, wires: [now(0), now(0)] }], [plain, { ...plain, wires: [now(0), later(0)] }], 'n1'],
    ['an outer wire of its loop', loop(0), loop(1), 'n2'],
    ['an outer wire of its loop, at another member', loop(0), loop(1), 'n3'],
    ['what stands far above it', chain(1), chain(2), 'n3'],
  ])('differs by %s', (_what, one, other, id) => {
    expect(hashOf(one, id)).not.toBe(hashOf(other, id))
  })

  test('members of a loop differ; the kernel counts; a name, and what depends on the node, do not', () => {
    expect(hashOf(loop(0), 'n2')).not.toBe(hashOf(loop(0), 'n3'))
    expect(hashOf([plain], 'n0')).not.toBe(hashOf([plain], 'n0', 'k2'))
    expect(hashOf([plain], 'n0')).toBe(hashOf([plain, { ...plain, gain: 3 }], 'n0'))
    expect(hashOf([{ ...plain, gain: 9 }, plain], 'n1')).toBe(hashOf([plain], 'n0'))
  })

  test('configurations that canonical JSON writes alike differ; one without an identity is refused', () => {
    const holding = (config: unknown) => {
      const any = operator({
        kind: 'any@1',
        doc: 'any',
        in: {},
        out: { c: price.c },
        config: z.strictObject({ held: z.any() }),
        init: () => null,
        save: () => new Uint8Array(0),
        step: () => {},
      })
      const graph = defineGraph('any', (g) => void g.node('any', any, { held: config }, {}))
      return nodeHash(graph, [], KERNEL).get('any')
    }
    const held = [
      new Map([['a', 1]]),
      new Map([['a', 2]]),
      new Set([1]),
      [1],
      /a/,
      /b/,
      new Date(1),
      new Date(2),
      1n,
      '1n',
    ]
    expect(new Set(held.map(holding)).size).toBe(held.length)
    expect(() => holding({ rule: () => 1 })).toThrow('node any: config.held.rule is a function')
    expect(() => holding(new (class Rule {})())).toThrow('node any: config.held is a Rule')
  })
})

function now(from: number) {
  return { from, delayed: false }
}
function later(from: number) {
  return { from, delayed: true }
}
function chain(gain: number): readonly RandomNode[] {
  return [0, 1, 2, 3].map((place) => ({
    slot: false,
    gain: place === 0 ? gain : 1,
    wires: [now(place - 1), now(place - 1)],
  }))
}
