/** Computes signals, manifolds and rolling keys of past days from stored candles, as a live run would have written them. */
import { type Clock, systemClock } from '../../lib/clock.js'
import { compile } from '../../graph/engine/run/compile.js'
import type { Store, Write } from '../../store/store.js'
import { type FrameSink, run } from '../../graph/engine/run/rx.js'
import { sep } from '../../graph/sep.js'
import { subgraph } from '../../graph/engine/define/subgraph.js'
import { KERNEL_VERSION } from '../../native-rs/index.js'
import { isFxWeekMinute } from '../../operators/calendar/new-york.js'
import { beginsHour, rollingHistory } from '../../sinks/mirrors/gates.js'
import { signalDocument, signalTrim, signalWrites } from '../../sinks/mirrors/signal.js'
import { keptSlice, mirrored, type SliceView, sliceView } from '../../sinks/mirrors/slice-view.js'
import { type MirrorContext, stateWrites } from '../../sinks/mirrors/slice-writes.js'
import { createSlicer, REPLAY_CONTROL, replayFrames } from '../../sources/slicer.js'
import { writeDayManifolds } from './day-manifolds.js'
import { marketNodes } from '../live/market/warmup.js'
import { mirrorContext } from '../config/mirror-context.js'
import type { Settings } from '../config/settings.js'
import { storedMarket } from './stored-market.js'
import { DAY_MS, MINUTE_MS } from '../../lib/time-units.js'

export interface PrimeInputs {
  readonly store: Store
  readonly settings: Settings
  /** Days before the newest candle with signals and manifolds; all earlier candles warm up. */
  readonly days: number
  readonly signal: AbortSignal
  readonly onProgress?: (share: number) => void
  readonly clock?: Clock
}
export interface Primed {
  readonly instruments: readonly string[]
  /** Times of the first and the newest candle. */
  readonly fromMs: number
  readonly toMs: number
  readonly signals: number
  readonly manifolds: number
  /** Instruments whose gate is on after the last slice. */
  readonly eligible: readonly string[]
  /** Stored entries that are not candles. */
  readonly skipped: number
}

/** Writes per batch: the server is blocked meanwhile. */
const BATCH = 1000

export const prime = async (inputs: PrimeInputs): Promise<Primed> => {
  const { store, settings, signal, clock = systemClock } = inputs
  const { world, series, skipped } = await storedMarket(store, settings)
  const graph = sep(settings)
  const compiled = compile(subgraph(graph, marketNodes(graph)), world, { kernelVersion: KERNEL_VERSION })
  const fromMs = Math.min(...series.map(({ tMs }) => tMs[0] ?? Number.POSITIVE_INFINITY))
  const toMs = Math.max(...series.map(({ tMs }) => tMs.at(-1) ?? Number.NEGATIVE_INFINITY)) + MINUTE_MS
  const sink = primeSink(store, mirrorContext(settings, world), toMs - inputs.days * DAY_MS, toMs)
  const slicer = createSlicer(world, { isWeekMinute: isFxWeekMinute, control: () => REPLAY_CONTROL })
  const frames = function* () {
    for (const frame of replayFrames(compiled.frame, slicer, series)) {
      yield frame
      inputs.onProgress?.((frame.time.tsMs[frame.slices - 1]! - fromMs) / (toMs - fromMs))
    }
  }
  await run(compiled, frames, [sink], { signal })
  const instruments = world.instruments.map(({ name }) => name)
  const last = signal.aborted ? null : await sink.finish()
  let manifolds = 0
  for (const dayMs of wholeDays(toMs - inputs.days * DAY_MS, toMs)) {
    if (signal.aborted) break
    manifolds += await writeDayManifolds({ store, clock, instruments, settings }, dayMs, toMs - dayMs - DAY_MS)
  }
  const eligible = instruments.filter((_, k) => last?.row(mirrored.gates, k)('eligible') === 1)
  return { instruments, fromMs, toMs, signals: sink.signals(), manifolds, eligible, skipped }
}

interface PrimeSink extends FrameSink {
  /** Signals written. */
  signals(): number
  /** Writes the final state; returns the last slice, null if there was none. */
  finish(): Promise<SliceView | null>
}

const primeSink = (store: Store, context: MirrorContext, afterMs: number, toMs: number): PrimeSink => {
  const { world, decimals } = context
  let batch: Write[] = []
  // By key: each list replaces what another run may have left.
  const hours = new Map<string, Write[]>()
  let signals = 0
  let lastMs = Number.NaN
  let last: SliceView | null = null

  const takeSignals = (view: SliceView): void => {
    for (const [k, { name }] of world.instruments.entries()) {
      const found = signalDocument(view, k, decimals)
      if (!found) continue
      const writes = signalWrites(name, found, toMs)
      if (writes.length > 0) signals++
      batch.push(...writes)
    }
  }
  const takeHour = (view: SliceView): void => {
    for (const write of rollingHistory(view, context)) {
      if (write.op !== 'listPush') continue
      const list = hours.get(write.key) ?? [{ op: 'delete', key: write.key } as const]
      hours.set(write.key, list)
      list.push(write)
    }
  }
  const flush = async (): Promise<void> => {
    const full = batch
    batch = []
    for (let at = 0; at < full.length; at += BATCH) await store.write(full.slice(at, at + BATCH))
  }
  return {
    signals: () => signals,
    write: async (frame) => {
      for (let s = 0; s < frame.slices; s++) {
        const view = sliceView(frame, s)
        if (view.tsMs > afterMs) takeSignals(view)
        if (beginsHour(lastMs, view.tsMs)) takeHour(view)
        lastMs = view.tsMs
      }
      last = keptSlice(frame, frame.slices - 1)
      if (batch.length >= BATCH) await flush()
    },
    finish: async () => {
      await flush()
      for (const list of hours.values()) await store.write(list)
      const trims = world.instruments.map(({ name }) => signalTrim(name, toMs))
      await store.write([...trims, ...(last ? stateWrites(last, context) : [])])
      return last
    },
  }
}

/** Starts of the UTC days after `afterMs` that have ended by toMs; the last day of a week ends with the week. */
const wholeDays = (afterMs: number, toMs: number): number[] => {
  const days: number[] = []
  for (let dayMs = Math.ceil(afterMs / DAY_MS) * DAY_MS; dayMs < toMs; dayMs += DAY_MS) {
    if (dayMs + DAY_MS <= toMs || !isFxWeekMinute(toMs + MINUTE_MS)) days.push(dayMs)
  }
  return days
}
