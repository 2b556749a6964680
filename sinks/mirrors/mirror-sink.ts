/** Writes what other programs read of each live slice, after the orders of the slice and never in their way: a store that is away costs mirrors, not the run. */
import type { Clock } from '../../lib/clock.js'
import { CodedError } from '../../lib/errors.js'
import type { Store, Write } from '../../store/store.js'
import type { FrameSink } from '../../graph/engine/run/rx.js'
import { isFxWeekMinute } from '../../operators/calendar/new-york.js'
import { dayEnds } from './day-ends.js'
import { keptSlice, type SliceView } from './slice-view.js'
import { sliceWrites } from './slice-writes.js'
import type { MirrorContext } from './state-writes.js'

export interface MirrorSinkInputs {
  readonly store: Store
  /** The machine's: waits between two tries. */
  readonly clock: Clock
  readonly context: MirrorContext
  /** Nodes whose columns are whole in this process; default all. */
  readonly own?: ReadonlySet<string>
  /** Slices that may wait; the oldest are dropped when more do. */
  readonly waitingMax?: number
  /** After the last slice of a UTC day (`dayMs` = its start) stands in the store. What it rejects with is reported. */
  readonly onDayEnd?: (dayMs: number) => Promise<void>
  readonly report?: (text: string) => void
}
export interface MirrorCounts {
  readonly written: number
  /** Slices that will never be written: the queue was full, the store refused them, or the run ended. */
  readonly dropped: number
  readonly waiting: number
}
export interface MirrorSink extends FrameSink {
  counts(): MirrorCounts
  /** Resolves when nothing waits any more. */
  idle(): Promise<void>
}

const WAITING_MAX = 240
const RETRY_MS = 1000

interface Waiting {
  readonly view: SliceView
  readonly lastMs: number
}

export const mirrorSink = (inputs: MirrorSinkInputs): MirrorSink => {
  const { store, clock, context, own, waitingMax = WAITING_MAX, report = () => {} } = inputs
  const ends = dayEnds(isFxWeekMinute)
  const stopping = new AbortController()
  let queue: Waiting[] = []
  let working: Promise<void> | null = null
  let lastMs = Number.NaN
  let written = 0
  let dropped = 0
  let away = false

  const drop = (count: number): void => {
    dropped += count
    queue = queue.slice(count)
  }
  /** False where the store is away and the slice may be tried again. */
  const tryWrite = async ({ view, lastMs: before }: Waiting, again: boolean): Promise<boolean> => {
    try {
      const batch = sliceWrites(view, before, context)
      await store.write(again ? await notYetPushed(store, batch) : batch)
      written++
      if (away) report(`mirrors: the store is back; ${dropped} slices were not mirrored since the start`)
      away = false
    } catch (error) {
      if (error instanceof CodedError && error.code === 'store-unavailable') {
        if (!away) report(`mirrors wait: ${error.message}`)
        away = true
        return false
      }
      dropped++
      report(`mirrors: slice ${view.tsMs} is left out: ${error instanceof Error ? error.message : String(error)}`)
    }
    return true
  }
  const afterDay = async ({ view }: Waiting): Promise<void> => {
    for (const dayMs of ends.take(view.tsMs)) {
      await inputs.onDayEnd?.(dayMs).catch((error: unknown) => report(`mirrors: day ${dayMs}: ${String(error)}`))
    }
  }
  const work = async (): Promise<void> => {
    for (let again = false; queue.length > 0; ) {
      // The order's bytes go first.
      await clock.yield()
      const next = queue[0]
      if (!next) return
      if (await tryWrite(next, again)) {
        // While it was away it may have been the oldest of too many.
        if (queue[0] === next) queue.shift()
        again = false
        await afterDay(next)
        continue
      }
      again = true
      if (stopping.signal.aborted) return drop(queue.length)
      await clock.sleep(RETRY_MS, stopping.signal).catch(() => undefined)
    }
  }
  const start = (): void => {
    working ??= work().finally(() => {
      working = null
    })
  }

  return {
    write: (frame) => {
      for (let s = 0; s < frame.slices; s++) {
        const view = keptSlice(frame, s, own)
        queue.push({ view, lastMs })
        lastMs = view.tsMs
      }
      if (queue.length > waitingMax) drop(queue.length - waitingMax)
      start()
    },
    counts: () => ({ written, dropped, waiting: queue.length }),
    idle: async () => {
      while (working) await working
    },
    close: async () => {
      stopping.abort(new Error('closed'))
      while (working) await working
    },
  }
}

/** A batch that was rejected may have been written all the same: what stands at the end of a list is not pushed twice. */
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
