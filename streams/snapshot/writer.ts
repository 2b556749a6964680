/** Writes snapshots into two slots in turn, hourly by event time and at the stop, each after the journal up to it is on disk. */
import type { Compiled } from '../../graph/engine/run/compile.js'
import { SepError } from '../../model/error-codes.js'
import type { Store } from '../../store/store.js'
import { encodeStored, type JournalPlace } from './stored.js'
import { type CrashPoints, noCrash } from '../../lib/crash-points.js'
import { HOUR_MS } from '../../lib/time-units.js'

export interface SnapshotWriterInputs {
  readonly store: Store
  /** Keys of the two slots. */
  readonly slots: readonly [string, string]
  /** The slot to overwrite first: the older one, or a damaged one. */
  readonly next: 0 | 1
  /** tsMs of the newest snapshot in the slots; NaN = none. */
  readonly newestTsMs: number
  readonly everyMs?: number
  /** How long the journal may take to reach the disk, ms. */
  readonly flushMs?: number
  /** Called when a snapshot is safe: a restart no longer needs anything before the older of the two. */
  readonly onSaved?: (olderTsMs: number) => void | Promise<void>
  readonly crash?: CrashPoints
}
export interface SnapshotWriter {
  /** After a frame: writes if a new hour of event time has begun. */
  after(compiled: Compiled, place: JournalPlace): Promise<void>
  /** Writes, unless the newest snapshot is of this place or a step has failed since. */
  now(compiled: Compiled, place: JournalPlace): Promise<void>
}

const FLUSH_MS = 2_000

export const snapshotWriter = (inputs: SnapshotWriterInputs): SnapshotWriter => {
  const { store, slots, everyMs = HOUR_MS, flushMs = FLUSH_MS } = inputs
  const crash = inputs.crash ?? noCrash
  let next = inputs.next
  let newestTsMs = inputs.newestTsMs
  // The first slice only starts the count: a run of a minute needs no snapshot except the one at its stop.
  let hour = Number.isNaN(newestTsMs) ? null : Math.floor(newestTsMs / everyMs)

  const write = async (compiled: Compiled, place: JournalPlace): Promise<void> => {
    await crash.at('snapshot.begin')
    const bytes = encodeStored(place, compiled.snapshot())
    if (!(await store.flush(flushMs)) && (await store.durability()).durable) {
      throw new SepError('store-unavailable', 'snapshot: the journal before it was not confirmed on disk in time')
    }
    // One SET replaces the slot; the other slot keeps the snapshot before it until this one is safe.
    await store.write([{ op: 'set', key: slots[next], value: bytes }])
    await crash.at('snapshot.renamed')
    const olderTsMs = newestTsMs
    next = next === 0 ? 1 : 0
    newestTsMs = place.tsMs
    if (!Number.isNaN(olderTsMs)) await inputs.onSaved?.(olderTsMs)
    await crash.at('checkpoint.moved')
  }

  return {
    after: async (compiled, place) => {
      const now = Math.floor(place.tsMs / everyMs)
      if (hour !== null && now > hour) await write(compiled, place)
      hour = now
    },
    now: async (compiled, place) => {
      if (Number.isNaN(place.tsMs) || place.tsMs === newestTsMs || !isAt(compiled, place)) return
      await write(compiled, place)
    },
  }
}

/**
 * After a failed step the state is mid-slice and must not be saved: its count differs from that of the place. The frame proves nothing: the
 * slicer may have begun the next slice in it.
 */
const isAt = (compiled: Compiled, place: JournalPlace): boolean => {
  const { seq, tsMs } = compiled.snapshot()
  return seq === place.seq && tsMs === place.tsMs
}
