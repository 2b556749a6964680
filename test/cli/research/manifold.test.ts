import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { addManifold } from '../../../cli/research/manifold.js'
import { runCli } from '../../support/run-cli.js'
import { GOLDEN } from '../../support/paths.js'

const folder = mkdtempSync(join(tmpdir(), 'sep-manifold-'))
afterAll(() => rmSync(folder, { recursive: true }))
const file = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}
const run = (...argv: string[]) => runCli(addManifold, ['manifold', ...argv])

interface Case {
  readonly candles: readonly (readonly number[])[]
  readonly manifold: { readonly signals: readonly { readonly timestamp_ns: number; readonly coherence: number }[] }
}
const golden = JSON.parse(readFileSync(join(GOLDEN, 'manifold_cases.json'), 'utf8')) as {
  readonly cases: readonly Case[]
}
const { candles, manifold: wanted } = golden.cases.at(-1) as Case
const HEADER = 't,o,h,l,c,v'
const csv = `${HEADER}\n${candles.map((candle) => candle.join(',')).join('\n')}\n`
const ndjson = candles.map(([t, o, h, l, c, v]) => JSON.stringify({ t, o, h, l, c, v })).join('\n')

describe('sep manifold', () => {
  test('original view of a golden case, from CSV and NDJSON, gzipped or not', async () => {
    const { out } = await run('--input', file('USD_JPY_M1.csv', csv), '--view', 'original')
    const found = JSON.parse(out) as Case['manifold'] & { instrument: string }
    expect([found.instrument, found.signals.length]).toEqual(['USD_JPY', wanted.signals.length])
    for (const [i, signal] of found.signals.entries()) {
      expect(signal.timestamp_ns).toBe(wanted.signals[i]?.timestamp_ns)
      expect(signal.coherence).toBeCloseTo(wanted.signals[i]?.coherence as number, 6)
    }
    const others = [
      file('USD_JPY_M1.csv.gz', gzipSync(csv)),
      file('USD_JPY_M1.ndjson', ndjson),
      file('USD_JPY.ndjson.gz', gzipSync(ndjson)),
    ]
    for (const input of others) expect((await run('--input', input, '--view', 'original')).out).toBe(out)
  })

  test('causal by default: 200 candles have 72 signals, the last stamped with the last candle', async () => {
    const { out } = await run('--input', file('USD_JPY_M1.csv', csv), '--output', '-')
    const { signals } = JSON.parse(out) as Case['manifold']
    expect(signals.length).toBe(72)
    expect(signals.at(-1)?.timestamp_ns).toBe((candles.at(-1)?.[0] as number) * 1e6)
  })

  test('into a file, complete or not at all, gzip by its name; one line confirms it', async () => {
    const input = file('USD_JPY_M1.csv', csv)
    const { out } = await run('--input', input)
    const plain = join(folder, 'manifold.json')
    expect((await run('--input', input, '--output', plain)).out).toBe(`USD_JPY: 200 candles, 72 signals, in ${plain}\n`)
    expect(`${readFileSync(plain, 'utf8')}\n`).toBe(out)
    const packed = join(folder, 'manifold.json.gz')
    const said = await run('--input', input, '--output', packed, '--json')
    expect(JSON.parse(said.out)).toEqual({ output: packed, instrument: 'USD_JPY', count: 200, signals: 72 })
    expect(gunzipSync(readFileSync(packed)).toString()).toBe(readFileSync(plain, 'utf8'))
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })

  test.each([
    ['a header alone', 'EUR_USD_M1.csv', `${HEADER}\n`],
    ['nothing', 'EUR_USD_M1.csv', ''],
    ['nothing, as NDJSON', 'EUR_USD_M1.ndjson', ''],
    ['nothing, packed', 'EUR_USD_M1.csv.gz', gzipSync('')],
  ])('a file with %s gives the empty document', async (_name, name, content) => {
    const { out, err } = await run('--input', file(name, content))
    expect([out, err]).toEqual(['{"instrument":"EUR_USD","count":0,"signals":[]}\n', ''])
  })

  test('precision and look-back', async () => {
    const input = file('USD_JPY_M1.csv', csv)
    const { out } = await run('--input', input, '--signature-precision', '0', '--lookback-minutes', '5')
    const { signals } = JSON.parse(out) as { signals: { repetition: { signature: string; count_1h: number } }[] }
    expect(signals[0]?.repetition.signature).toMatch(/^c[01]_s[01]_e[01]$/)
    expect(Math.max(...signals.map((signal) => signal.repetition.count_1h))).toBeLessThanOrEqual(6)
  })

  test('a file without volume is reported, with the rule', async () => {
    const input = file('EUR_USD_M1.csv', csv.replaceAll(/,\d+$/gm, ',0'))
    expect((await run('--input', input)).err).toContain('no volume: bits depend on the range alone')
    expect((await run('--input', input, '--view', 'original')).err).toContain('every rising close is a 1')
  })

  test.each([
    ['no instrument anywhere', ['--input', 'candles.csv'], 'bad-argument', 'add --instrument'],
    [
      'an instrument that is none',
      ['--input', 'EUR_USD_M1.csv', '--instrument', 'euro'],
      'bad-argument',
      '--instrument euro',
    ],
    [
      'a precision out of bounds',
      ['--input', 'EUR_USD_M1.csv', '--signature-precision', '7'],
      'bad-argument',
      '--signature-precision 7: a whole number from 0 to 6',
    ],
    [
      'a look-back of no time',
      ['--input', 'EUR_USD_M1.csv', '--lookback-minutes', '0'],
      'bad-argument',
      '--lookback-minutes 0',
    ],
    ['a missing file', ['--input', 'GBP_USD_M1.csv'], 'missing-data', 'GBP_USD_M1.csv'],
    ['a bad candle', ['--input', 'NZD_USD_M1.csv'], 'bad-data', 'NZD_USD_M1.csv:2: h'],
    ['a header of another kind', ['--input', 'AUD_USD_M1.csv'], 'bad-data', 'AUD_USD_M1.csv:1: header'],
    [
      'a folder that is not there',
      ['--input', 'USD_CAD_M1.csv', '--output', join('none', 'out.json')],
      'missing-data',
      'cannot be written: there is no folder',
    ],
    // The input is bad too: the output is checked before the input is read.
    ['an output that is a folder', ['--input', 'NZD_USD_M1.csv', '--output', tmpdir()], 'missing-data', 'is a folder'],
  ])('%s', async (_name, argv, code, message) => {
    file('candles.csv', csv)
    file('EUR_USD_M1.csv', csv)
    file('USD_CAD_M1.csv', csv)
    file('NZD_USD_M1.csv', `${HEADER}\n1757462400000,1.1,1.0,1.1,1.1,5\n`)
    file('AUD_USD_M1.csv', 'time,open\n')
    const placed = argv.map((part) => (/\.(csv|json)$/.test(part) ? join(folder, part) : part))
    const { out, error } = await run(...placed)
    expect(error).toMatchObject({ code, message: expect.stringContaining(message) })
    expect(out).toBe('')
    expect(existsSync(join(folder, 'out.json'))).toBe(false)
  })

  test('the instrument by flag wins over the file name', async () => {
    const { out } = await run('--input', file('EUR_USD_M1.csv', csv), '--instrument', 'USD_JPY')
    expect(out.slice(0, 25)).toBe('{"instrument":"USD_JPY","')
  })
})
