/** Prices scripted by a test; candles before them are history. */
import { assert } from '../../../lib/errors.js'
import type { CandleSeries } from '../../../model/candle-series.js'
import type { World } from '../../../model/world.js'
import { minuteColumns } from './minute-columns.js'
import type { PriceFeed, Tick } from './price-feed.js'

export interface ScriptedFeed extends PriceFeed {
  /** Queues a price for `tsMs`, in order of time; it is published when the broker's clock reaches it. */
  set(instrument: string, bid: number, ask: number, tsMs: number): void
  /** Opens or closes the market of an instrument; all start open. */
  setOpen(instrument: string, open: boolean): void
}

export const scriptedFeed = (world: World, history: readonly CandleSeries[] = []): ScriptedFeed => {
  const minutes = world.instruments.map(() => minuteColumns())
  for (const [k, one] of history.entries()) minutes[k]!.append(one)
  const queue: Tick[] = []
  const shut = new Set<number>()
  const indexOf = (instrument: string): number => {
    const k = world.instruments.findIndex(({ name }) => name === instrument)
    assert(k >= 0, `the feed has no ${instrument}`)
    return k
  }
  return {
    world,
    minutes,
    nextMs: () => queue[0]?.tsMs ?? Number.POSITIVE_INFINITY,
    take: () => {
      const tick = queue.shift()
      assert(tick, 'a price is queued')
      return tick
    },
    isOpen: (k) => !shut.has(k),
    set: (instrument, bid, ask, tsMs) => {
      assert(tsMs >= (queue.at(-1)?.tsMs ?? Number.NEGATIVE_INFINITY), 'prices are queued in order of time')
      queue.push({ k: indexOf(instrument), tsMs, bid, ask })
    },
    setOpen: (instrument, open) => {
      if (open) shut.delete(indexOf(instrument))
      else shut.add(indexOf(instrument))
    },
  }
}
