import { expect, test } from 'vitest'
import { resolveSettings } from '../../app/config/settings.js'
import { sep } from '../../graph/sep.js'
import { nodes } from '../../model/nodes.js'

test('every node of graph/sep.ts has a typed reference with its id and schema, and there are no others', () => {
  const declared = sep(resolveSettings()).nodes.map(({ id, schema }) => [id, schema] as const)
  expect(Object.fromEntries(declared)).toEqual(
    Object.fromEntries(Object.values(nodes).map(({ node, schema }) => [node, schema])),
  )
  expect(Object.keys(nodes)).toEqual(Object.values(nodes).map(({ node }) => node))
})
