/** Frames with the slices of a journal, as the slicer made them. */
import type { Frame } from '../../graph/engine/run/frame.js'
import type { SliceRecord } from './records.js'
import type { SliceLayout } from '../../graph/engine/run/slice-layout.js'
import { putSlice } from '../put-slice.js'
import { isSlice, type JournalEntry } from './reader.js'

export interface JournalFrame {
  readonly frame: Frame
  /** The entries of its slices. */
  readonly entries: readonly JournalEntry<SliceRecord>[]
}

/** Full frames, then the rest; start records are skipped. */
export const journalFrames = async function* (
  frame: Frame,
  layout: SliceLayout,
  journal: AsyncIterable<JournalEntry> | Iterable<JournalEntry>,
): AsyncGenerator<JournalFrame> {
  let entries: JournalEntry<SliceRecord>[] = []
  for await (const entry of journal) {
    if (!isSlice(entry)) continue
    writeSlice(frame, layout, entries.length, entry.record)
    entries.push(entry)
    if (entries.length < frame.capacity) continue
    frame.slices = entries.length
    yield { frame, entries }
    entries = []
  }
  if (entries.length === 0) return
  frame.slices = entries.length
  yield { frame, entries }
}

const writeSlice = (frame: Frame, layout: SliceLayout, s: number, record: SliceRecord): void => {
  frame.time.tsMs[s] = record.tsMs
  frame.time.asOfMs[s] = record.asOfMs
  putSlice(layout, frame, s, record.columns)
}
