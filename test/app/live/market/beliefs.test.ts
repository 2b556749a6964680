import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createBeliefs, type OnVerdict } from '../../../../app/live/market/beliefs.js'
import { revisionWriter } from '../../../../app/live/market/revisions.js'
import { verdictReports } from '../../../../app/live/market/verdict-reports.js'
import { keyName } from '../../../../store/key.js'
import { KEYS } from '../../../../store/keys.js'
import type { Lease, Store } from '../../../../store/store.js'
import { storedCandles } from '../../../../sources/valkey-candles.js'
import { candleWrites } from '../../../../sinks/mirrors/candle.js'
import { storedCandle } from '../../../../app/store-jobs/stored-candle.js'
import { MINUTE_MS } from '../../../../lib/time-units.js'
import { arriving, type Arriving, liveBench, NOON_MS, seriesOf } from '../../../support/live/live-bench.js'
import { eventually, testServer, type TestServer } from '../../../support/store-server.js'

const EUR = 'EUR_USD'
const never = (text: string) => expect(text).toBe('nothing to log')
/** Minutes 1 to 60 quiet, then the closes given. */
const minutes = (...closes: readonly number[]): Arriving[] =>
  [...Array.from({ length: 60 }, (_, i) => 1.1 + (i % 2) * 1e-4), ...closes].map((close, i) =>
    arriving(EUR, i + 1, close),
  )
const presence = async (
  candles: readonly Arriving[],
  onVerdict: OnVerdict,
  quote?: readonly [at: number, mid: number],
) => {
  const beliefs = createBeliefs([EUR], never)
  const bench = liveBench({
    names: [EUR],
    held: candles,
    more: { believe: (series, mid) => beliefs.take(series, mid, onVerdict) },
  })
  const seen: number[] = []
  for (let minute = 1; minute <= candles.length; minute++) {
    if (minute === quote?.[0]) bench.price(0, quote[1], quote[1], NOON_MS + minute * MINUTE_MS)
    seen.push((await bench.next()).candle.present[0]!)
  }
  return seen.slice(60).join('')
}
const ignore: OnVerdict = () => {}

describe('live', () => {
  test.each<[string, readonly number[], string]>([
    ['one wild candle is absent in its slice', [11, 1.1, 1.1], '011'],
    ['on the day of the Swiss franc exits act from the second minute', [0.9, 0.88, 0.89, 0.9], '0111'],
    ['also where no two minutes agree', [0.9, 0.8, 0.9, 0.75], '0101'],
    ['nothing else is', [1.1, 1.12, 1.1], '111'],
  ])('%s', async (_, closes, present) => expect(await presence(minutes(...closes), ignore)).toBe(present))

  test('a quote of the stream confirms at once', async () => {
    expect(await presence(minutes(0.9, 0.89), ignore, [61, 0.92])).toBe('11')
    expect(await presence(minutes(0.9, 0.89), ignore, [61, 1.09])).toBe('01')
  })
})

describe('a verdict', () => {
  let server: TestServer
  let store: Store
  let lease: Lease
  beforeAll(async () => {
    server = await testServer()
    store = await server.store()
    lease = (await store.acquireLease('ops:lease:test', 'me', 60_000)) as Lease
  })
  afterAll(() => server.end())

  test('is an alarm, a block until the next believed candle, and on record; a restart and readers obey it', async () => {
    const raised: string[] = []
    const blocks: (string | null)[] = []
    const onVerdict = verdictReports({
      store,
      record: revisionWriter(store, lease, 'a', () => {}),
      alarms: { raise: (code, text) => void raised.push(`${code} ${text}`) },
      ready: { block: (name, code, text) => void blocks.push(text === null ? null : `${name} ${code}`) },
      log: never,
    })
    const candles = minutes(11, 1.1)
    const series = seriesOf(EUR, candles)
    await store.write(
      candleWrites(
        EUR,
        'M1',
        [...series.tMs.keys()].map((n) => storedCandle(series, n, false)),
        NOON_MS,
      ),
    )
    expect(await presence(candles, onVerdict)).toBe('01')
    expect(raised).toEqual([
      'implausible EUR_USD: implausible data at 2026-01-05T13:01:00.000Z: price 11 is 900 % from the level of the candles before, ' +
        '1.10005; the candle is left out, no order follows from it',
    ])
    expect(blocks.slice(59)).toEqual([null, 'EUR_USD implausible', null])
    const stream = keyName(KEYS.revisions, { account: 'a' })
    await eventually(async () => (await store.lastId(stream)) !== null)
    const stored = await eventually(async () => {
      const found = await storedCandles(store, EUR, NOON_MS - MINUTE_MS, NOON_MS + 100 * MINUTE_MS)
      return found.refusedMs.size === 1 && found
    })
    expect([stored.series.tMs.length, stored.all.tMs.length]).toEqual([61, 62])
    expect([...stored.refusedMs]).toEqual([NOON_MS + 60 * MINUTE_MS])
    // Seen again by a restart right after the refused minute: the next one is taken, whatever it is.
    const again = createBeliefs([EUR], never)
    await again.seed(store, NOON_MS + 61 * MINUTE_MS)
    expect(again.take(seriesOf(EUR, [arriving(EUR, 62, 0.5)]), Number.NaN, ignore).tMs.length).toBe(1)
    const later = createBeliefs([EUR], never)
    await later.seed(store, NOON_MS + 62 * MINUTE_MS)
    expect(later.take(seriesOf(EUR, [arriving(EUR, 63, 11)]), Number.NaN, ignore).tMs.length).toBe(0)
  })
})
