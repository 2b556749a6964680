import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { openResults } from '../../../../app/trials/results/results-log.js'
import { sha256 } from '../../../../graph/engine/hash/hash.js'
import type { TrialLine } from '../../../../model/trial-line.js'
import { trialLineOf } from './trial-lines.js'

const root = mkdtempSync(join(tmpdir(), 'sep-results-'))
afterAll(() => rmSync(root, { recursive: true }))
let folders = 0
const folder = () => join(root, `${++folders}`)

const held = (where: string, names: readonly string[]): readonly (readonly TrialLine[] | null)[] => {
  const log = openResults(where)
  try {
    return names.map((name) => (log.has(sha256(name)) ? log.read(sha256(name)) : null))
  } finally {
    log.close()
  }
}

describe('the results of a folder', () => {
  test('come back as they were appended, by hash', () => {
    const where = folder()
    const log = openResults(where)
    const [a, b] = [trialLineOf('a', { pnlBps: 1.25 }), trialLineOf('b', { days: [['2024-01-03', -2, 1]] })]
    log.append([[a], [b, { ...b, instrument: 'USD_JPY' }]])
    expect(log.read(a.resultHash)).toEqual([a])
    log.append([[trialLineOf('c')]])
    expect(log.size()).toBe(3)
    log.close()
    expect(held(where, ['a', 'b', 'c', 'd'])).toEqual([
      [a],
      [b, { ...b, instrument: 'USD_JPY' }],
      [trialLineOf('c')],
      null,
    ])
  })

  test('of another process are seen with the next append', () => {
    const where = folder()
    const [one, two] = [openResults(where), openResults(where)]
    one.append([[trialLineOf('a')]])
    two.append([[trialLineOf('b')]])
    one.append([[trialLineOf('c')]])
    expect(['a', 'b', 'c'].map((name) => one.has(sha256(name)))).toEqual([true, true, true])
    expect(one.read(sha256('b'))).toEqual([trialLineOf('b')])
    one.close()
    two.close()
  })

  test('are discarded where the sweep starts fresh', () => {
    const where = folder()
    const log = openResults(where)
    log.append([[trialLineOf('a')]])
    log.close()
    openResults(where, { fresh: true }).close()
    expect(held(where, ['a'])).toEqual([null])
  })

  test('a process killed at any byte loses what was not yet durable and nothing else, and the next one goes on behind it', () => {
    const where = folder()
    const names = ['a', 'b', 'c', 'd']
    const log = openResults(where)
    log.append(names.map((name) => [trialLineOf(name, { pnlBps: name.charCodeAt(0) })]))
    log.close()
    const whole = readFileSync(log.path)
    const ends = [...whole].flatMap((byte, k) => (byte === 10 ? [k] : []))
    fc.assert(
      fc.property(fc.nat(whole.length), (length) => {
        writeFileSync(log.path, whole.subarray(0, length))
        // A line counts once its newline is there.
        const durable = names.map((_, k) => length > ends[k]!)
        expect(held(where, names).map((found) => found !== null)).toEqual(durable)
        const next = openResults(where)
        next.append([[trialLineOf('e')]])
        next.close()
        const after = held(where, [...names, 'e'])
        // The last line may have been whole but for its newline: then the next append makes it count.
        expect(after.map((found) => found !== null)).toEqual([...names.map((_, k) => length >= ends[k]!), true])
        for (const [k, found] of after.entries())
          if (found && k < 4) expect(found[0]?.pnlBps).toBe(names[k]!.charCodeAt(0))
      }),
      { numRuns: 200 },
    )
  })

  test('lines that are doubled, mangled or foreign are as if they were not there', () => {
    const where = folder()
    const log = openResults(where)
    log.append([[trialLineOf('a')], [trialLineOf('b')]])
    log.close()
    const [a = '', b = ''] = readFileSync(log.path, 'utf8').split('\n')
    fc.assert(
      fc.property(fc.nat(b.length - 1), fc.constantFrom('x', '0', ' ', '\u0000'), (at, letter) => {
        const mangled = b.slice(0, at) + letter + b.slice(at + 1)
        writeFileSync(log.path, `${a}\n${a}\n${mangled}\n\n{"t":"trial"}\n\u0000\u0000\n${a}\n`)
        expect(held(where, ['a', 'b']).map((found) => found !== null)).toEqual([true, mangled === b])
      }),
    )
  })

  test('a long log is read in pieces', () => {
    const where = folder()
    const log = openResults(where)
    const days = Array.from({ length: 2000 }, (_, k): [string, number, number] => ['2024-01-02', k / 7, 1])
    log.append(Array.from({ length: 40 }, (_, k) => [trialLineOf(`${k}`, { days })]))
    log.close()
    expect(held(where, ['0', '39'])).toEqual([[trialLineOf('0', { days })], [trialLineOf('39', { days })]])
  })

  test('a folder that is a file is one line about it', () => {
    const where = folder()
    writeFileSync(where, '')
    expect(() => openResults(join(where, 'below'))).toThrow(/^results .*results.log: E\w+: cannot be written$/)
  })
})
