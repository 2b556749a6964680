/** The whole graph on live slices: the minutes of a stall move its state and send nothing. */
import { beforeAll, describe, expect, test } from 'vitest'
import { orderRows } from '../../../sinks/execution/order-rows.js'
import { brokerSlot } from '../../../model/broker-slot.js'
import { testClock } from '../../support/test-clock.js'
import { compile } from '../../../graph/engine/run/compile.js'
import { bind } from '../../../graph/engine/define/operator.js'
import { sep } from '../../../graph/sep.js'
import { type CandleSeries, SERIES_COLUMNS } from '../../../model/candle-series.js'
import { createWorld } from '../../../model/world.js'
import { KERNEL_VERSION } from '../../../native-rs/index.js'
import { createBrokerClock } from '../../../oanda/client/broker-clock.js'
import { liveBroker } from '../../../operators/live-broker.js'
import { type LiveSlice, liveSlices } from '../../../sources/live/live-slices.js'
import type { CandleSource } from '../../../sources/oanda/candles.js'
import { loadInstruments } from '../../../sources/instruments.js'
import { REPLAY_CONTROL } from '../../../sources/slicer.js'
import { settle } from '../../support/settle.js'
import { randomMarket } from '../../support/random-market.js'
import { eager } from '../../support/sep-run.js'
import { MINUTE_MS } from '../../../lib/time-units.js'

const MINUTES = 420
const market = randomMarket({ seed: 7, minutes: MINUTES })
const startMs = market[0]!.tMs[0]!

/** A broker with all candles of the market that have ended, half a second ago at least. */
const source = (nowMs: () => number): Pick<CandleSource, 'poll'> => ({
  poll: async (instrument, afterMs, beforeMs) => {
    const series = market.find((one) => one.instrument === instrument)!
    const from = series.tMs.findIndex((tMs) => tMs > afterMs)
    const ended = series.tMs.findIndex((tMs) => tMs >= beforeMs || tMs + MINUTE_MS + 500 > nowMs())
    const to = ended < 0 ? series.tMs.length : ended
    const columns = SERIES_COLUMNS.map((name) => [name, series[name].slice(from < 0 ? to : from, to)])
    const taken = { ...series, ...Object.fromEntries(columns) } as CandleSeries
    return {
      series: taken,
      forcedMs: [],
      seenMs: taken.tMs.at(-1) ?? Number.NEGATIVE_INFINITY,
      skipped: 0,
      reasons: [],
      again: null,
      revision: null,
    }
  },
})

interface Played {
  readonly ordered: readonly { readonly tsMs: number; readonly lateMs: number }[]
  readonly lastSlope: readonly number[]
  readonly slices: number
}

/** All minutes of the market; before `stallMinutes` have passed nothing runs. */
const play = async (stallMinutes: number): Promise<Played> => {
  const world = createWorld(loadInstruments(market.map(({ instrument }) => instrument)), 'USD')
  const compiled = compile(sep(eager()), world, {
    bindings: [bind(brokerSlot, liveBroker, { capital: 100_000 })],
    capacity: 1,
    kernelVersion: KERNEL_VERSION,
  })
  const base = testClock(startMs + stallMinutes * MINUTE_MS + 5000)
  const count = world.instruments.length
  const unknown = () => new Float64Array(count).fill(Number.NaN)
  const slices = liveSlices({
    world,
    frame: compiled.frame,
    clock: createBrokerClock({ base, follow: false }),
    candles: source(base.nowMs),
    prices: { bid: unknown(), ask: unknown(), tsMs: unknown(), tradeable: new Uint8Array(count).fill(1) },
    sides: (series) => series,
    believe: (series) => series,
    control: () => REPLAY_CONTROL,
    requested: () => new Promise(() => {}),
    drain: () => [],
    afterMs: startMs,
    graceMs: 5000,
    pollMs: 250,
    lastPollMs: 2000,
    signal: new AbortController().signal,
    onFault: (text) => expect(text).toBe(''),
    onRevision: (revision) => expect(revision).toBeNull(),
  })
  const ordered: { tsMs: number; lateMs: number }[] = []
  const { frame } = compiled
  let n = 0
  for (; n < MINUTES; n++) {
    const { value } = await settle(base, slices.next(), 1000)
    expect((value as LiveSlice).frame).toBe(frame)
    compiled.begin()
    for (const stage of compiled.stages) stage.run(frame)
    const [tsMs, asOfMs] = [frame.time.tsMs[0]!, frame.time.asOfMs[0]!]
    if (orderRows(frame).length > 0) ordered.push({ tsMs, lateMs: asOfMs - tsMs })
    compiled.end()
  }
  const slope = frame.columns['direction']!['slopeBps'] as Float64Array
  return { ordered, lastSlope: [...slope], slices: n }
}

describe('the graph', () => {
  let onTime: Played
  beforeAll(async () => {
    onTime = await play(0)
  })

  test('orders when its minutes come on time', () => {
    expect(onTime.ordered.length).toBeGreaterThan(5)
    expect(onTime.ordered.every(({ lateMs }) => lateMs <= 1500)).toBe(true)
  })

  test('orders nothing of a stall that is over, and knows the market as if there had been none', async () => {
    const stalled = await play(MINUTES + 10)
    expect([stalled.slices, stalled.ordered]).toEqual([MINUTES, []])
    expect(stalled.lastSlope).toEqual(onTime.lastSlope)
  })

  test('orders again with the first fresh minute', async () => {
    const halfway = onTime.ordered[Math.floor(onTime.ordered.length / 2)]!.tsMs
    const stalled = await play((halfway - startMs) / MINUTE_MS - 1)
    const limitMs = eager().risk.freshMaxSignalAgeSec * 1000
    expect(stalled.ordered.every(({ lateMs }) => lateMs <= limitMs)).toBe(true)
    expect(stalled.ordered.at(-1)).toEqual(onTime.ordered.at(-1))
  })
})
