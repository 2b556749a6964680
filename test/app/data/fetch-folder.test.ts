/** History of the paper broker, over HTTP, into a data folder. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { minuteFeed } from '../../../api/paper-broker/market/minute-feed.js'
import { fetchFolder, type FetchFolderInputs } from '../../../app/data/fetch-folder.js'
import { DAY_MS, MINUTE_MS } from '../../../lib/time-units.js'
import { createOandaClient, type OandaClient } from '../../../oanda/client/client.js'
import { oandaTarget } from '../../../oanda/client/target.js'
import { readDataFolder } from '../../../sources/files/folder.js'
import { temporaryFolder } from '../../support/candle-files.js'
import { randomMarket } from '../../support/random-market.js'
import { ACCOUNT, start, START_MS, type Started, TOKEN, world } from '../../support/start-broker.js'
import { testClock } from '../../support/test-clock.js'

const names = world.instruments.map(({ name }) => name)
const FROM_MS = START_MS - 6 * DAY_MS
const WILD = 700
const market = randomMarket({ seed: 4, names, minutes: 6 * 1440, missingPerMille: 20, startMs: FROM_MS }).map(
  (series, n) => {
    if (n !== 0) return series
    const [h, bh, ah] = [series.h, series.bh, series.ah].map((column) =>
      column.map((price, i) => (i === WILD ? price * 10 : price)),
    )
    return { ...series, h: h!, bh: bh!, ah: ah! }
  },
)

let broker: Started
let client: OandaClient
/** Every request for candles: instrument and first label. */
let asked: (readonly [string, number])[]
const logged: string[] = []
beforeEach(async () => {
  const clock = testClock(START_MS)
  broker = await start({ clock, feed: minuteFeed({ world, series: market, fromMs: START_MS, isOpen: () => true }) })
  const target = oandaTarget({ environment: 'paper', accountId: ACCOUNT, restUrl: broker.url })
  client = createOandaClient({ target, token: TOKEN, clock, random: () => 0, attempts: 1 })
  await client.summary()
  asked = []
  logged.length = 0
})
afterEach(async () => {
  client.close()
  await broker.close()
})
const fetched = (folder: string, more: Partial<FetchFolderInputs> = {}) =>
  fetchFolder({
    client: {
      clock: client.clock,
      candles: (instrument, query) => {
        asked.push([instrument, (query as { readonly fromMs: number }).fromMs])
        return client.candles(instrument, query)
      },
    },
    folder,
    instruments: names,
    ...{ fromMs: FROM_MS, toMs: Number.POSITIVE_INFINITY, trust: false },
    signal: new AbortController().signal,
    log: (text) => logged.push(text),
    ...more,
  })
const labelsIn = async (folder: string, trust = false) =>
  (await readDataFolder([folder], { lenient: false, trust })).series.map(({ tMs }) => [...tMs])
const whole = market.map(({ tMs }) => [...tMs])
const believed = whole.map((labels, n) => (n === 0 ? labels.filter((_, i) => i !== WILD) : labels))

test('all candles but the wild one, which is counted; a second run asks for nothing that is there', async () => {
  const folder = temporaryFolder()
  const files = await fetched(folder)
  expect(files.map(({ rows, added, refused }) => [rows, added, refused])).toEqual(
    believed.map(({ length }, n) => [length, length, n === 0 ? 1 : 0]),
  )
  expect(await labelsIn(folder)).toEqual(believed)
  expect(logged).toHaveLength(1)
  expect(logged[0]).toContain(`left out: ${names[0]} at `)
  asked = []
  expect((await fetched(folder)).map(({ added }) => added)).toEqual([0, 0, 0])
  expect(asked.filter(([, fromMs]) => fromMs < START_MS - MINUTE_MS)).toEqual([])
})

test('trusted, the wild one is kept', async () => {
  const folder = temporaryFolder()
  await fetched(folder, { trust: true })
  expect(await labelsIn(folder, true)).toEqual(whole)
})

test('stopped anywhere, the next run goes on from what is there', async () => {
  const folder = temporaryFolder()
  const stop = new AbortController()
  const shares: number[] = []
  const onProgress = (_: string, share: number) => {
    shares.push(share)
    if (shares.length === 2) stop.abort()
  }
  const first = await fetched(folder, { signal: stop.signal, onProgress, instruments: [names[0]!] })
  expect(shares[0]).toBeGreaterThan(0.5)
  expect(first[0]!.rows).toBe(believed[0]!.length)
  // A page at a time: stopped after the first, the file has it.
  const again = temporaryFolder()
  const early = new AbortController()
  const [half] = await fetched(again, { signal: early.signal, onProgress: () => early.abort() })
  expect(half!.rows).toBeGreaterThan(4000)
  expect(half!.rows).toBeLessThan(believed[0]!.length)
  const files = await fetched(again)
  expect(files[0]).toMatchObject({ rows: believed[0]!.length, added: believed[0]!.length - half!.rows })
  expect(await labelsIn(again)).toEqual(believed)
})

test('an earlier --from adds what comes before', async () => {
  const folder = temporaryFolder()
  await fetched(folder, { fromMs: FROM_MS + 2 * DAY_MS })
  await fetched(folder)
  expect(await labelsIn(folder)).toEqual(believed)
})
