import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { appendLedger, distinctConfigurations, lookNumber, readTrialLedger } from '../../../app/trials/ledger.js'
import type { LedgerLine, TrialEntry } from '../../../app/trials/ledger/ledger-line.js'
import { sha256 } from '../../../graph/engine/hash/hash.js'

const root = mkdtempSync(join(tmpdir(), 'sep-ledger-'))
afterAll(() => rmSync(root, { recursive: true }))
let files = 0
const ledgerOf = (lines: readonly LedgerLine[]) => {
  const file = join(root, `${++files}.ndjson`)
  appendLedger(file, lines)
  return readTrialLedger(file)
}

const JANUARY = { from: '2024-01-01T00:00Z', to: '2024-02-01T00:00Z' }
const FEBRUARY = { from: '2024-02-01T00:00Z', to: '2024-03-01T00:00Z' }
const here = { family: 'sep@1', instruments: ['EUR_USD'], ...JANUARY }
const trial = (result: string, config: string, fields: Partial<TrialEntry> = {}): TrialEntry => ({
  t: 'trial',
  time: '2024-06-01T12:00:00.000Z',
  resultHash: sha256(result),
  configHash: sha256(config),
  dataHash: 'data',
  params: { look: 12 },
  trades: 0,
  meanBps: null,
  sdBps: null,
  sharpe: null,
  ...here,
  ...fields,
})
const opening = (sweep: string, fields = {}): LedgerLine => ({
  t: 'opening',
  time: '2024-06-01T12:00:00.000Z',
  sweep: sha256(sweep),
  ...here,
  ...fields,
})

describe('N, the configurations that were tried', () => {
  test.each<[string, readonly TrialEntry[], number]>([
    ['none', [], 0],
    ['two configurations', [trial('1', 'a'), trial('2', 'b')], 2],
    ['one on two instruments', [trial('1', 'a'), trial('2', 'a', { instruments: ['EUR_USD', 'USD_JPY'] })], 1],
    ['the same result twice', [trial('1', 'a'), trial('1', 'a')], 1],
    ['one of another family', [trial('1', 'a'), trial('2', 'b', { family: 'sep@2' })], 1],
    ['one on another instrument', [trial('1', 'a'), trial('2', 'b', { instruments: ['USD_JPY'] })], 1],
    ['one on the month after', [trial('1', 'a'), trial('2', 'b', FEBRUARY)], 1],
    ['one that shares a minute', [trial('1', 'a'), trial('2', 'b', { ...FEBRUARY, from: '2024-01-31T23:59Z' })], 2],
  ])('%s', (_, trials, n) => {
    expect(distinctConfigurations(ledgerOf(trials), here)).toBe(n)
  })
})

describe('the number of the look', () => {
  test.each<[string, readonly LedgerLine[], number]>([
    ['the first', [], 1],
    ['this sweep once more', [opening('this'), opening('this')], 1],
    ['after another sweep', [opening('other')], 2],
    ['after another that was opened twice', [opening('other'), opening('other')], 2],
    ['a new candle at the end is no new market', [opening('other', { to: '2024-02-01T00:01Z' })], 2],
    ['after one of another month', [opening('other', FEBRUARY)], 1],
    ['after one of another instrument', [opening('other', { instruments: ['USD_JPY'] })], 1],
    ['after one of another family', [opening('other', { family: 'sep@2' })], 1],
  ])('%s', (_, lines, look) => {
    expect(lookNumber(ledgerOf(lines), here, sha256('this'))).toBe(look)
  })
})

describe('the file', () => {
  test('that is not there is an empty ledger', () => {
    expect(readTrialLedger(join(root, 'none')).trials.size).toBe(0)
  })

  test('a torn line is skipped, and the next one stands on a line of its own', () => {
    const file = join(root, 'torn.ndjson')
    appendLedger(file, [trial('1', 'a')])
    appendFileSync(file, JSON.stringify(trial('2', 'b')).slice(0, 50))
    appendLedger(file, [trial('3', 'c')])
    expect([...readTrialLedger(file).trials.keys()]).toEqual([sha256('1'), sha256('3')])
    expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(4)
  })

  test('holds hold-outs apart from openings', () => {
    const ledger = ledgerOf([
      { ...opening('this'), t: 'holdout', configHash: sha256('c'), trades: 2, meanBps: 1 } as LedgerLine,
    ])
    expect(ledger.openings).toEqual([])
    expect(ledger.holdouts).toHaveLength(1)
  })
})
