/** The same bytes on every machine: another Node major, other time zones, another folder, from the cache or not. */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { packageRoot } from '../../lib/package-root.js'
import { nodeRelease } from './node-release.js'

const SEP = join(packageRoot(), 'dist/cli/main.js')
const work = mkdtempSync(join(tmpdir(), 'sep-machines-'))
const data = join(work, 'data')

const sep = (node: string, args: readonly string[], env: { readonly [name: string]: string } = {}): string => {
  const child = spawnSync(node, [SEP, ...args], { encoding: 'utf8', env: { ...process.env, ...env }, cwd: work })
  if (child.status !== 0) throw new Error(`${node} ${args.join(' ')}: ${child.stderr}`)
  return child.stdout
}
const hashes = (
  node: string,
  folder: string,
  env: { readonly [name: string]: string } = {},
  more: readonly string[] = [],
) => {
  const { outputHash, allHash, graphHash, dataHash } = JSON.parse(
    sep(node, ['backtest', '--data', folder, '--verify', '--json', '--set', 'guards.cMin=0', ...more], env),
  ) as Record<string, string>
  return { outputHash, allHash, graphHash, dataHash }
}

describe('replay digests', () => {
  let expected: ReturnType<typeof hashes>
  beforeAll(() => {
    sep(process.execPath, [
      'data',
      'synth',
      '--out',
      data,
      '--days',
      '5',
      '--seed',
      '7',
      '--pairs',
      'EUR_USD,USD_JPY,EUR_JPY',
      '--from',
      '2024-03-07',
    ])
    expected = hashes(process.execPath, data)
  })

  test('again', () => expect(hashes(process.execPath, data)).toEqual(expected))

  test.each(['America/New_York', 'Asia/Tokyo', 'Australia/Lord_Howe'])('with TZ=%s', (TZ) => {
    expect(hashes(process.execPath, data, { TZ })).toEqual(expected)
  })

  test('on Node 24', { timeout: 300_000 }, () => {
    const node = nodeRelease('24.9.0')
    expect(spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim()).toBe('v24.9.0')
    expect(hashes(node, data, { TZ: 'Europe/London' })).toEqual(expected)
  })

  test('from another folder, a copy', () => {
    const copy = join(work, 'copy')
    cpSync(data, copy, { recursive: true })
    expect(hashes(process.execPath, copy)).toEqual(expected)
  })

  test('other settings and other data give other hashes', () => {
    const other = hashes(process.execPath, data, {}, ['--pairs', 'EUR_USD'])
    expect(other.outputHash).not.toBe(expected.outputHash)
    expect(other.graphHash).not.toBe(expected.graphHash)
  })

  test('two runs write the same bytes', () => {
    const files = ['run.json', 'trades.csv', 'shadow.csv', 'equity.csv', 'orders.ndjson', 'guards.json', 'report.html']
    const write = (out: string, TZ: string) => {
      sep(process.execPath, ['backtest', '--data', data, '--out', join(work, out), '--set', 'guards.cMin=0'], { TZ })
      return files.map((name) => readFileSync(join(work, out, name), 'utf8'))
    }
    expect(write('one', 'UTC')).toEqual(write('two', 'Asia/Tokyo'))
  })
})
