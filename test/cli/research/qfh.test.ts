import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { addQfh } from '../../../cli/research/qfh.js'
import { runCli } from '../../support/run-cli.js'
import { GOLDEN } from '../../support/paths.js'

const folder = mkdtempSync(join(tmpdir(), 'sep-qfh-'))
afterAll(() => rmSync(folder, { recursive: true }))
const file = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}
const qfh = (path: string, stdin?: string) => runCli(addQfh, ['qfh', '--bits', path], stdin)
const rows = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
const golden = join(GOLDEN, 'golden_v2.ndjson')

describe('sep qfh', () => {
  test('golden vectors: the same fields in the same order, counts and booleans exactly, V to 2e-6, the rest to 1e-6', async () => {
    const wanted = rows(readFileSync(golden, 'utf8'))
    const found = rows((await qfh(golden)).out)
    expect(found.length).toBe(200)
    for (const [i, row] of found.entries()) {
      const other = wanted[i] as Record<string, unknown>
      expect(Object.keys(row)).toEqual(Object.keys(other))
      for (const [name, value] of Object.entries(row)) {
        if (Number.isInteger(other[name]) || typeof value !== 'number')
          expect(value, `${i + 1} ${name}`).toEqual(
            name === 'v' ? expect.closeTo(other[name] as number, 5) : other[name],
          )
        const distance = Math.abs((value as number) - (other[name] as number))
        if (typeof value === 'number')
          expect(distance, `${i + 1} ${name}`).toBeLessThanOrEqual(name === 'v' ? 2e-6 : 1e-6)
      }
    }
  })

  test('kind is copied if present, other fields are ignored', async () => {
    const { out } = await qfh('-', '{"bits":"0110","n":99,"note":"x"}\n{"kind":"mine","bits":"1"}')
    const [first, second] = rows(out)
    expect(Object.keys(first ?? {}).slice(0, 3)).toEqual(['n', 'bits', 'events'])
    expect(first).toMatchObject({ n: 4, bits: '0110', events: 3, flip_count: 2, rupture_count: 1 })
    expect(second).toMatchObject({ kind: 'mine', n: 1, events: 0, stability: 1, coherence: 0, lambda: 0.25 })
  })

  test('standard input, gzip, CRLF, empty lines and a missing last newline', async () => {
    const lines = '{"bits":"01"}\r\n\r\n{"bits":"10"}'
    const { out } = await qfh('-', lines)
    expect(rows(out).map((row) => row['bits'])).toEqual(['01', '10'])
    expect((await qfh(file('bits.ndjson.gz', gzipSync(lines)))).out).toBe(out)
    expect(await qfh('-', '')).toEqual({ out: '', err: '' })
  })

  test('100,000 bits', async () => {
    const bits = Array.from({ length: 100_000 }, (_, i) => (i * i) & 1).join('')
    const [row] = rows((await qfh(file('long.ndjson', JSON.stringify({ bits })))).out)
    expect(row).toMatchObject({ n: 100_000, events: 99_999, flip_count: 99_999, collapse: false })
  })

  test.each([
    ['a value that is no bit', '{"bits":"0120"}', 'bit 2 is "2", not 0 or 1'],
    ['a letter whose low byte is a digit', '{"bits":"0\u0130"}', 'bit 1 is "\u0130"'],
    ['no bits', '{"bits":""}', 'bits are empty'],
    ['bits that are no text', '{"bits":[0,1]}', 'an object with a string "bits" is needed'],
    ['no object', '"0101"', 'an object with a string "bits" is needed: "0101"'],
    ['nothing', 'null', 'an object with a string "bits"'],
    ['no JSON', '0101 0101', 'not JSON: 0101 0101'],
  ])('%s: file and line are named, lines before it are printed, none after it', async (_name, line, message) => {
    const path = file('bits.ndjson', `{"bits":"01"}\n{"bits":"11"}\n${line}\n{"bits":"00"}\n`)
    const { out, error } = await qfh(path)
    expect(rows(out).map((row) => row['bits'])).toEqual(['01', '11'])
    expect(error).toMatchObject({ code: 'bad-bits', message: expect.stringContaining(`${path}:3: ${message}`) })
  })

  test('a line has a limit, packed or not, from standard input too: its number is in the error', async () => {
    const long = `{"bits":"${'01'.repeat(80)}"}\n${' '.repeat(2 ** 20)}x\n`
    for (const ran of [
      await qfh(file('long.ndjson', long)),
      await qfh('-', long),
      await qfh(file('l.gz', gzipSync(long))),
    ]) {
      expect(rows(ran.out)).toHaveLength(1)
      expect((ran.error as Error).message).toMatch(/:2: a line of more than 1048576 bytes$/)
    }
  })

  test('a missing file', async () => {
    expect((await qfh(join(folder, 'none.ndjson'))).error).toMatchObject({ code: 'missing-data' })
  })
})
