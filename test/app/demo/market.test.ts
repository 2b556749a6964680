/** The demo's market: the timing of its slices, each exactly once. */
import { describe, expect, test } from 'vitest'
import { bind } from '../../../graph/engine/define/operator.js'
import { brokerSlot } from '../../../model/broker-slot.js'
import type { Clock } from '../../../lib/clock.js'
import { compile } from '../../../graph/engine/run/compile.js'
import type { Frame } from '../../../graph/engine/run/frame.js'
import { sep } from '../../../graph/sep.js'
import { paperBroker } from '../../../operators/paper-broker.js'
import { demoFrames, demoWorld, TRADING_FROM_MS } from '../../../app/demo/market.js'
import { resolveSettings } from '../../../app/config/settings.js'
import { REPLAY_CONTROL } from '../../../sources/slicer.js'
import { MINUTE_MS } from '../../../lib/time-units.js'

const settings = resolveSettings()
const world = demoWorld(['EUR_USD', 'GBP_USD'], 'USD')

/** A clock whose sleepers wake at once, at their wake-up time; `stall` lets time pass. */
const quickClock = (): Clock & { stall(ms: number): void; readonly slept: number[] } => {
  let now = 0
  const slept: number[] = []
  return {
    slept,
    stall: (ms) => {
      now += ms
    },
    nowMs: () => now,
    monotonicMs: () => now,
    sleep: async (ms) => {
      slept.push(ms)
      now += ms
    },
    yield: async () => {},
  }
}

interface Seen {
  readonly tsMs: number
  readonly close: readonly number[]
  readonly requestId: number
}
const watch = async (
  options: {
    readonly slices: number
    readonly days?: number
    readonly requestId?: () => number
    readonly seed?: number
    readonly clock?: Clock
    readonly onSlice?: (n: number) => void
  },
  events: string[] = [],
): Promise<{ readonly history: number; readonly live: Seen[] }> => {
  const compiled = compile(sep(settings), world, { bindings: [bind(brokerSlot, paperBroker, settings.broker)] })
  const frames = demoFrames(
    {
      seed: options.seed ?? 1,
      speed: 60,
      days: options.days ?? 2,
      world,
      clock: options.clock ?? quickClock(),
      control: () => ({ ...REPLAY_CONTROL, requestId: options.requestId?.() ?? 0 }),
      onDay: (done) => events.push(`day ${done}`),
      onTrading: () => events.push('trading'),
    },
    compiled.frame,
    new AbortController().signal,
  )
  let history = 0
  const live: Seen[] = []
  for await (const frame of frames) {
    if (lastTsMs(frame) <= TRADING_FROM_MS) {
      history += frame.slices
      continue
    }
    expect(frame.slices).toBe(1)
    live.push({
      tsMs: lastTsMs(frame),
      close: [...column(frame, 'candle', 'c').subarray(0, 2)],
      requestId: column(frame, 'control', 'requestId')[0] as number,
    })
    options.onSlice?.(live.length)
    if (live.length === options.slices) break
  }
  return { history, live }
}
const column = (frame: Frame, node: string, name: string) => frame.columns[node]?.[name] as Float64Array
const lastTsMs = (frame: Frame): number => frame.time.tsMs[frame.slices - 1] as number

describe('the market of the demo', () => {
  test('two days of history without a wait, then one slice per second at 60x', async () => {
    const clock = quickClock()
    const events: string[] = []
    const { history, live } = await watch({ slices: 5, clock }, events)
    // Sunday noon: the week opens nine hours and five minutes later.
    expect(history).toBe(2 * 1440 - 545)
    expect(events).toEqual(['day 1', 'day 2', 'trading'])
    expect(live.map(({ tsMs }) => (tsMs - TRADING_FROM_MS) / MINUTE_MS)).toEqual([1, 2, 3, 4, 5])
    expect(clock.slept).toEqual([1000, 1000, 1000, 1000, 1000])
  })

  test('history from a Saturday starts with its first candle', async () => {
    const { history, live } = await watch({ slices: 1, days: 3 })
    expect(history).toBe(2 * 1440 - 545)
    expect(live).toHaveLength(1)
  })

  test('a slice is made after its wait: it carries the control row of that moment', async () => {
    const clock = quickClock()
    const { live } = await watch({ slices: 4, clock, requestId: () => clock.slept.length })
    expect(live.map(({ requestId }) => requestId)).toEqual([1, 2, 3, 4])
  })

  test('a weekend takes no time: Friday evening is followed by Sunday evening', async () => {
    const clock = quickClock()
    const { live } = await watch({ slices: 5000, clock })
    const gaps = live.slice(1).flatMap(({ tsMs }, n) => {
      const before = live[n]?.tsMs as number
      return tsMs - before === MINUTE_MS ? [] : [[new Date(before).toISOString(), new Date(tsMs).toISOString()]]
    })
    // Friday 16:59 and Sunday 17:05 of New York, a minute later as the close of the candle.
    expect(gaps).toEqual([['2024-03-22T20:59:00.000Z', '2024-03-24T21:05:00.000Z']])
    expect(clock.slept.length).toBe(5000)
  })

  test('after a stall it catches up for two seconds at most', async () => {
    const clock = quickClock()
    await watch({ slices: 12, clock, onSlice: (n) => n === 3 && clock.stall(3_600_000) })
    expect(clock.slept).toEqual([1000, 1000, 1000, 0, 0, 0, 1000, 1000, 1000, 1000, 1000, 1000])
  })

  test('the same seed gives the same prices, another seed others', async () => {
    const first = await watch({ slices: 3 })
    expect(await watch({ slices: 3 })).toEqual(first)
    expect((await watch({ slices: 3, seed: 2 })).live[2]?.close).not.toEqual(first.live[2]?.close)
  })
})

describe('the world of the demo', () => {
  test('a pair that only converts is loaded and not traded', () => {
    const { instruments, traded } = demoWorld(['EUR_JPY'], 'USD')
    expect(instruments.map(({ name }, k) => [name, traded[k]])).toEqual([
      ['EUR_JPY', 1],
      ['USD_JPY', 0],
    ])
  })

  test('a pair that the synthetic market lacks is refused by name', () => {
    expect(() => demoWorld(['EUR_CHF', 'USD_TRY'], 'USD')).toThrow('TRY')
  })
})
