/** Named sets of settings, and what errors of settings name. */
import { describe, expect, test } from 'vitest'
import { PROFILES } from '../../../app/config/profiles.js'
import { resolveSettings } from '../../../app/config/settings.js'

describe('profiles', () => {
  test('the profile original turns every switch that differs from its predecessor', () => {
    const { allocate, size, gates, run, strategy } = resolveSettings({ profile: 'original' })
    expect({ allocate, size, gates, run, strategy }).toMatchObject({
      allocate: { scoreHalflifeMin: 0, switchMargin: 0 },
      size: { deselectAction: 'flatten', budgetBasis: 'available' },
      gates: { floors: 'original', countEveryMin: 1 },
      run: { fillTrades: true },
      strategy: { pulseEnabled: true },
    })
  })

  test('every profile resolves', () => {
    for (const { name } of PROFILES) expect(() => resolveSettings({ profile: name })).not.toThrow()
    for (const name of ['none', '__proto__', 'constructor', 'toString', ''])
      expect(() => resolveSettings({ profile: name }), name).toThrow(
        `--profile ${name}: known profiles are default, demo, conservative, original`,
      )
  })
})

describe('errors', () => {
  test.each<[string, string, string]>([
    [
      'a currency of an unknown session',
      'session.currencySessions={"EUR":"bonn"}',
      "session.currencySessions.EUR: there is no session 'bonn'",
    ],
    [
      'the session of all others',
      'OTHER_SESSION=bonn',
      "session.otherSession: there is no session 'bonn'; there are tokyo, london, newYork, sydney",
    ],
    ['a session that is gone', 'SESSIONS_JSON={}', "session.currencySessions.JPY: there is no session 'tokyo'"],
    ['a rule over several', 'MARGIN_HYST_LOW=0.9', 'risk.marginHystLow: must not be above marginHystHigh'],
    ['no scores', '{zero}', 'allocate.weightCoherence: all score weights are 0'],
  ])('an error names its setting: %s', (_case, pair, message) => {
    const zero = ['COHERENCE', 'STABILITY', 'RUPTURE', 'ENTROPY'].map((name) => `ALLOC_SCORE_WEIGHT_${name}=0`)
    expect(() => resolveSettings({ set: pair === '{zero}' ? zero : [pair] })).toThrow(message)
  })
})

describe('settings by instrument', () => {
  test.each([
    ['MAX_SPREAD_JSON', '2'],
    ['HYSTERESIS_PAIR_JSON', '0.2'],
    ['SEP_FINANCING', '{"longRate":0,"shortRate":0,"daysCharged":[1,1,3,1,1,0,0]}'],
  ])('%s: a name that no instrument can have is an error, not without effect', (name, value) => {
    expect(() => resolveSettings({ set: [`${name}={"EUR_USD":${value}}`] })).not.toThrow()
    for (const wrong of ['EURUSD', 'EUR/USD', 'eur_usd', 'EUR_USD ', ''])
      expect(() => resolveSettings({ set: [`${name}={"${wrong}":${value}}`] }), wrong).toThrow(
        `${wrong}: write pairs like EUR_USD`,
      )
    expect(() => resolveSettings({ set: [`${name}={"__proto__":${value}}`] })).toThrow('__proto__ cannot be a name')
  })
})
