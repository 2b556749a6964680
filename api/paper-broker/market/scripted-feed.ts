/** Prices that a test sets; what lies before them is history. */
import { assert } from '../../../lib/errors.js'
import type { CandleSeries } from '../../../model/candle-series.js'
import type { World } from '../../../model/world.js'
import { minuteColumns } from './minute-columns.js'
import type { PriceFeed, Tick } from './price-feed.js'

export interface ScriptedFeed extends PriceFeed {
  /** Queues a price for `tsMs`, not earlier than those queued before; it is published when the broker's clock gets there. */
  set(instrument: string, bid: number, ask: number, tsMs: number): void
  /** Opens or closes the market of an instrument; open at the start. */
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
      assert(tick, 'a price is there')
      return tick
    },
    isOpen: (k) => !shut.has(k),
    set: (instrument, bid, ask, tsMs) => {
      assert(tsMs >= (queue.at(-1)?.tsMs ?? Number.NEGATIVE_INFINITY), 'prices rise in time')
      queue.push({ k: indexOf(instrument), tsMs, bid, ask })
    },
    setOpen: (instrument, open) => {
      if (open) shut.delete(indexOf(instrument))
      else shut.add(indexOf(instrument))
    },
  }
}
