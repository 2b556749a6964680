/** The slices of a replay whose candles come in batches are those of whole series. */
import { expect, test } from 'vitest'
import { bind } from '../../graph/engine/define/operator.js'
import { columnsOf } from '../../graph/engine/run/columns-of.js'
import { compile } from '../../graph/engine/run/compile.js'
import { smaFlipGraph } from '../../graph/sma-flip.js'
import { DAY_MS, MINUTE_MS } from '../../lib/time-units.js'
import { brokerSlot } from '../../model/broker-slot.js'
import { nodes } from '../../model/nodes.js'
import { isFxWeekMinute } from '../../operators/calendar/new-york.js'
import { paperBroker } from '../../operators/paper-broker.js'
import { writeSeries } from '../../sources/files/write-folder.js'
import { loadMarket, type ReplayMarket } from '../../sources/market.js'
import { openMarket } from '../../sources/open-market.js'
import { createSlicer, REPLAY_CONTROL, replayBatches, replayFrames } from '../../sources/slicer.js'
import { syntheticMarket } from '../../sources/synthetic/market.js'
import { temporaryFolder } from '../support/candle-files.js'

const START_MS = Date.UTC(2024, 2, 13, 18)
const DAYS = 17
const PAIRS = ['EUR_JPY', 'EUR_USD', 'USD_JPY']

test('slices do not depend on the batches, wherever the run ends', async () => {
  const folder = temporaryFolder()
  for (const one of syntheticMarket({ seed: 4, startMs: START_MS, pairs: PAIRS }).next(DAYS * 1440))
    writeSeries(folder, one)
  const inputs = { data: [folder], home: 'USD', cache: temporaryFolder() }
  const [loaded, open] = [await loadMarket(inputs), await openMarket(inputs)]
  const slicesOf = (market: ReplayMarket, batched: boolean, capacity: number, toMs?: number) => {
    const compiled = compile(smaFlipGraph(), market.world, { bindings: [bind(brokerSlot, paperBroker, {})], capacity })
    const slicer = createSlicer(market.world, { isWeekMinute: isFxWeekMinute, control: () => REPLAY_CONTROL })
    const frames = batched
      ? replayBatches(compiled.frame, slicer, market.batches(), toMs)
      : replayFrames(compiled.frame, slicer, loaded.series, toMs)
    const seen: number[] = []
    for (const frame of frames) {
      const { time, slices, count } = frame
      const candle = columnsOf(frame, nodes.candle)
      const quote = columnsOf(frame, nodes.quote)
      for (let s = 0; s < slices; s++) {
        seen.push(time.tsMs[s]!)
        for (let i = s * count; i < (s + 1) * count; i++)
          seen.push(candle.present[i]!, candle.ac[i]!, quote.bid[i]!, quote.homeRate[i]!)
      }
    }
    return Float64Array.from(seen)
  }
  for (const [capacity, days] of [
    [512, undefined],
    [4096, 30],
    [700, 8.001],
    [64, 0.5],
    // Exactly where a week of the cache begins and ends.
    [512, 15 - ((START_MS / DAY_MS - 4) % 7) + 0],
    [512, 3.2],
  ] as const) {
    const toMs = days === undefined ? undefined : Math.round((START_MS + days * DAY_MS) / MINUTE_MS) * MINUTE_MS
    const batched = slicesOf(open, true, capacity, toMs)
    expect(batched.length).toBeGreaterThan(1000)
    expect(batched).toEqual(slicesOf(loaded, false, capacity, toMs))
  }
})
