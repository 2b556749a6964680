/** Slices as they happen: one a minute once its candles are there or its grace is over, those of a stall first, one more for each control request. */
import type { Frame } from '../../graph/engine/run/frame.js'
import type { ClosedBy } from '../../streams/journal/records.js'
import type { Columns } from '../../graph/engine/define/schema.js'
import type { schemas } from '../../model/columns.js'
import type { CandleSeries } from '../../model/candle-series.js'
import type { ExecutionRow } from '../../streams/execution/record.js'
import type { World } from '../../model/world.js'
import type { BrokerClock } from '../../oanda/client/broker-clock.js'
import { pause } from '../../lib/pause.js'
import { isFxWeekMinute } from '../../operators/calendar/new-york.js'
import type { CandleSource, Revision } from '../oanda/candles.js'
import { closeMinute } from '../oanda/close-minute.js'
import { type ControlRow, createSlicer, writeRequest } from '../slicer.js'
import { heldQuotes, type Prices } from './held-quotes.js'
import { writeExecutionRows } from '../../streams/execution/rows.js'
import { MINUTE_MS } from '../../lib/time-units.js'
import { isoTime } from '../../lib/iso-time.js'

/** A slice in the frame; its journal entry comes before its step. */
export interface LiveSlice {
  readonly frame: Frame
  readonly closedBy: ClosedBy
  /** Stream id of the newest `execution` entry taken so far, where another process trades. */
  readonly executionOffset?: string
}

export interface LiveSlicesInputs {
  readonly world: World
  /** Frame of the compiled graph; capacity 1. */
  readonly frame: Frame
  readonly clock: BrokerClock
  readonly candles: Pick<CandleSource, 'poll'>
  /** Columns in the world's order. */
  readonly prices: Prices
  /** Sides of candles that the broker gave without them. */
  readonly sides: (series: CandleSeries) => CandleSeries
  readonly control: () => ControlRow
  /** Resolves when a control request waits for a slice of its own. */
  readonly requested: (signal: AbortSignal) => Promise<void>
  /** Takes what the next slice must tell of the broker. */
  readonly drain: () => readonly ExecutionRow[]
  /** Where what was drained comes from another process: the newest entry of it. */
  readonly executionOffset?: () => string | undefined
  /** tsMs of the last slice; the next minute follows it. */
  readonly afterMs: number
  readonly graceMs: number
  readonly pollMs: number
  /** The last poll of a minute may take so long beyond the grace. */
  readonly lastPollMs: number
  readonly signal: AbortSignal
  readonly onFault: (text: string) => void
  /** Candles that came after their slice, and those that the broker changed: for the record, never for the state. */
  readonly onRevision: (revision: Revision | { readonly instrument: string; readonly late: CandleSeries }) => void
}

/** A stall is caught up in stretches: the broker gives 5,000 candles an answer, and some of them are of before the stretch. */
const STRETCH_MS = 4000 * MINUTE_MS
/** How long a whole stretch is asked for: its candles are history, and a minute later is no loss. */
const STRETCH_GRACE_MS = 60_000

export const liveSlices = async function* (inputs: LiveSlicesInputs): AsyncGenerator<LiveSlice> {
  const { world, frame, clock, signal } = inputs
  const quotes = heldQuotes(world)
  const slicer = createSlicer(world, { isWeekMinute: isFxWeekMinute, control: inputs.control })
  const usedMs = new Map(world.instruments.map(({ name }) => [name, inputs.afterMs - MINUTE_MS]))
  let lastMs = inputs.afterMs

  const dress = (closedBy: ClosedBy, current: boolean): LiveSlice => {
    frame.time.asOfMs[0] = clock.nowMs()
    if (current) quotes.overrule(frame, inputs.prices)
    writeExecutionRows(frame, inputs.drain())
    lastMs = frame.time.tsMs[0] as number
    const executionOffset = inputs.executionOffset?.()
    return { frame, closedBy, ...(executionOffset === undefined ? {} : { executionOffset }) }
  }

  /** All slices up to the minute that ends at closeMs. */
  const minute = async function* (closeMs: number): AsyncGenerator<LiveSlice> {
    // The week's last candle belongs to a slice that is no longer of the week.
    const inWeek = isFxWeekMinute(closeMs) || isFxWeekMinute(closeMs - MINUTE_MS)
    const pastMs = clock.nowMs() - closeMs
    const newest = pastMs < MINUTE_MS
    const closed = await closeMinute({
      source: inputs.candles,
      clock,
      open: usedMs,
      closeMs,
      graceMs: !newest ? pastMs + STRETCH_GRACE_MS : inWeek ? inputs.graceMs : 0,
      everyMs: inputs.pollMs,
      lastPollMs: inputs.lastPollMs,
      signal,
    })
    if (signal.aborted) return
    for (const fault of closed.faults) inputs.onFault(fault)
    if (!newest && closed.faults.length > 0) inputs.onFault(gapOf(lastMs, closeMs))
    for (const revision of closed.revisions) inputs.onRevision(revision)
    const batch = closed.series.map((series) => {
      usedMs.set(series.instrument, series.tMs.at(-1) as number)
      const { late, fresh } = split(series, lastMs - MINUTE_MS)
      if (late) inputs.onRevision({ instrument: series.instrument, late })
      return inputs.sides(fresh)
    })
    slicer.feed(batch, closeMs, lastMs + MINUTE_MS - (lastMs % MINUTE_MS))
    while (slicer.fill(frame)) {
      const current = newest && frame.time.tsMs[0] === closeMs
      yield dress(current ? closed.closedBy : 'timer', current)
    }
  }

  for (;;) {
    const dueMs = nextMinute(lastMs, clock.nowMs())
    // Whatever is asked for while a minute is awaited gets a slice of its own, unless the minute is over.
    while (clock.nowMs() < dueMs && !signal.aborted) {
      const asked = await waitFor(clock, dueMs - clock.nowMs(), signal, inputs.requested)
      const tsMs = Math.max(lastMs + 1, Math.floor(clock.nowMs()))
      if (!asked || tsMs >= dueMs || signal.aborted) continue
      blank(frame, tsMs)
      quotes.repeat(frame)
      writeRequest(frame, inputs.control())
      yield dress('control', false)
    }
    if (signal.aborted) return
    yield* minute(dueMs)
    if (lastMs < dueMs) lastMs = dueMs
  }
}

/** The newest minute that has ended, at least the one after the last slice and at most a stretch after it. */
const nextMinute = (lastMs: number, nowMs: number): number => {
  const before = Math.floor(lastMs / MINUTE_MS) * MINUTE_MS
  const newest = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS
  return Math.max(before + MINUTE_MS, Math.min(newest, before + STRETCH_MS))
}

const gapOf = (lastMs: number, closeMs: number): string =>
  `what was not answered or could not be used of ${isoTime(lastMs)} to ${isoTime(closeMs)} stays a gap`

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

/** Candles at or before `label` belong to slices that are closed. */
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

/** A slice without candles. */
const blank = (frame: Frame, tsMs: number): void => {
  const candle = frame.columns['candle'] as unknown as Columns<typeof schemas.candle>
  for (const column of Object.values(candle)) column.fill(column instanceof Float64Array ? Number.NaN : 0)
  candle.v.fill(0)
  frame.time.tsMs[0] = tsMs
  frame.slices = 1
}
