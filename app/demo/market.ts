/** The demo's synthetic market: the same for the same seed and days. History runs at full speed, then minute by minute. */
import type { Clock } from '../../lib/clock.js'
import type { Frame } from '../../graph/engine/run/frame.js'
import { createWorld, type World } from '../../model/world.js'
import { isFxWeekMinute } from '../../operators/calendar/new-york.js'
import { conversionPairs, loadInstruments } from '../../sources/instruments.js'
import { type ControlRow, createSlicer } from '../../sources/slicer.js'
import { SYNTHETIC_PAIRS, syntheticMarket } from '../../sources/synthetic/market.js'
import { DAY_MS, MINUTE_MS } from '../../lib/time-units.js'

/** Trading starts on a Tuesday at the New York open, when all majors but those of the yen and the Pacific are most active. */
export const TRADING_FROM_MS = Date.UTC(2024, 2, 19, 12)
/** The market catches up with at most this delay; after a longer stall it continues where it stopped. */
const LATENESS_MAX_MS = 2000

export interface DemoMarketInputs {
  readonly seed: number
  /** Market minutes per minute of the clock. */
  readonly speed: number
  /** Days of history before trading starts. */
  readonly days: number
  readonly world: World
  readonly clock: Clock
  readonly control: () => ControlRow
  /** Called after each day of history. */
  readonly onDay: (done: number) => void
  /** Called once, between the last slice of history and the first that trades. */
  readonly onTrading: () => void
}

/** The pairs to trade, and those that only convert to the home currency. */
export const demoWorld = (pairs: readonly string[], home: string, instrumentsFile?: string): World => {
  const converting = conversionPairs(pairs, SYNTHETIC_PAIRS, home)
  const names = [...new Set([...pairs, ...converting])]
  return createWorld(loadInstruments(names, instrumentsFile), home, {
    untraded: converting.filter((name) => !pairs.includes(name)),
  })
}

/** Fills the frame repeatedly until the signal aborts. */
export const demoFrames = async function* (
  inputs: DemoMarketInputs,
  frame: Frame,
  signal: AbortSignal,
): AsyncGenerator<Frame> {
  const { clock, days, world } = inputs
  const pairs = world.instruments.map(({ name }) => name)
  const market = syntheticMarket({ seed: inputs.seed, pairs, startMs: TRADING_FROM_MS - days * DAY_MS })
  const slicer = createSlicer(world, { isWeekMinute: isFxWeekMinute, control: inputs.control })
  const feed = (minutes: number) => {
    const batch = market.next(minutes)
    slicer.feed(batch, market.atMs())
  }
  for (let day = 1; day <= days; day++) {
    feed(1440)
    while (slicer.fill(frame)) yield frame
    inputs.onDay(day)
  }
  inputs.onTrading()
  for (let dueMs = clock.monotonicMs(); ; ) {
    dueMs = Math.max(dueMs + MINUTE_MS / inputs.speed, clock.monotonicMs() - LATENESS_MAX_MS)
    // The wait comes first: a slice carries what the operator wishes when it is made. Minutes of the weekend have no slice and take no
    // time.
    await clock.sleep(Math.max(0, dueMs - clock.monotonicMs()), signal)
    do feed(1)
    while (!slicer.fill(frame))
    yield frame
  }
}
