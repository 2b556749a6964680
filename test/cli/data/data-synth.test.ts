import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest'
import { addDataSynth } from '../../../cli/data/data-synth.js'
import { readDataFolder } from '../../../sources/files/folder.js'
import { syntheticMarket } from '../../../sources/synthetic/market.js'

const root = mkdtempSync(join(tmpdir(), 'sep-synth-'))
afterAll(() => rmSync(root, { recursive: true }))
afterEach(() => vi.restoreAllMocks())

/** Runs the command; returns its output. */
const synth = async (...flags: readonly string[]): Promise<string> => {
  let printed = ''
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text)
    return true
  })
  const data = new Command('data').exitOverride().configureOutput({ writeErr: () => {} })
  addDataSynth(data)
  await data.parseAsync(['synth', ...flags], { from: 'user' })
  return printed
}
const few = ['--days', '2', '--pairs', 'USD_JPY,EUR_USD']

describe('data synth', () => {
  test('reads back bit-identical to the market of the seed', async () => {
    const out = join(root, 'read')
    const said = JSON.parse(await synth('--out', out, '--seed', '9', '--from', '2024-03-05', '--json', ...few))
    const market = syntheticMarket({ seed: 9, startMs: Date.UTC(2024, 2, 5), pairs: ['EUR_USD', 'USD_JPY'] }).next(2880)
    const { series, skipped } = await readDataFolder([out], { lenient: false })
    expect(skipped).toBe(0)
    expect(series).toEqual(market)
    expect(said).toMatchObject({ seed: 9, days: 2, from: '2024-03-05T00:00:00.000Z' })
    expect(said.files.map((file: { rows: number }) => file.rows)).toEqual(market.map(({ tMs }) => tMs.length))
    expect(said.note).toMatch(/synthetic/)
  })

  test('an unwritable folder fails before the market is generated', async () => {
    const file = join(root, 'a-file')
    writeFileSync(file, '')
    await expect(synth('--out', file, '--days', '3660')).rejects.toMatchObject({
      code: 'bad-argument',
      message: `--out ${file}: cannot be written to: ${file} is a file, not a folder`,
    })
  })

  test('the same seed writes the same bytes', async () => {
    const bytes = async (out: string) => {
      await synth('--out', join(root, out), ...few)
      return readFileSync(join(root, out, 'EUR_USD_M1.csv.gz'))
    }
    expect((await bytes('a')).equals(await bytes('b'))).toBe(true)
  })

  test('the text names rows and seed, and that the market is synthetic', async () => {
    const text = await synth('--out', join(root, 'text'), ...few)
    expect(text).toMatch(/EUR_USD +\d+ candles/)
    expect(text).toMatch(/seed 1\n/)
    expect(text).toMatch(/no evidence of an edge/)
  })

  test('existing files stay without --force', async () => {
    const out = join(root, 'kept')
    await synth('--out', out, ...few)
    const before = readFileSync(join(out, 'USD_JPY_M1.csv.gz'))
    await expect(synth('--out', out, '--seed', '2', ...few)).rejects.toThrow(/exists already/)
    expect(readFileSync(join(out, 'USD_JPY_M1.csv.gz')).equals(before)).toBe(true)
    await synth('--out', out, '--seed', '2', '--force', ...few)
    expect(readFileSync(join(out, 'USD_JPY_M1.csv.gz')).equals(before)).toBe(false)
  })

  test.each([
    ['--days', '0'],
    ['--days', '1.5'],
    ['--seed', '-1'],
    ['--seed', '4294967296'],
    ['--from', 'soon'],
    ['--pairs', 'USD_TRY'],
  ])('%s %s is refused', async (flag, value) => {
    await expect(synth('--out', join(root, 'refused'), `${flag}=${value}`)).rejects.toMatchObject({
      code: 'bad-argument',
    })
  })
})
