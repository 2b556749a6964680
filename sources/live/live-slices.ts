/**
 * Slices as they happen: one a minute once its candles are there or its grace is over, and one for each control request; catches up after a
 * stall.
 */
import type { Frame } from '../../graph/engine/run/frame.js'
import type { ClosedBy } from '../../streams/journal/records.js'
import type { CandleSeries } from '../../model/candle-series.js'
import type { ExecutionRow } from '../../streams/execution/record.js'
import type { World } from '../../model/world.js'
import type { BrokerClock } from '../../oanda/client/broker-clock.js'
import { pause } from '../../lib/pause.js'
import { isFxWeekMinute } from '../../operators/calendar/new-york.js'
import type { CandleSource, Revision } from '../oanda/candles.js'
import { closeMinute } from '../oanda/close-minute.js'
import { createSlicer } from '../slicer.js'
import { whileAsked } from './while-asked.js'
import type { ControlRow } from '../slices/control-row.js'
import type { HeldQuotes, LatestPrices } from '../slices/quotes.js'
import { writeExecutionRows } from '../../streams/execution/rows.js'
import { MINUTE_MS } from '../../lib/time-units.js'
import { isoTime } from '../../lib/iso-time.js'

/** A slice in the frame; it is journaled before it is stepped. */
export interface LiveSlice {
  readonly frame: Frame
  readonly closedBy: ClosedBy
  /** Of the rows in this slice and those before it, where another process trades. */
  readonly executionOffset?: string
}

export interface LiveSlicesInputs {
  readonly world: World
  /** Frame of the compiled graph; capacity 1. */
  readonly frame: Frame
  readonly clock: BrokerClock
  readonly candles: Pick<CandleSource, 'poll'>
  readonly prices: LatestPrices
  /** Of the journal's last slice; null = none. */
  readonly held?: HeldQuotes | null
  /** Adds bid and ask to candles that the broker sent without them. */
  readonly sides: (series: CandleSeries) => CandleSeries
  /** Leaves out candles whose price cannot be meant; `quote`: mid of the newest price, NaN where it is not of this time. */
  readonly believe: (series: CandleSeries, quote: number) => CandleSeries
  readonly control: () => ControlRow
  /** Resolves when a control request waits for a slice of its own. */
  readonly requested: (signal: AbortSignal) => Promise<void>
  /** The execution rows for the next slice. */
  readonly drain: () => readonly ExecutionRow[]
  /** The offset of those rows, where another process trades. */
  readonly executionOffset?: () => string | undefined
  /** tsMs of the last slice; the next minute follows it. */
  readonly afterMs: number
  readonly graceMs: number
  readonly pollMs: number
  /** How long the last poll of a minute may take beyond the grace, ms. */
  readonly lastPollMs: number
  readonly signal: AbortSignal
  readonly onFault: (text: string) => void
  /** Candles that came after their slice, and those that the broker has changed: recorded, never part of the state. */
  readonly onRevision: (revision: Revision | { readonly instrument: string; readonly late: CandleSeries }) => void
}

/** A stall is caught up with in stretches: an answer holds 5,000 candles, some of them from before the stretch. */
const STRETCH_MS = 4000 * MINUTE_MS
/** A request that comes while a minute is being closed belongs before it: as many may come as there are milliseconds. */
const REQUEST_ROOM_MS = 1_000
/** How long to wait for a stretch: its candles are history, so a minute more is no loss. */
const STRETCH_GRACE_MS = MINUTE_MS

