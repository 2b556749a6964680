/**
 * Mirrors each live slice to the store for other programs, after the orders of the slice and never in their way:
 * while the store is unreachable, mirrors are lost but the run continues.
 */
import type { FrameSink } from '../../graph/engine/run/rx.js'
import type { Clock } from '../../lib/clock.js'
import { CodedError } from '../../lib/errors.js'
import { isoDate } from '../../lib/iso-time.js'
import type { Logger } from '../../lib/logger.js'
import { isFxWeekMinute } from '../../operators/calendar/new-york.js'
import type { Store, Write } from '../../store/store.js'
import { dayEnds } from './day-ends.js'
import { keptSlice, type SliceView } from './slice-view.js'
import { type MirrorContext, sliceWrites } from './slice-writes.js'

export interface MirrorSinkInputs {
  readonly store: Store
  /** The machine's clock: paces the retries. */
  readonly clock: Clock
  readonly context: MirrorContext
  /** Nodes whose columns are complete in this process; default all. */
  readonly own?: ReadonlySet<string>
  /** Maximum number of queued slices; beyond it the oldest are dropped. */
  readonly waitingMax?: number
  /** Called once the last slice of a UTC day (`dayMs` = its start) is in the store. A rejection is logged. */
  readonly onDayEnd?: (dayMs: number) => Promise<void>
  readonly log?: Logger
}
export interface MirrorCounts {
  readonly written: number
  /** Slices that will never be written: the queue was full, the store refused them, or the run ended. */
  readonly dropped: number
  readonly waiting: number
}
export interface MirrorSink extends FrameSink {
  counts(): MirrorCounts
  /** Resolves once the queue is empty. */
  idle(): Promise<void>
}

const WAITING_MAX = 240
const RETRY_MS = 1000

interface QueuedSlice {
  readonly view: SliceView
  /** Time of the previous slice. */
  readonly lastMs: number
}
interface Tally {
  written: number
  dropped: number
}

export const mirrorSink = (inputs: MirrorSinkInputs): MirrorSink => {
  const { clock, own, waitingMax = WAITING_MAX, log = () => {} } = inputs
  const tally: Tally = { written: 0, dropped: 0 }
  const tryWrite = sliceWriter(inputs, tally, log)
  const endDays = dayEnder(inputs, log)
  const stopping = new AbortController()
  let queue: QueuedSlice[] = []
  let working: Promise<void> | null = null
  let lastMs = Number.NaN

  const drop = (count: number): void => {
    tally.dropped += count
    queue = queue.slice(count)
  }
  const work = async (): Promise<void> => {
    for (let isRetry = false; queue.length > 0; ) {
      // The bytes of the orders go out first.
      await clock.yield()
      const next = queue[0]
      if (!next) return
      if (await tryWrite(next, isRetry)) {
        // A full queue may have dropped this slice while it was being written.
        if (queue[0] === next) queue.shift()
        isRetry = false
        await endDays(next.view.tsMs)
        continue
      }
      isRetry = true
      if (stopping.signal.aborted) return drop(queue.length)
      await clock.sleep(RETRY_MS, stopping.signal).catch(() => undefined)
    }
  }
  const idle = async (): Promise<void> => {
    while (working) await working
  }
  return {
    write: (frame) => {
      for (let s = 0; s < frame.slices; s++) {
        const view = keptSlice(frame, s, own)
        queue.push({ view, lastMs })
        lastMs = view.tsMs
      }
      if (queue.length > waitingMax) drop(queue.length - waitingMax)
      working ??= work().finally(() => {
        working = null
      })
    },
    counts: () => ({ ...tally, waiting: queue.length }),
    idle,
    close: async () => {
      stopping.abort(new Error('closed'))
      await idle()
    },
  }
}

/** Writes one slice; resolves to false if the store is unreachable and the slice can be retried. */
const sliceWriter = (
  { store, context }: MirrorSinkInputs,
  tally: Tally,
  log: Logger,
): ((slice: QueuedSlice, isRetry: boolean) => Promise<boolean>) => {
  let unreachable = false
  return async ({ view, lastMs }, isRetry) => {
    try {
      const batch = sliceWrites(view, lastMs, context)
      await store.write(isRetry ? await notYetPushed(store, batch) : batch)
      tally.written++
      if (unreachable) log(`mirrors: the store is back; ${tally.dropped} slices dropped since the start`)
      unreachable = false
    } catch (error) {
      if (error instanceof CodedError && error.code === 'store-unavailable') {
        if (!unreachable) log(`mirrors: waiting for the store: ${error.message}`, 'warn')
        unreachable = true
        return false
      }
      tally.dropped++
      log(`mirrors: slice ${view.tsMs} dropped: ${error instanceof Error ? error.message : String(error)}`, 'warn')
    }
    return true
  }
}

/** Calls `onDayEnd` for each UTC day that a slice completes. */
const dayEnder = ({ onDayEnd }: MirrorSinkInputs, log: Logger): ((tsMs: number) => Promise<void>) => {
  const ends = dayEnds(isFxWeekMinute)
  return async (tsMs) => {
    for (const dayMs of ends.take(tsMs))
      await onDayEnd?.(dayMs).catch((error: unknown) =>
        log(`mirrors: end of day ${isoDate(dayMs)}: ${String(error)}`, 'warn'),
      )
  }
}

/** A rejected batch may have been written nevertheless: an element that already ends its list is not pushed again. */
const notYetPushed = async (store: Store, batch: readonly Write[]): Promise<readonly Write[]> => {
  const kept: Write[] = []
  for (const write of batch) {
    if (write.op === 'listPush') {
      const newest = (await store.listRange(write.key)).at(-1)
      if (newest && new TextDecoder().decode(newest) === write.value) continue
    }
    kept.push(write)
  }
  return kept
}
