/** What a running pipeline writes of itself: whole, and in parts that share a store. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { keyName } from '../../../../store/key.js'
import { KEYS } from '../../../../store/keys.js'
import { unpack } from '../../../../store/pack.js'
import type { PipelineStatus } from '../../../../store/pipeline-status.js'
import { readAlarms } from '../../../../streams/alarms/read-alarms.js'
import { until } from '../../../support/until.js'
import { ACCOUNT, type Life, type Lives, openLives, running, WAIT_MS } from '../../../support/live/live-lives.js'

let lives: Lives
beforeAll(async () => {
  lives = await openLives({ hedging: false })
})
afterAll(() => lives.close())

const written = async (key: string): Promise<PipelineStatus | null> => {
  const bytes = await lives.store.get(key)
  return bytes && unpack(KEYS.status, bytes)
}
const whole = () => written(keyName(KEYS.status, { account: ACCOUNT }))
const part = (name: string) => written(keyName(KEYS.statusOfPart, { account: ACCOUNT, part: name }))

const arm = async (life: Life): Promise<void> => {
  await lives.tell({ kind: 'kill', on: false, flatten: false })
  await until('an armed pipeline', WAIT_MS, async () => (await life.ready()).ready || null, life.text)
}

test('prices, streams, account, stages, process; gone after a clean end', async () => {
  const life = await lives.start()
  await running(life)
  await arm(life)
  const { session, process, instruments } = await until(
    'a trade in the status',
    WAIT_MS,
    async () => {
      const now = await whole()
      return (now?.session?.account?.openTrades.length ?? 0) > 0 ? now : null
    },
    life.text,
  )
  const graph = await life.status()
  expect(session).toMatchObject({ killSwitch: false, paused: false })
  expect(session!.graphHash).toMatch(/^[0-9a-f]{64}$/)
  expect(session!.prices.map(({ instrument }) => instrument)).toEqual(['EUR_USD', 'GBP_USD'])
  for (const { bid, ask, timeMs, tradeable } of session!.prices) {
    expect(ask!).toBeGreaterThan(bid!)
    expect(timeMs).toBeGreaterThan(0)
    expect(tradeable).toBe(true)
  }
  expect(session!.streams.prices).toMatchObject({ connected: true, ageMs: expect.any(Number) })
  expect(session!.streams.transactions.connected).toBe(true)
  const { openTrades, lastTransactionId, unknownOrders, frozen } = session!.account!
  expect(openTrades[0]).toMatchObject({ own: true, price: expect.any(Number), openedMs: expect.any(Number) })
  expect(Number(lastTransactionId)).toBeGreaterThan(0)
  expect([unknownOrders, frozen]).toEqual([[], []])
  expect(session!.stages.flatMap(({ nodes }) => nodes)).toContain('risk')
  expect(session!.stages.every(({ rows }) => rows > 0)).toBe(true)
  expect(session!.dueMs! % 60_000).toBe(0)
  expect(session!.dueMs!).toBeLessThanOrEqual(Number(graph['tsMs']) + 60_000 * 60)
  expect(Object.keys(instruments!)).toEqual(['EUR_USD', 'GBP_USD'])
  expect(process).toMatchObject({ environment: 'paper', speed: 300 })
  expect(process!.rssBytes).toBeGreaterThan(1e6)
  expect(process!.log.some(({ text }) => text.includes('kill switch'))).toBe(true)
  await life.end()
  expect(await whole()).toBeNull()
  for (const { endMs } of await readAlarms(lives.store, ACCOUNT)) expect(endMs).not.toBeNull()
})

test('a cut pipeline: the part that makes the slices has prices, the one that trades the account', async () => {
  const parts: Life[] = []
  for (const nodes of ['candle..guards', 'shadow..allocate', 'broker..performance'])
    parts.push(await lives.start(nodes))
  for (const each of parts) await running(each)
  const { slices, trades } = await until('both parts', WAIT_MS, async () => {
    const found = { slices: await part('slices'), trades: await part('trades') }
    const isWhole = found.slices?.session?.stages.length && found.trades?.session?.account
    return isWhole ? found : null
  })
  expect(slices!.session!.account).toBeNull()
  expect(slices!.session!.streams.transactions.connected).toBeNull()
  expect(slices!.session!.graphHash).toBe(trades!.session!.graphHash)
  const nodesOf = (status: PipelineStatus | null) => status!.session!.stages.flatMap(({ nodes }) => nodes)
  expect(nodesOf(slices)).toContain('guards')
  expect(nodesOf(trades)).toContain('risk')
  expect(nodesOf(slices)).not.toContain('risk')
  await lives.endLives()
})
