import { expect, test } from 'vitest'
import { topologyDiff } from '../../../api/routes/topology-diff.js'

const node = (id: string, config: object, kind = 'qfh@1') => ({ id, kind, role: 'operator', config })
const graph = (nodes: ReturnType<typeof node>[], wire: { readonly from?: string; readonly delay?: 1 } = {}) => ({
  name: 'toy',
  nodes,
  edges: [{ from: 'candle', to: 'qfh', port: 'candle', ...wire }],
})
const config = { window: 64, list: [1, 2], inner: { x: 1 } }
const base = graph([node('qfh', config)])
const withConfig = (change: object) => graph([node('qfh', { ...config, ...change })])

test.each([
  ['the same', base, []],
  ['a setting', withConfig({ window: 32 }), ['qfh config.window 64 32']],
  ['a deeper setting', withConfig({ inner: { x: 2 } }), ['qfh config.inner.x 1 2']],
  ['a list', withConfig({ list: [2, 1] }), ['qfh config.list [1,2] [2,1]']],
  ['a lost setting', withConfig({ inner: {} }), ['qfh config.inner.x 1 absent']],
  ['a kind', graph([node('qfh', config, 'q@2')]), ['qfh kind qfh@1 q@2']],
  ['a wire', graph([node('qfh', config)], { from: 'other' }), ['qfh in.candle candle other']],
  ['a delay', graph([node('qfh', config)], { delay: 1 }), ['qfh in.candle candle candle (one slice later)']],
  ['a node that is new', graph([...base.nodes, node('rsi', {})]), ['rsi node absent there']],
])('differences: %s', (_what, other, differences) => {
  expect(topologyDiff(base, other).map(({ node, what, a, b }) => `${node} ${what} ${a} ${b}`)).toEqual(differences)
})
