/** What differs between two topologies, node by node. */
import type { z } from 'zod'
import { isDeepStrictEqual } from 'node:util'
import type { graphDiffSchema, topologyNodeSchema, topologySchema } from '../contract/graph.js'

type Drawn = Pick<z.output<typeof topologySchema>, 'edges'> & {
  readonly nodes: readonly Pick<z.output<typeof topologyNodeSchema>, 'id' | 'kind' | 'role' | 'config'>[]
}
export type TopologyDifference = z.output<typeof graphDiffSchema>['differences'][number]

export const topologyDiff = (a: Drawn, b: Drawn): readonly TopologyDifference[] => {
  const [inA, inB] = [factsByNode(a), factsByNode(b)]
  const ids = [...new Set([...inA.keys(), ...inB.keys()])]
  return ids.flatMap((node): TopologyDifference[] => {
    const [one, other] = [inA.get(node), inB.get(node)]
    if (!one || !other) return [{ node, what: 'node', a: one ? 'there' : 'absent', b: other ? 'there' : 'absent' }]
    const names = [...new Set([...one.keys(), ...other.keys()])]
    return names.flatMap((what) => {
      const [mine, its] = [one.get(what), other.get(what)]
      return isDeepStrictEqual(mine, its) ? [] : [{ node, what, a: shown(mine), b: shown(its) }]
    })
  })
}

/** Kind, role, each wire and each setting of a node, by name. */
const factsByNode = ({ nodes, edges }: Drawn): ReadonlyMap<string, ReadonlyMap<string, unknown>> =>
  new Map(
    nodes.map(({ id, kind, role, config }) => {
      const wires = edges
        .filter(({ to }) => to === id)
        .map(({ port, from, delay }) => [`in.${port}`, delay ? `${from} (one slice later)` : from] as const)
      return [id, new Map<string, unknown>([['kind', kind], ['role', role], ...wires, ...settingsOf(config)])]
    }),
  )

/** As JSON has them: a drawing that was read from a file equals the one that was written. */
const settingsOf = (config: unknown) => leaves(JSON.parse(JSON.stringify(config ?? null)))

/** Settings by dotted path; a list is one setting. */
const leaves = (value: unknown, path = 'config'): readonly (readonly [string, unknown])[] =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.entries(value).flatMap(([key, inner]) => leaves(inner, `${path}.${key}`))
    : [[path, value]]

const shown = (value: unknown): string =>
  value === undefined ? 'absent' : typeof value === 'string' ? value : JSON.stringify(value)