export const liveSlices = async function* (inputs: LiveSlicesInputs): AsyncGenerator<LiveSlice> {
  const { world, frame, clock, signal } = inputs
  const { control, prices } = inputs
  const slicer = createSlicer(world, { isWeekMinute: isFxWeekMinute, control, prices, held: inputs.held ?? null })
  const usedMs = new Map(world.instruments.map(({ name }) => [name, inputs.afterMs - MINUTE_MS]))
  let lastMs = inputs.afterMs

  const close = (closedBy: ClosedBy): LiveSlice => {
    frame.time.asOfMs[0] = clock.nowMs()
    writeExecutionRows(frame, inputs.drain())
    lastMs = frame.time.tsMs[0] as number
    const executionOffset = inputs.executionOffset?.()
    return { frame, closedBy, ...(executionOffset === undefined ? {} : { executionOffset }) }
  }

  /** A slice of its own for a request, before the one at `dueMs`; none where there is no time left before it. */
  const request = function* (nowMs: number, dueMs: number): Generator<LiveSlice> {
    const tsMs = Math.max(lastMs + 1, Math.floor(nowMs))
    if (tsMs >= dueMs) return
    slicer.request(frame, tsMs)
    yield close('control')
  }

  /** While a minute is being closed; while a stall is caught up with, minutes before it are still to come. */
  const early = () => request(Math.min(clock.nowMs(), minuteAfter(lastMs) - REQUEST_ROOM_MS), minuteAfter(lastMs))

  /** All slices up to the minute that ends at closeMs. */
  const minute = async function* (closeMs: number): AsyncGenerator<LiveSlice> {
    // The last candle of the week belongs to a slice that is outside the week.
    const inWeek = isFxWeekMinute(closeMs) || isFxWeekMinute(closeMs - MINUTE_MS)
    const pastMs = clock.nowMs() - closeMs
    const newest = pastMs < MINUTE_MS
    const closing = closeMinute({
      source: inputs.candles,
      clock,
      open: usedMs,
      closeMs,
      graceMs: !newest ? pastMs + STRETCH_GRACE_MS : inWeek ? inputs.graceMs : 0,
      everyMs: inputs.pollMs,
      lastPollMs: inputs.lastPollMs,
      signal,
    })
    const closed = yield* whileAsked(closing, { requested: inputs.requested, signal, slice: early })
    if (signal.aborted) return
    for (const fault of closed.faults) inputs.onFault(fault)
    if (!newest && closed.faults.length > 0) inputs.onFault(gapOf(lastMs, closeMs))
    for (const revision of closed.revisions) inputs.onRevision(revision)
    const batch = closed.series.map((series) => {
      usedMs.set(series.instrument, series.tMs.at(-1) as number)
      const { late, fresh } = split(series, lastMs - MINUTE_MS)
      if (late) inputs.onRevision({ instrument: series.instrument, late })
      return inputs.sides(inputs.believe(fresh, newest ? midOf(world, prices, series.instrument) : Number.NaN))
    })
    const pricedMs = newest ? closeMs : Number.NaN
    slicer.feed(batch, closeMs, { fromMs: minuteAfter(lastMs), pricedMs })
    while (slicer.fill(frame)) yield close(frame.time.tsMs[0] === pricedMs ? closed.closedBy : 'timer')
  }

  for (;;) {
    const dueMs = nextMinute(lastMs, clock.nowMs())
    // A request that comes while a minute is awaited gets its own slice, unless the minute is over.
    while (clock.nowMs() < dueMs && !signal.aborted) {
      const asked = await waitFor(clock, dueMs - clock.nowMs(), signal, inputs.requested)
      if (asked && !signal.aborted) yield* request(clock.nowMs(), dueMs)
    }
    if (signal.aborted) return
    yield* minute(dueMs)
    if (lastMs < dueMs) lastMs = dueMs
  }
}

const minuteAfter = (tsMs: number): number => tsMs - (tsMs % MINUTE_MS) + MINUTE_MS

const midOf = (world: World, { bid, ask }: LatestPrices, instrument: string): number => {
  const k = world.instruments.findIndex(({ name }) => name === instrument)
  return k < 0 ? Number.NaN : (bid[k]! + ask[k]!) / 2
}

/** The newest minute that has ended: at least the one after the last slice, at most a stretch after it. */
const nextMinute = (lastMs: number, nowMs: number): number => {
  const before = Math.floor(lastMs / MINUTE_MS) * MINUTE_MS
  const newest = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS
  return Math.max(before + MINUTE_MS, Math.min(newest, before + STRETCH_MS))
}

const gapOf = (lastMs: number, closeMs: number): string =>
  `missing or unusable candles of ${isoTime(lastMs)} to ${isoTime(closeMs)} remain a gap`

/** True where a request came first. */
const waitFor = async (
  clock: BrokerClock,
  ms: number,
  signal: AbortSignal,
  requested: (signal: AbortSignal) => Promise<void>,
): Promise<boolean> => {
  const over = new AbortController()
  const both = AbortSignal.any([signal, over.signal])
  try {
    return await Promise.race([pause(clock, ms, both).then(() => false), requested(both).then(() => true)])
  } finally {
    over.abort()
  }
}

/** Candles up to `label` belong to slices that are closed. */
const split = (
  series: CandleSeries,
  label: number,
): { readonly late: CandleSeries | null; readonly fresh: CandleSeries } => {
  const first = series.tMs.findIndex((tMs) => tMs > label)
  if (first === 0) return { late: null, fresh: series }
  const n = first < 0 ? series.tMs.length : first
  const part = (from: number, to: number) =>
    Object.fromEntries(
      Object.entries(series).map(([name, value]) => [
        name,
        value instanceof Float64Array ? value.subarray(from, to) : value,
      ]),
    ) as unknown as CandleSeries
  return { late: part(0, n), fresh: part(n, series.tMs.length) }
}
