import { expect, test } from 'vitest'
import { loadGraphProgram } from '../../../app/config/graph-program.js'

test.each([
  ['sep', {}, 'ladder'],
  ['sma-flip', {}, 'off'],
  ['sma-flip', { env: { SEP_DEPTH: '' } }, 'off'],
  ['sma-flip', { env: { SEP_DEPTH: 'ladder' } }, 'ladder'],
  ['sma-flip', { set: ['SEP_DEPTH=ladder'] }, 'ladder'],
  ['sep', { env: { SEP_DEPTH: 'off' } }, 'off'],
])('%s with %j: depth %s', async (graph, inputs, depth) => {
  const { settings } = await loadGraphProgram(graph, inputs as Parameters<typeof loadGraphProgram>[1])
  expect(settings.broker.depth).toBe(depth)
})
