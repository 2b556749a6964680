import { expect, test } from 'vitest'
import { trialLine } from '../../model/trial-line.js'

const line = {
  resultHash: 'a'.repeat(64),
  configHash: 'b'.repeat(64),
  kind: 'shadow',
  params: { look: 12, session: 'london' },
  paramKey: 'c0.5:l12:t2:ec60:xc60',
  instrument: 'EUR_USD',
  fold: null,
  part: 'all',
  from: '2024-01-02T00:00Z',
  to: '2024-02-01T00:00Z',
  trades: 0,
  winRate: null,
  pnlBps: 0,
  meanBps: null,
  sdBps: null,
  maxDrawdownBps: 0,
  calmar: null,
  sharpeDaily: null,
  grossBps: 0,
  costs: { spreadBps: 0, slippageBps: 0, commissionBps: 0, depthBps: 0 },
  pnlQuote: null,
  days: [],
}

test('a line keeps its fields and their order, and comes back from JSON as it was', () => {
  const parsed = trialLine.parse(JSON.parse(JSON.stringify(line)))
  expect(JSON.stringify(parsed)).toBe(JSON.stringify(line))
})

test.each(Object.keys(line))('a line without %s is refused', (name) => {
  expect(trialLine.safeParse({ ...line, [name]: undefined }).success).toBe(false)
})

test.each([
  ['a time with seconds', { from: '2024-01-02T00:00:00Z' }],
  ['a day without a trade', { days: [['2024-01-02', 0, 0]] }],
  ['a short hash', { resultHash: 'ab' }],
  ['NaN', { pnlBps: Number.NaN }],
  ['an unknown field', { rank: 1 }],
])('%s is refused', (_, change) => {
  expect(trialLine.safeParse({ ...line, ...change }).success).toBe(false)
})
