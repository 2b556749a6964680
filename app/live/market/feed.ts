/** The market side of a live pipeline: candles, prices, and the slices made of them. */
import type { Compiled } from '../../../graph/engine/run/compile.js'
import type { Lease, Store } from '../../../store/store.js'
import type { CandleSeries } from '../../../model/candle-series.js'
import type { World } from '../../../model/world.js'
import type { OandaClient } from '../../../oanda/client/client.js'
import { pricingStream } from '../../../oanda/stream/pricing-stream.js'
import type { LiveSlice, LiveSlicesInputs } from '../../../sources/live/live-slices.js'
import { createCandleSource } from '../../../sources/oanda/candles.js'
import { createPriceBoard } from '../../../sources/oanda/prices.js'
import { hasCoreSpreads } from '../../../operators/exchange/terms/commission.js'
import { candleSides } from '../../../sources/candle-sides.js'
import { believedMarket, type ToOperator } from './believed-slices.js'
import { type HistoryInputs, historyOf } from './history.js'
import { MINUTE_MS } from '../../../lib/time-units.js'
import type { StreamHealth } from '../monitoring/stream-health.js'
import type { Pace } from '../time-scaling.js'

export interface LiveMarketInputs extends ToOperator {
  readonly client: OandaClient
  readonly world: World
  readonly pace: Pace
  /** Numbers in [0, 1), for the jitter of waits. */
  readonly random: () => number
  readonly prices: StreamHealth
}
export interface SlicesFrom
  extends Pick<LiveSlicesInputs, 'control' | 'requested' | 'drain' | 'executionOffset' | 'held'> {
  readonly store: Store
  /** Fences the late candles. */
  readonly lease: Lease
  readonly account: string
  readonly compiled: Compiled
  /** tsMs of the journal's last slice; NaN = a fresh graph begins at the current minute. */
  readonly lastTsMs: number
  readonly signal: AbortSignal
}
export interface LiveMarket {
  readonly board: ReturnType<typeof createPriceBoard>
  /** Why candles of the minutes since the last call are missing or unusable; null = none are. */
  takeFault(): string | null
  history(inputs: Pick<HistoryInputs, 'days' | 'untilMs' | 'signal'>): Promise<CandleSeries[]>
  /** Follows the pricing stream until the signal aborts. */
  follow(signal: AbortSignal): Promise<void>
  slices(from: SlicesFrom): AsyncGenerator<LiveSlice>
}

export const liveMarket = ({ client, world, pace, random, log, prices, ...operator }: LiveMarketInputs): LiveMarket => {
  const { clock } = client
  const names = world.instruments.map(({ name }) => name)
  const candles = createCandleSource(client)
  const board = createPriceBoard(names, clock)
  let fault: string | null = null
  const believed = believedMarket(names, { log, ...operator })
  const sides = candleSides(
    world,
    pace.settings.run.spreadModel ?? undefined,
    hasCoreSpreads(pace.settings.broker.commission),
  )
  return {
    board,
    takeFault: () => {
      const taken = fault
      fault = null
      return taken
    },
    history: (inputs) => historyOf({ candles, clock, world, believe: believed.past, sides, log, ...inputs }),
    follow: async (signal) => {
      const stream = pricingStream(client, names, { random, signal, silenceMs: pace.silenceMs })
      for await (const event of stream) {
        prices.take(event)
        board.take(event)
      }
    },
    slices: ({ store, lease, account, compiled, lastTsMs, ...from }) =>
      believed.slices(
        { store, lease, account },
        {
          world,
          frame: compiled.frame,
          clock,
          candles,
          prices: board,
          sides,
          afterMs: Number.isNaN(lastTsMs) ? Math.floor(clock.nowMs() / MINUTE_MS) * MINUTE_MS : lastTsMs,
          graceMs: pace.graceMs,
          pollMs: pace.pollMs,
          lastPollMs: pace.lastPollMs,
          onFault: (text) => {
            fault = text
          },
          ...from,
        },
      ),
  }
}
