/** Small random graphs with loops, delays and slots, as plain data that can be changed and built. */
import fc from 'fast-check'
import { z } from 'zod'
import { decodeState, encodeState } from '../../../lib/codec.js'
import { defineGraph, type Graph, type Wire } from '../../../graph/engine/define/define.js'
import { type Binding, bind, operator, type RowSpace, slot } from '../../../graph/engine/define/operator.js'
import { f64 } from '../../../graph/engine/define/schema.js'
import { price } from '../../support/toy.js'

const value = { c: f64.row }

/** Keeps a sum of its inputs, so that every one of them counts, also much later. */
const blend = operator({
  kind: 'blend@1',
  doc: 'a running sum of gain * a - b',
  in: { a: value, b: value },
  out: value,
  config: z.strictObject({ gain: z.number() }),
  init: ({ gain }, world, saved) => ({
    gain,
    count: world.rows.length,
    ...(saved ? decodeState<{ sum: Float64Array }>(saved) : { sum: new Float64Array(world.rows.length) }),
  }),
  save: ({ sum }) => encodeState({ sum }),
  step: ({ gain, count, sum }, _time, { a, b }, out, from, to) => {
    for (let i = from * count; i < to * count; i++) {
      const k = i % count
      sum[k] = sum[k]! / 2 + (gain * (a.c[i]! || 1) - (b.c[i]! || 2))
      out.c[i] = sum[k]!
    }
  },
})

export interface RandomNode {
  readonly slot: boolean
  readonly gain: number
  /** Producers of a and b: place of a node (-1: the source), and whether it is read one slice later. */
  readonly wires: readonly { readonly from: number; readonly delayed: boolean }[]
}

const slotOf = (place: number) => slot({ id: `n${place}`, doc: 'bound', in: blend.in, out: blend.out })

/** A wire that is not delayed reads an earlier node; places out of range are folded in. */
export const randomGraph = (nodes: readonly RandomNode[]): Graph<RowSpace> =>
  defineGraph('random', (g) => {
    const wires: Wire<typeof value>[] = []
    const source = g.source('price', price)
    const late: (() => void)[] = []
    for (const [place, node] of nodes.entries()) {
      const [a, b] = node.wires.map(({ from, delayed }, port) => {
        if (!delayed) return (from < 0 ? undefined : wires[from % Math.max(1, place)]) ?? source
        const feedback = g.feedback(`f${place}-${port}`, value)
        late.push(() => feedback.close(wires[Math.max(0, from) % nodes.length] as Wire<typeof value>))
        return feedback.previous
      }) as [Wire<typeof value>, Wire<typeof value>]
      wires.push(
        node.slot ? g.slot(slotOf(place), { a, b }) : g.node(`n${place}`, blend, { gain: node.gain }, { a, b }),
      )
    }
    for (const close of late) close()
  })

export const randomBindings = (nodes: readonly RandomNode[]): readonly Binding<RowSpace>[] =>
  nodes.flatMap((node, place) => (node.slot ? [bind(slotOf(place), blend, { gain: node.gain })] : []))

const wire = fc.record({ from: fc.integer({ min: -1, max: 6 }), delayed: fc.boolean() })
export const arbitraryNodes: fc.Arbitrary<readonly RandomNode[]> = fc.array(
  fc.record({ slot: fc.boolean(), gain: fc.integer({ min: 1, max: 3 }), wires: fc.tuple(wire, wire) }),
  { minLength: 1, maxLength: 7 },
)
