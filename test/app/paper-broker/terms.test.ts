import { describe, expect, test } from 'vitest'
import { brokerTerms } from '../../../app/paper-broker/terms.js'

const DEFAULT = { commission: 'none', depth: 'ladder', division: 'us' }

describe('the terms of sep broker', () => {
  test.each([
    ['defaults', {}, false, {}, DEFAULT],
    [
      'the environment',
      {},
      false,
      { SEP_DEPTH: 'off', SEP_COMMISSION: 'us-core' },
      { depth: 'off', commission: 'us-core' },
    ],
    ['a flag wins', { depth: 'ladder' }, false, { SEP_DEPTH: 'off' }, { depth: 'ladder' }],
    ['JSON', { depth: '[{"units":5,"ticks":0}]' }, false, {}, { depth: [{ units: 5, ticks: 0 }] }],
    ['hedging implies another division', {}, true, {}, { division: 'other' }],
    ['whatever the environment has', {}, true, { SEP_DIVISION: 'us' }, { division: 'other' }],
  ])('%s', (_, flags, hedging, env, terms) =>
    expect(brokerTerms(flags, hedging, env as Record<string, string>)).toEqual({ ...DEFAULT, ...terms }),
  )

  test.each([
    ['the US division cannot hedge', { division: 'us' }, true, '--division us: its accounts cannot hold both sides'],
    ['an unknown division', { division: 'uk' }, false, '--division: broker.division (SEP_DIVISION) = "uk"'],
    ['an unknown plan', { commission: 'uk-core' }, false, 'one of none, us-core, sg-core, au-core, bvi-core, or JSON'],
    ['a ladder that is none', { depth: '[]' }, false, 'Too small: expected array to have >=1 items'],
  ])('%s', (_, flags, hedging, text) => expect(() => brokerTerms(flags, hedging, {})).toThrow(text))
})
