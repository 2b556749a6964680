/** The paper broker's accounts over its restarts: one file for each account and market. */
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { broker, type BrokerFacts, type BrokerInputs } from '../../../deploy/paper-broker.js'
import { client, TOKEN } from '../../support/start-broker.js'

const ACCOUNT = '101-001-1000001-001'
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sep-broker-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

type Call = ReturnType<typeof client>
/** One life of a broker on the folder. */
const life = async <T>(
  more: Partial<BrokerInputs>,
  use: (call: Call, facts: BrokerFacts) => Promise<T>,
): Promise<T> => {
  const stop = new AbortController()
  let running: Promise<void> = Promise.resolve()
  const facts = await new Promise<BrokerFacts>((resolve, reject) => {
    running = broker({
      ...{ home: 'USD', data: [], cache: null, seed: 1, port: 0, streamPort: 0, accounts: [ACCOUNT], balance: null },
      ...{ tokens: [{ token: TOKEN, accounts: [] }], hedging: false, speed: 60, place: { folder } },
      terms: { commission: 'none', depth: 'off', division: 'other' },
      ...more,
      signal: stop.signal,
      onListening: resolve,
    })
    running.catch(reject)
  })
  try {
    return await use(client(facts.restUrl, ACCOUNT), facts)
  } finally {
    stop.abort()
    await running
  }
}
const buy = (call: Call) => call('POST', '/orders', { order: { type: 'MARKET', instrument: 'EUR_USD', units: '100' } })
const transactions = async (call: Call) => (await call('GET', '/transactions/sinceid?id=0')).body.transactions
const note = (_: Call, facts: BrokerFacts) => Promise.resolve(facts.notes[0]!)
const files = () => readdirSync(join(folder, ACCOUNT)).sort()
const path = () => join(folder, ACCOUNT, files().find((name) => name.endsWith('.jsonl'))!)

describe('an account', () => {
  test('goes on where it ended, and the start shows with what', async () => {
    const before = await life({}, async (call, facts) => {
      expect(facts.notes).toEqual([
        expect.stringMatching(/^account 101-001-1000001-001 is new, with 100000; kept in \//),
      ])
      await buy(call)
      return { nowMs: facts.nowMs, log: await transactions(call) }
    })
    expect(files()).toEqual([expect.stringMatching(/^[0-9a-f]{12}\.jsonl$/)])
    await life({}, async (call, facts) => {
      expect(facts.notes[0]).toMatch(
        /^goes on with account 101-001-1000001-001: 4 transactions, the last of 2024-03-19T12:\d\d:\d\dZ, balance \d/,
      )
      expect(facts.notes[0]).toMatch(/, its clock at 2024-03-19T12:\d\d:\d\dZ; kept in /)
      expect(await transactions(call)).toEqual(before.log)
      expect((await call('GET', '/openTrades')).body.trades).toHaveLength(1)
      expect(facts.nowMs).toBeGreaterThan(before.nowMs)
      await buy(call)
    })
    expect(await life({}, async (call) => (await call('GET', '/openTrades')).body.trades.length)).toBe(2)
  })

  test('loses only the line that a killed process has left unfinished', async () => {
    await life({}, buy)
    appendFileSync(path(), '{"transactions":[{"id":"5","ty')
    expect(await life({}, async (call) => (await transactions(call)).length)).toBe(4)
    for (const line of readFileSync(path(), 'utf8').trimEnd().split('\n')) expect(JSON.parse(line)).toBeTypeOf('object')
  })

  test('a damaged line is named, and nothing is overwritten', async () => {
    await life({}, buy)
    const text = readFileSync(path(), 'utf8').replace('{"transactions"', '{"trans\u0000')
    writeFileSync(path(), text)
    await expect(life({}, note)).rejects.toThrow(/\.jsonl line 2: damaged/)
    expect(readFileSync(path(), 'utf8')).toBe(text)
  })

  test('another balance is refused with the command that begins afresh, which puts the old one aside', async () => {
    await life({ balance: 5000 }, buy)
    await expect(life({ balance: 7000 }, note)).rejects.toThrow(
      /was opened with 5000 and is kept in .*; sep broker --account 101-001-1000001-001 --balance 7000 --fresh puts it aside/,
    )
    expect(await life({ balance: 5000 }, note)).toContain('goes on with')
    expect(await life({ balance: 7000, fresh: true }, note)).toContain('is new, with 7000')
    expect(files().map((name) => name.replace(/[\d-]{10}T\d+Z/, 'TIME'))).toEqual([
      expect.stringMatching(/\.jsonl$/),
      expect.stringMatching(/\.jsonl\.TIME\.old$/),
    ])
  })

  test.each<[string, Partial<BrokerInputs>]>([
    ['another seed', { seed: 2 }],
    ['another start', { fromMs: Date.UTC(2024, 3, 2, 12) }],
    ['hedging', { hedging: true }],
  ])('%s is another account', async (_, more) => {
    await life({}, buy)
    expect(await life(more, note)).toContain('is new')
    expect(await life({}, note)).toContain('goes on with')
  })

  test('belongs to one process: a second broker shows it and keeps nothing', async () => {
    await life({}, async (call) => {
      await buy(call)
      const second = await life({}, async (other, facts) => {
        await buy(other)
        return facts.notes[0]
      })
      expect(second).toMatch(/process \d+ keeps it in .*; this broker keeps nothing of it/)
    })
    expect(await life({}, async (call) => (await transactions(call)).length)).toBe(4)
    expect(await life({}, async (_, facts) => facts.notes[0])).toContain('goes on with')
  })

  test('in memory there is no file', async () => {
    expect(await life({ place: 'memory' }, async (_, facts) => facts.notes)).toEqual([])
    expect(readdirSync(folder)).toEqual([])
  })
})
