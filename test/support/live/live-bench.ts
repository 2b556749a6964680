/** Live slices under the test's control: its clock, its candles and their arrival, prices, requests and executions. */
import { resolveSettings } from '../../../app/config/settings.js'
import { testClock } from '../test-clock.js'
import { createFrame, type Frame } from '../../../graph/engine/run/frame.js'
import type { Columns } from '../../../graph/engine/define/schema.js'
import type { schemas } from '../../../model/columns.js'
import { sep } from '../../../graph/sep.js'
import { type CandleSeries, SERIES_COLUMNS } from '../../../model/candle-series.js'
import { createBrokerClock } from '../../../oanda/client/broker-clock.js'
import { executionRow } from '../../../streams/execution/record.js'
import { type LiveSlice, type LiveSlicesInputs, liveSlices } from '../../../sources/live/live-slices.js'
import type { ExecutionRow } from '../../../streams/execution/record.js'
import type { CandleSource } from '../../../sources/oanda/candles.js'
import { type ControlRow, REPLAY_CONTROL } from '../../../sources/slicer.js'
import { settle } from '../settle.js'
import { toyWorld } from '../toy.js'
import { MINUTE_MS } from '../../../lib/time-units.js'

/** A Monday noon in winter. */
export const NOON_MS = Date.UTC(2026, 0, 5, 12)

/** One candle; the broker has it from `arrivesMs` on. */
export interface Arriving {
  readonly instrument: string
  readonly tMs: number
  readonly close: number
  readonly arrivesMs: number
}
/** The candle of the minute that ends `minute` minutes after noon, there `afterMs` after its end. */
export const arriving = (instrument: string, minute: number, close: number, afterMs = 500): Arriving => ({
  instrument,
  tMs: NOON_MS + (minute - 1) * MINUTE_MS,
  close,
  arrivesMs: NOON_MS + minute * MINUTE_MS + afterMs,
})

const HALF_SPREAD = 0.0001
const same = (series: CandleSeries): CandleSeries => series
export const seriesOf = (instrument: string, candles: readonly Arriving[]): CandleSeries => {
  const column = (of: (candle: Arriving) => number) => Float64Array.from(candles, of)
  const at = (shift: number) => column(({ close }) => close + shift)
  const sides = Object.fromEntries(
    SERIES_COLUMNS.map((name) => [
      name,
      name === 'tMs'
        ? column(({ tMs }) => tMs)
        : at(name.startsWith('b') ? -HALF_SPREAD : name.startsWith('a') ? HALF_SPREAD : 0),
    ]),
  )
  return { instrument, ...sides, v: column(() => 7), noVolume: false, basis: 'mid' } as unknown as CandleSeries
}

/** A source that is an array: what has arrived by now, each candle once. */
export const arraySource = (held: readonly Arriving[], nowMs: () => number): Pick<CandleSource, 'poll'> => ({
  poll: async (instrument, afterMs, beforeMs) => {
    const there = held
      .filter((candle) => candle.instrument === instrument && candle.tMs > afterMs && candle.arrivesMs <= nowMs())
      .sort((a, b) => a.tMs - b.tMs)
    return {
      series: seriesOf(
        instrument,
        there.filter(({ tMs }) => tMs < beforeMs),
      ),
      forcedMs: [],
      seenMs: there.at(-1)?.tMs ?? Number.NEGATIVE_INFINITY,
      skipped: 0,
      reasons: [],
      again: null,
      revision: null,
    }
  },
})

