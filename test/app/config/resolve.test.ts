import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { resolveConfig, resolveWithOrigins } from '../../../app/config/resolve.js'

const sections = {
  allocate: z.strictObject({
    topK: z.int().min(1).max(100).default(3).meta({ env: 'ALLOC_TOP_K' }),
    fill: z.enum(['always', 'never']).default('always').meta({ env: 'ALLOC_FILL' }),
  }),
  guards: z.strictObject({
    cMin: z
      .number()
      .min(0)
      .max(1)
      .nullable()
      .default(null)
      .meta({ env: 'GUARD_MIN_COHERENCE', aliases: ['AUTO_MIN_COHERENCE'] }),
    on: z.boolean().default(true).meta({ env: 'GUARDS_ON' }),
    maxSpread: z.record(z.string(), z.number()).default({}).meta({ env: 'MAX_SPREAD_JSON' }),
  }),
}
const yaml = (text: string): string => {
  const file = join(mkdtempSync(join(tmpdir(), 'sep-config-')), 'sep.yaml')
  writeFileSync(file, text)
  return file
}

describe('config', () => {
  test('defaults, frozen', () => {
    const config = resolveConfig(sections)
    expect(config).toEqual({ allocate: { topK: 3, fill: 'always' }, guards: { cMin: null, on: true, maxSpread: {} } })
    expect(Object.isFrozen(config.allocate)).toBe(true)
  })

  test('flags > --set > --config > profile > environment > default', () => {
    const env = { ALLOC_TOP_K: '4' }
    const profile = { 'allocate.topK': 5 }
    const file = yaml('allocate:\n  topK: 6\n')
    const set = ['allocate.topK=7']
    const flags = { 'allocate.topK': 8 }
    const topK = (inputs: Parameters<typeof resolveConfig>[1]) => resolveConfig(sections, inputs).allocate.topK
    expect([
      topK({ env }),
      topK({ env, profile }),
      topK({ env, profile, file }),
      topK({ env, profile, file, set }),
      topK({ env, profile, file, set, flags }),
    ]).toEqual([4, 5, 6, 7, 8])
  })

  test('a value of a flag that does not fit names the flag', () => {
    expect(() => resolveConfig(sections, { flags: { 'allocate.topK': 'many' } })).toThrow(/^--top-k: allocate\.topK/)
  })

  test('texts become numbers, switches, words and JSON', () => {
    const config = resolveConfig(sections, {
      env: { GUARDS_ON: '0', MAX_SPREAD_JSON: '{"EUR_USD":2}', AUTO_MIN_COHERENCE: '0.45' },
      set: ['ALLOC_FILL=never'],
    })
    expect(config.guards).toEqual({ cMin: 0.45, on: false, maxSpread: { EUR_USD: 2 } })
    expect(config.allocate.fill).toBe('never')
  })

  test.each<[string, Parameters<typeof resolveConfig>[1], string]>([
    [
      'an unknown setting',
      { set: ['alloc.topk=3'] },
      "--set: unknown setting 'alloc.topk'; did you mean allocate.topK?",
    ],
    ['no value', { set: ['topK'] }, '--set topK: write key=value'],
    ['out of bounds', { env: { ALLOC_TOP_K: '0' } }, 'environment: allocate.topK (ALLOC_TOP_K) = "0"'],
    ['not a number', { set: ['allocate.topK=many'] }, '--set: allocate.topK (ALLOC_TOP_K) = "many"'],
    [
      'aliases that differ',
      { env: { GUARD_MIN_COHERENCE: '0.5', AUTO_MIN_COHERENCE: '0.4' } },
      'GUARD_MIN_COHERENCE=0.5 and AUTO_MIN_COHERENCE=0.4 name the same setting guards.cMin and differ',
    ],
    ['a missing file', { file: 'no/such.yaml' }, 'no/such.yaml'],
    [
      'one setting twice',
      { set: ['allocate.topK=4', 'allocate.topK=5'] },
      '--set: allocate.topK is given twice: "4" and "5"',
    ],
    ['one setting by two names', { set: ['ALLOC_TOP_K=4', 'allocate.topK=5'] }, '--set: allocate.topK is given twice'],
    [
      'two names in a file',
      { file: yaml('ALLOC_TOP_K: 4\nallocate: { topK: 5 }\n') },
      'allocate.topK is given twice: 4 and 5',
    ],
    ['a name of every object', { file: yaml('__proto__: { topK: 4 }\n') }, "unknown setting '__proto__'"],
    ['the same with --set', { set: ['constructor=4'] }, "--set: unknown setting 'constructor'"],
    ['a leaf of that name', { file: yaml('allocate: { __proto__: 4 }\n') }, "unknown setting 'allocate.__proto__'"],
  ])('%s is an error that names it', (_name, inputs, message) => {
    expect(() => resolveConfig(sections, inputs)).toThrow(message)
  })

  test('a copied setting follows its source through a chain and cannot be set by itself', () => {
    const copies = {
      ...sections,
      strategy: z.strictObject({ topK: z.int().default(3).meta({ from: 'allocate.topK' }) }),
      shadow: z.strictObject({ topK: z.int().default(3).meta({ from: 'strategy.topK' }) }),
    }
    const config = resolveConfig(copies, { set: ['ALLOC_TOP_K=5'] })
    expect([config.strategy.topK, config.shadow.topK]).toEqual([5, 5])
    expect(() => resolveConfig(copies, { set: ['shadow.topK=4'] })).toThrow(
      '--set: shadow.topK is a copy of allocate.topK; set that one',
    )
  })

  test('a value can be given as a file', () => {
    const withFile = {
      session: z.strictObject({ blackouts: z.array(z.string()).default([]).meta({ fileEnv: 'BLACKOUT_FILE' }) }),
    }
    const file = yaml('- 12-24\n- 12-31\n')
    expect(resolveConfig(withFile, { env: { BLACKOUT_FILE: file } }).session.blackouts).toEqual(['12-24', '12-31'])
    expect(resolveConfig(withFile, { set: [`BLACKOUT_FILE=${file}`] }).session.blackouts).toHaveLength(2)
    expect(() => resolveConfig(withFile, { env: { BLACKOUT_FILE: 'no/such' } })).toThrow('no/such')
  })

  test.each<[string, Parameters<typeof resolveConfig>[1]]>([
    ['the same text', { env: { GUARD_MIN_COHERENCE: '0.4', AUTO_MIN_COHERENCE: '0.4' } }],
    ['the same number', { env: { GUARD_MIN_COHERENCE: '0.4', AUTO_MIN_COHERENCE: '0.40' } }],
    ['the same number with --set', { set: ['guards.cMin=0.40', 'AUTO_MIN_COHERENCE=4e-1'] }],
    ['the same switch', { set: ['guards.cMin=0.4', 'GUARDS_ON=1', 'guards.on=true'] }],
    [
      'the same object',
      { set: ['guards.cMin=0.4', 'MAX_SPREAD_JSON={"A":1,"B":2}', 'guards.maxSpread={"B":2.0,"A":1}'] },
    ],
  ])('two names with one value are no conflict: %s', (_case, inputs) => {
    expect(resolveConfig(sections, inputs).guards.cMin).toBe(0.4)
  })

  test('each value has its origin', () => {
    const file = yaml('guards:\n  on: false\n')
    const { given } = resolveWithOrigins(sections, {
      env: { AUTO_MIN_COHERENCE: '0.4', ALLOC_FILL: 'never' },
      file,
      set: ['allocate.topK=4'],
      flags: { 'allocate.fill': 'always' },
    })
    expect(Object.fromEntries(given)).toEqual({
      'allocate.topK': '--set',
      'allocate.fill': '--fill',
      'guards.cMin': 'environment',
      'guards.on': file,
    })
  })
})
