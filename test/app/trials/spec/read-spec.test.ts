import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { readSpec } from '../../../../app/trials/spec/read-spec.js'
import { specJsonSchema } from '../../../../app/trials/spec/spec-json-schema.js'

const folder = mkdtempSync(join(tmpdir(), 'sep-spec-'))
afterAll(() => rmSync(folder, { recursive: true }))
const file = join(folder, 's.yaml')

const reading = (text: string) => {
  writeFileSync(file, text)
  return readSpec(file)
}
const fault = (text: string): string => {
  try {
    reading(text)
    return 'none'
  } catch (error) {
    return (error as Error).message.replace(`${folder}/`, '')
  }
}

describe('the file of a sweep', () => {
  test('needs a name and data; the rest has defaults', () => {
    expect(reading('name: a\ndata: candles\n').spec).toEqual({
      name: 'a',
      graph: 'sep',
      data: 'candles',
      grid: {},
      sampling: 'grid',
      kind: 'shadow',
      objective: 'pnl',
      home: 'USD',
      lenient: false,
      trust: false,
    })
  })

  test('holdout_pct without a number is 20', () => {
    expect(reading('name: a\ndata: x\nholdout_pct:\n').spec.holdout_pct).toBe(20)
  })

  test('a few aliases are lists that are used again', () => {
    const { spec } = reading('name: a\ndata: x\ninstruments:\n  EUR_USD: &own {look: [8, 12]}\n  USD_JPY: *own\n')
    expect(spec.instruments).toEqual({ EUR_USD: { look: [8, 12] }, USD_JPY: { look: [8, 12] } })
  })

  test.each([
    ['', 's.yaml:1:1: a mapping with name and data is needed'],
    ['- a', 's.yaml:1:1: a mapping with name and data is needed'],
    ['name: a\n', 's.yaml:1:1: data: there is no data: name a folder, or synth, or set valkey.enabled'],
    ['name: a\n data: b\n', 's.yaml:1:7: Nested mappings are not allowed in compact mappings'],
    ['name: a\ndata: b\nname: c\n', 's.yaml:3:1: Map keys must be unique'],
    ['name: a/b\ndata: x\n', 's.yaml:1:7: name: letters, digits, dots, hyphens and underscores, at most 64'],
    ['name: a\ndata: x\ninstruments: [EUR_USD, EUR_USD]\n', 's.yaml:3:14: instruments: EUR_USD stands there twice'],
    ['name: a\ndata: x\nfold: 1\n', 's.yaml:3:1: fold: there is no such key'],
    [
      'name: a\ndata: x\nfolds: {train_days: 3, test_days: 0}\n',
      's.yaml:3:35: folds.test_days: Too small: expected number to be >0',
    ],
    [
      'name: a\ndata: x\nsampling: sobol\n',
      's.yaml:3:11: sampling: write grid, random: {n, seed} or halton: {n, seed}',
    ],
    [
      'name: a\ndata: x\nsampling:\n  random: {n: 0}\n',
      's.yaml:4:15: sampling.random.n: Too small: expected number to be >=1',
    ],
    ['name: a\ndata: x\ninstruments:\n  EURUSD: {}\n', 's.yaml:4:3: instruments.EURUSD: write pairs like EUR_USD'],
    [
      'name: a\ndata: x\ninstruments:\n  - EUR_USD\n  - EURUSD\n',
      's.yaml:5:5: instruments.1: write pairs like EUR_USD',
    ],
    ['name: a\ndata: x\ngrid: {look: [1, .nan]}\n', 's.yaml:3:18: grid.look.1: is no value of a setting'],
    ['name: a\ndata: x\ngrid: !set {look: 1}\n', 's.yaml:3:7: Unresolved tag: !set'],
    ['name: a\ndata: x\ngrid: {__proto__: 1}\n', 's.yaml:3:7: __proto__ cannot be a name'],
    ['name: a\ndata: x\nfrom: 2024-06-31\n', 's.yaml:3:7: from: not in the calendar'],
    ['name: a\ndata: x\nfrom: yesterday\n', 's.yaml:3:7: from: write a time like 2024-01-02 or 2024-01-02T08:00Z'],
    ['name: a\ndata: x\nsynth: {}\n', 's.yaml:3:8: synth: data is given as well; keep one'],
    [
      'name: a\ndata: x\nkind: both\nhome: usd\n',
      's.yaml:3:7: kind: Invalid option: expected one of "shadow"|"portfolio" (and 1 more)',
    ],
  ])('%j is %s', (text, message) => {
    expect(fault(text)).toBe(message)
  })

  test('aliases that unfold to millions of values are refused', () => {
    const nested = ['a', 'b', 'c', 'd', 'e'].map((name, k, all) =>
      k === 0
        ? `${name}: &${name} [1,1,1,1,1,1,1,1,1]`
        : `${name}: &${name} [${Array(9)
            .fill(`*${all[k - 1]}`)
            .join(',')}]`,
    )
    expect(fault(nested.join('\n'))).toContain('s.yaml:1:1: Excessive alias count')
  })

  test('a file that is not there is missing data', () => {
    expect(() => readSpec(join(folder, 'no.yaml'))).toThrow(/no.yaml: ENOENT: cannot be read$/)
  })
})

test('the JSON Schema has every key with its meaning', () => {
  const schema = specJsonSchema() as { readonly properties: Record<string, object>; readonly required: string[] }
  expect(schema.required).toEqual(['name'])
  expect(Object.keys(schema.properties)).toEqual(
    expect.arrayContaining(['name', 'graph', 'data', 'valkey', 'instruments', 'grid', 'window_days', 'from', 'to']),
  )
  expect(Object.keys(schema.properties)).toEqual(
    expect.arrayContaining(['sampling', 'folds', 'kind', 'objective', 'min_trades', 'costs', 'holdout_pct', 'persist']),
  )
})
