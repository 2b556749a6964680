import fc from 'fast-check'
import { gzip } from 'pako'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { type Key, keyName } from '../../store/key.js'
import { KEYS } from '../../store/keys.js'
import { pack, packFields, unpack, unpackFields } from '../../store/pack.js'
import { paramKey } from '../../store/param-key.js'
import { arbitraryOf } from '../support/arbitrary-of.js'

const rows = Object.entries(KEYS) as [string, Key][]
const word = fc.stringMatching(/^[A-Za-z0-9_.-]{1,12}$/)
const parametersOf = (row: Key) => [...row.template.matchAll(/<(\w+)>/g)].map((match) => match[1] as string)
const bytesOf = (value: string | Uint8Array) => (typeof value === 'string' ? new TextEncoder().encode(value) : value)

describe.each(rows)('%s', (_, row) => {
  test('what was packed is unpacked', () =>
    fc.assert(
      fc.property(arbitraryOf(row.value), (value) => {
        if (row.form === 'fields') {
          const fields = Object.entries(packFields(row, value)).map(([name, field]) => [name, bytesOf(field)])
          expect(unpackFields(row, Object.fromEntries(fields))).toEqual(value)
        } else expect(unpack(row, bytesOf(pack(row, value)))).toEqual(value)
      }),
      { numRuns: 50 },
    ))

  test('names of different parameters differ', () => {
    const names = parametersOf(row)
    const parameters = fc.record(Object.fromEntries(names.map((name) => [name, word])))
    fc.assert(
      fc.property(parameters, parameters, (a, b) => {
        const differ = names.some((name) => a[name] !== b[name])
        expect(keyName(row, a as Record<never, string>) !== keyName(row, b as Record<never, string>)).toBe(differ)
      }),
      { numRuns: 50 },
    )
  })
})

test.each([
  [keyName(KEYS.candles, { inst: 'EUR_USD', gran: 'M1' }), 'md:candles:EUR_USD:M1'],
  [keyName(KEYS.signal, { inst: 'EUR_USD', tsNs: '1700000000000000000' }), 'sep:signal:EUR_USD:1700000000000000000'],
  [keyName(KEYS.manifold, { inst: 'EUR_USD', date: '2026-11-25' }), 'manifold:EUR_USD:2026-11-25'],
  [keyName(KEYS.slices, { account: '101-001-1-001' }), 'sep:stream:{101-001-1-001}:slice'],
  [keyName(KEYS.lease, { account: '101-001-1-001' }), 'ops:lease:{101-001-1-001}'],
  [keyName(KEYS.killSwitch, { account: '101-001-1-001' }), 'ops:kill_switch:{101-001-1-001}'],
  [keyName(KEYS.globalKillSwitch, {}), 'ops:kill_switch'],
  [keyName(KEYS.controlTaken, { account: '101-001-1-001' }), 'sep:control:{101-001-1-001}:taken'],
  [
    keyName(KEYS.trialIndexOfParams, { inst: 'USD_JPY', hours: '720', paramKey: 'c0.5:l12:t2:ec60:xc60' }),
    'bt:trial:index:USD_JPY:720:c0.5:l12:t2:ec60:xc60',
  ],
])('%s', (name, expected) => expect(name).toBe(expected))

test('keys that change in one script lie in one slot', () => {
  const tag = (name: string) => /\{(.*)\}/.exec(name)?.[1]
  const { lease, claims, slices, controls, decisions, orders, ledger, revisions, snapshot } = KEYS
  for (const row of [lease, claims, slices, controls, decisions, orders, ledger, revisions, snapshot]) {
    expect(tag(keyName(row, { account: 'a1', slot: '0' })), row.template).toBe('a1')
    expect(row.ttlMs, row.template).toBeNull()
  }
})

test.each(['', 'a:b', '{x}', 'a b', '*', 'ä'])('a parameter %j is a bug of the caller', (inst) => {
  expect(() => keyName(KEYS.lastManifold, { inst })).toThrow('assertion failed')
})

test.each([
  [{ c_min: 0.5, look: 12, thr_bps: 2, entry_cd: 60, exit_cd: 60 }, 'c0.5:l12:t2:ec60:xc60'],
  [{ c_min: 0.42, look: 3, thr_bps: -0, entry_cd: 0, exit_cd: 1.5 }, 'c0.42:l3:t0:ec0:xc1.5'],
  [
    { c_min: 1e-9, look: 1, thr_bps: -2.5e-8, entry_cd: 1e-7, exit_cd: 1 },
    'c0.000000001:l1:t-0.000000025:ec0.0000001:xc1',
  ],
])('parameters %j', (params, expected) => expect(paramKey(params)).toBe(expected))

test('each number is read back as it was', () => {
  const small = fc.double({ min: -1e9, max: 1e9, noNaN: true, noDefaultInfinity: true })
  fc.assert(
    fc.property(small, (c_min) => {
      const text = paramKey({ c_min, look: 1, thr_bps: 1, entry_cd: 1, exit_cd: 1 }).split(':')[0]!.slice(1)
      expect(text).toMatch(/^-?\d+(\.\d+)?$/)
      expect(Number(text) + 0).toBe(c_min + 0)
    }),
  )
})

test('a number without a short decimal form is a bug of the caller', () => {
  expect(() => paramKey({ c_min: 1e21, look: 1, thr_bps: 1, entry_cd: 1, exit_cd: 1 })).toThrow('assertion failed')
})

test.each([
  ['not JSON', KEYS.weights, new TextEncoder().encode('{')],
  ['another shape', KEYS.weights, new TextEncoder().encode('{"EUR_USD":"much"}')],
  ['not a number', KEYS.candles, new TextEncoder().encode('{"t":1,"o":null,"h":1,"l":1,"c":1,"v":1}')],
  ['not gzip', KEYS.manifold, new TextEncoder().encode('{}')],
  ['gzip of nonsense', KEYS.manifold, gzip('nonsense')],
  ['another word', KEYS.killSwitch, new TextEncoder().encode('OFF')],
] as [string, Key, Uint8Array][])('what other programs wrote wrongly is bad data: %s', (_, row, bytes) => {
  expect(() => unpack(row, bytes)).toThrow(
    expect.objectContaining({ code: 'bad-data', message: expect.stringContaining(row.template) }) as Error,
  )
})

test('what does not fit is not written', () => {
  expect(() => pack(KEYS.weights, { EUR_USD: Number.NaN })).toThrow(z.ZodError)
  expect(() => packFields(KEYS.lease, { owner: 'a', epoch: -1, untilMs: 0 })).toThrow(z.ZodError)
})
