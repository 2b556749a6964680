/** The paper broker as started: files or a synthetic market, a store, its hours. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type BrokerFacts, broker, type BrokerInputs } from '../../../deploy/paper-broker.js'
import { brokerMarket } from '../../../app/paper-broker/market.js'
import { brokerTokens } from '../../../app/paper-broker/tokens.js'
import { MINUTE_MS } from '../../../lib/time-units.js'

const folder = mkdtempSync(join(tmpdir(), 'sep-broker-'))
const FIRST_MS = Date.UTC(2024, 2, 19, 12)
const ACCOUNT = '101-001-1000001-001'
const TOKEN = 'token-of-a-test'

beforeAll(() => {
  // Ten minutes, a gap of three, a closed market of an hour, ten minutes.
  const minutes = [
    ...Array(10).keys(),
    ...Array.from({ length: 5 }, (_, n) => n + 13),
    ...Array.from({ length: 10 }, (_, n) => n + 78),
  ]
  const rows = minutes.map((n) => {
    const price = (1.1 + n / 10_000).toFixed(5)
    return `${FIRST_MS + n * MINUTE_MS},${price},${price},${price},${price},5`
  })
  writeFileSync(join(folder, 'EUR_USD_M1.csv'), ['t,o,h,l,c,v', ...rows, ''].join('\n'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const INPUTS = {
  home: 'USD',
  data: [folder],
  cache: null,
  seed: 1,
  port: 0,
  streamPort: 0,
  accounts: [ACCOUNT],
  tokens: [{ token: TOKEN, accounts: [] }],
  balance: 5000,
  hedging: false,
  terms: { commission: 'none', depth: 'ladder', division: 'us' } as const,
  speed: 60,
  place: 'memory' as const,
}
/** Runs a broker for as long as `use` takes. */
const during = async (inputs: Partial<BrokerInputs>, use: (facts: BrokerFacts) => Promise<void>): Promise<void> => {
  const stop = new AbortController()
  let running: Promise<void> = Promise.resolve()
  const facts = await new Promise<BrokerFacts>((resolve, reject) => {
    running = broker({ ...INPUTS, ...inputs, signal: stop.signal, onListening: resolve })
    running.catch(reject)
  })
  try {
    await use(facts)
  } finally {
    stop.abort()
    await running
  }
}
const get = async (facts: BrokerFacts, path: string) =>
  (
    await fetch(`${facts.restUrl}/v3/accounts/${ACCOUNT}${path}`, { headers: { Authorization: `Bearer ${TOKEN}` } })
  ).json()

describe('files', () => {
  test('the market is open during candles and short gaps', async () => {
    const market = await brokerMarket(INPUTS)
    const feed = market.open(market.fromMs)
    const openAt = (minute: number) => feed.isOpen(0, FIRST_MS + minute * MINUTE_MS)
    expect([market.fromMs, market.instruments]).toEqual([FIRST_MS, ['EUR_USD']])
    expect([-1, 0, 9.5, 10, 12.9, 17.9, 18, 77.9, 78, 87.9, 88].map(openAt)).toEqual([
      false,
      true,
      true,
      true,
      true,
      true,
      false,
      false,
      true,
      true,
      false,
    ])
  })

  test('can be played from any minute; the account has its deposit', async () => {
    await during({ fromMs: FIRST_MS + 5 * MINUTE_MS }, async (facts) => {
      expect(facts).toMatchObject({ instruments: ['EUR_USD'], nowMs: FIRST_MS + 5 * MINUTE_MS, store: 'memory' })
      const { account } = (await get(facts, '/summary')) as { account: Record<string, string> }
      expect([account['balance'], account['currency']]).toEqual(['5000.0000', 'USD'])
      const { candles } = (await get(
        facts,
        '/instruments/EUR_USD/candles?granularity=M1&count=5&to=2024-03-19T12:05:00Z',
      )) as {
        candles: { complete: boolean; mid: { c: string } }[]
      }
      expect(candles.map(({ complete, mid }) => [complete, mid.c])).toEqual(
        [1.1, 1.1001, 1.1002, 1.1003, 1.1004].map((price) => [true, price.toFixed(5)]),
      )
    })
  })
})

test.each([false, true])('all accounts have the same mode: hedging %s', async (hedging) => {
  await during({ hedging }, async (facts) => {
    const { account } = (await get(facts, '/summary')) as { account: Record<string, unknown> }
    expect([facts.hedging, account['hedgingEnabled']]).toEqual([hedging, hedging])
  })
})

test('the synthetic market has hours and a history, and continues unchanged after a restart', async () => {
  const market = await brokerMarket({ ...INPUTS, data: [], fromMs: Date.UTC(2024, 2, 22, 20, 50) })
  const feed = market.open(market.fromMs)
  expect(feed.isOpen(0, Date.UTC(2024, 2, 22, 20, 58))).toBe(true)
  expect(feed.isOpen(0, Date.UTC(2024, 2, 22, 20, 59))).toBe(false)
  expect(feed.isOpen(0, Date.UTC(2024, 2, 20, 21, 2))).toBe(false)
  expect(feed.minutes[0]!.rows).toBeGreaterThan(70_000)
  // Prices of the last minutes, then those of Sunday evening.
  const times: number[] = []
  while ((times.at(-1) ?? 0) < Date.UTC(2024, 2, 24, 21, 6)) times.push(feed.take().tsMs)
  expect(Math.max(...times.slice(1).map((tsMs, n) => tsMs - times[n]!)) / 3_600_000).toBeCloseTo(48.1, 1)
  expect(times.every((tsMs, n) => n === 0 || tsMs >= times[n - 1]!)).toBe(true)
  const later = market.open(Date.UTC(2024, 2, 24, 21, 5))
  const again = Array.from({ length: 20 }, () => later.take())
  const first = market.open(market.fromMs)
  const upTo = []
  for (let tick = first.take(); upTo.length < 20; tick = first.take())
    if (tick.tsMs >= Date.UTC(2024, 2, 24, 21, 5)) upTo.push(tick)
  expect(again).toEqual(upTo)
})

test('tokens: from flags, from a file with accounts, or random', () => {
  const file = join(folder, 'tokens')
  writeFileSync(file, `# who\nfirst-token ${ACCOUNT}\nsecond-token\n`)
  expect(brokerTokens(['given'], file)).toEqual([
    { token: 'given', accounts: [] },
    { token: 'first-token', accounts: [ACCOUNT] },
    { token: 'second-token', accounts: [] },
  ])
  expect(brokerTokens([], undefined)[0]!.token).toMatch(/^[0-9a-f]{48}$/)
  expect(() => brokerTokens(['a b'], undefined)).toThrow('a token has 4 to 512')
  expect(() => brokerTokens([], join(folder, 'nothing'))).toThrow('ENOENT')
})
