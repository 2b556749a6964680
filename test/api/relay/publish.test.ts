/** What a slice and the alarms become on the channels. */
import { expect, test } from 'vitest'
import type { AlarmView } from '../../../api/contract/status.js'
import { CHANNEL_KEYS } from '../../../api/contract/stream.js'
import { alarmMessages } from '../../../api/relay/publish/alarm-messages.js'
import { type SliceReads, sliceMessages } from '../../../api/relay/publish/slice-messages.js'

const names = ['EUR_USD', 'USD_JPY']
const order = (tsMs: number) => ({ tsMs, instrument: 'EUR_USD', leg: 'entry' })
const reads = (orders: readonly number[]): SliceReads => {
  const made: unknown = {
    tsMs: () => 120_000,
    pairs: () => names.map((instrument) => ({ instrument, side: 1, reason: 'hold', units: 5 })),
    marketData: () => ({ instruments: [{ instrument: 'EUR_USD', candle: { c: 1.1 } }] }),
    coherence: () => ({ instruments: names.map((instrument) => ({ instrument, coherence: 0.5 })) }),
    coeffs: () => ({ instruments: [{ instrument: 'EUR_USD', lambda: 2 }] }),
    why: () => names.map((instrument) => ({ instrument, code: 'spread', text: 'too wide' })),
    allocation: () => ({ topK: 2 }),
    orders: () => orders.toReversed().map(order),
    fills: () => [
      { id: '120000-0', tsMs: 120_000, instrument: 'EUR_USD', price: 1.1 },
      { id: '60000-0', tsMs: 60_000, instrument: 'EUR_USD', price: 1 },
    ],
    trades: () => [{ exitMs: 120_000, instrument: 'USD_JPY', net: 3 }],
  }
  return made as SliceReads
}

test('a slice has a message of each channel and instrument, whose ids are their places in it', () => {
  const messages = sliceMessages(reads([60_000, 120_000]), 119_999)
  expect(messages.map(({ ch, id, inst }) => [ch, id, inst])).toEqual([
    ['market', '120000-0', 'EUR_USD'],
    ['market', '120000-1', 'USD_JPY'],
    ['manifold', '120000-2', 'EUR_USD'],
    ['manifold', '120000-3', 'USD_JPY'],
    ['signals', '120000-4', 'EUR_USD'],
    ['signals', '120000-5', 'USD_JPY'],
    ['allocation', '120000-6', null],
    ['ledger', '120000-7', 'EUR_USD'],
    ['ledger', '120000-8', 'EUR_USD'],
    ['ledger', '120000-9', 'USD_JPY'],
  ])
  expect(messages.every(({ ts }) => ts === 120_000)).toBe(true)
  expect(messages[0]?.data).toMatchObject({ instrument: 'EUR_USD', candle: { c: 1.1 } })
  expect(messages[1]?.data).toMatchObject({ candle: null })
  expect(messages[2]?.data).toMatchObject({ coherence: 0.5, lambda: 2 })
  expect(messages[4]?.data).toMatchObject({ code: 'spread', side: 1, reason: 'hold', units: 5 })
  expect(messages[7]?.data).toMatchObject({ kind: 'order', tsMs: 120_000 })
  expect(messages[8]?.data).toMatchObject({ kind: 'fill', price: 1.1 })
  expect(messages[9]?.data).toMatchObject({ kind: 'trade', net: 3 })
  for (const { ch, inst } of messages) expect(CHANNEL_KEYS[ch] === 'account').toBe(inst === null)
})

test('before the first slice there is nothing', () => {
  expect(sliceMessages({ ...reads([]), tsMs: () => null }, 0)).toEqual([])
})

const alarm = (id: string, change: Partial<AlarmView> = {}): AlarmView => ({
  ...{ id, code: 'x', severity: 'warning', text: 't', startMs: 1, endMs: null, count: 1, acknowledgedBy: null },
  unwatched: false,
  ...change,
})

test('each change of an alarm is a message: by the clock where there is no stream', async () => {
  const now = { ms: 1_000.5, alarms: [alarm('2'), alarm('1')] }
  const next = alarmMessages({ nowMs: () => now.ms, alarms: () => now.alarms })
  const seen = async () => (await next()).map(({ id, key, data }) => [id, key, (data as AlarmView).acknowledgedBy])
  expect(await seen()).toEqual([
    ['1000-0', '1', null],
    ['1000-1', '2', null],
  ])
  expect(await seen()).toEqual([])
  now.alarms = [alarm('2'), alarm('1', { acknowledgedBy: 'ann' })]
  expect(await seen()).toEqual([['1000-2', '1', 'ann']])
})

test('with a stream of alarms its ids are those of the messages', async () => {
  const changes = [
    { id: '5-0', alarm: alarm('5-0') },
    { id: '9-1', alarm: alarm('5-0', { endMs: 9 }) },
  ]
  const next = alarmMessages({ nowMs: () => 0, alarms: () => [], alarmChanges: () => changes })
  expect((await next()).map(({ id, key, ts }) => [id, key, ts])).toEqual([
    ['5-0', '5-0', 1],
    ['9-1', '5-0', 9],
  ])
})