/** A test's copy of a slice: the frame is lent. */
export interface Seen {
  readonly tsMs: number
  readonly asOfMs: number
  readonly closedBy: LiveSlice['closedBy']
  readonly candle: {
    readonly present: readonly number[]
    readonly c: readonly number[]
    readonly bc: readonly number[]
  }
  readonly quote: {
    readonly bid: readonly number[]
    readonly ask: readonly number[]
    readonly quoteTsMs: readonly number[]
    readonly homeRate: readonly number[]
    readonly tradeable: readonly number[]
  }
  readonly control: { readonly minute: number; readonly requestId: number; readonly flatten: readonly number[] }
  readonly executions: readonly number[]
}
export const lookAt = ({ frame, closedBy }: LiveSlice): Seen => {
  const { candle, quote, control, execution } = frame.columns as unknown as {
    readonly candle: Columns<typeof schemas.candle>
    readonly quote: Columns<typeof schemas.quote>
    readonly control: Columns<typeof schemas.control>
    readonly execution: Columns<typeof schemas.execution> & { readonly at: Uint32Array }
  }
  const row = (column: ArrayLike<number>) => Array.from(column).slice(0, frame.count)
  return {
    tsMs: frame.time.tsMs[0]!,
    asOfMs: frame.time.asOfMs[0]!,
    closedBy,
    candle: { present: row(candle.present), c: row(candle.c), bc: row(candle.bc) },
    quote: {
      bid: row(quote.bid),
      ask: row(quote.ask),
      quoteTsMs: row(quote.quoteTsMs),
      homeRate: row(quote.homeRate),
      tradeable: row(quote.tradeable),
    },
    control: { minute: control.minute[0]!, requestId: control.requestId[0]!, flatten: row(control.flatten) },
    executions: Array.from(execution.transactionId).slice(execution.at[0], execution.at[1]),
  }
}

export interface BenchOptions {
  readonly names?: readonly string[]
  readonly held?: readonly Arriving[]
  readonly candles?: (nowMs: () => number) => Pick<CandleSource, 'poll'>
  /** The time at the start; default noon. */
  readonly nowMs?: number
  /** Time of the slice before the first; default noon. */
  readonly afterMs?: number
  readonly frame?: Frame
  readonly more?: Partial<LiveSlicesInputs>
}

export const liveBench = (options: BenchOptions = {}) => {
  const world = toyWorld(options.names ?? ['EUR_USD', 'USD_JPY'])
  const frame = options.frame ?? createFrame(sep(resolveSettings()), world, 1).frame
  const base = testClock(options.nowMs ?? NOON_MS)
  const count = world.instruments.length
  const prices = {
    bid: new Float64Array(count).fill(Number.NaN),
    ask: new Float64Array(count).fill(Number.NaN),
    tsMs: new Float64Array(count).fill(Number.NaN),
    tradeable: new Uint8Array(count).fill(1),
  }
  const stop = new AbortController()
  const faults: string[] = []
  const revisions: Parameters<LiveSlicesInputs['onRevision']>[0][] = []
  let queue: ExecutionRow[] = []
  let row: ControlRow = REPLAY_CONTROL
  let wake: (() => void) | null = null
  let asked = false
  const slices = liveSlices({
    world,
    frame,
    clock: createBrokerClock({ base, follow: false }),
    candles: (options.candles ?? ((nowMs) => arraySource(options.held ?? [], nowMs)))(base.nowMs),
    prices,
    ...{ sides: same, believe: same },
    control: () => row,
    requested: (signal) =>
      new Promise((resolve) => {
        wake = () => {
          asked = false
          wake = null
          resolve()
        }
        signal.addEventListener('abort', () => (wake = null))
        if (asked) wake()
      }),
    drain: () => {
      const drained = queue
      queue = []
      return drained
    },
    afterMs: options.afterMs ?? NOON_MS,
    graceMs: 5000,
    pollMs: 250,
    lastPollMs: 2000,
    signal: stop.signal,
    onFault: (text) => faults.push(text),
    onRevision: (revision) => revisions.push(revision),
    ...options.more,
  })
  return {
    world,
    base,
    prices,
    faults,
    revisions,
    stop,
    price: (k: number, bid: number, ask: number, tsMs: number) => {
      prices.bid[k] = bid
      prices.ask[k] = ask
      prices.tsMs[k] = tsMs
    },
    /** Executions with these transaction ids wait for the next slice. */
    execute: (...ids: readonly number[]) =>
      queue.push(...ids.map((transactionId) => executionRow('opened', { transactionId }))),
    control: (change: Partial<ControlRow>) => {
      row = { ...row, ...change }
    },
    request: (change: Partial<ControlRow> = {}) => {
      row = { ...row, requestId: row.requestId + 1, ...change }
      asked = true
      wake?.()
    },
    /** The next slice; the clock runs until it is there. */
    next: async (stepMs = 250): Promise<Seen> => lookAt((await settle(base, slices.next(), stepMs)).value as LiveSlice),
    raw: slices,
  }
}
