/** Steps the journal's tail at a start: writes decisions that a crash kept from being written, counts those that now differ. */
import type { Compiled } from '../../graph/engine/run/compile.js'
import type { Frame } from '../../graph/engine/run/frame.js'
import { run } from '../../graph/engine/run/rx.js'
import type { SliceLayout } from '../../graph/engine/run/slice-layout.js'
import type { Clock } from '../../lib/clock.js'
import type { World } from '../../model/world.js'
import type { DecisionWriter } from '../decisions/writer.js'
import type { JournalPlace } from '../snapshot/stored.js'
import { journalFrames } from './frames.js'
import type { JournalIdentity } from './identity.js'
import { isStart, readJournal } from './reader.js'
import { recordedOutputs } from './recorded-outputs.js'
import type { StartingPoint } from './starting-point.js'

export interface TailInputs extends Pick<JournalIdentity, 'store' | 'account' | 'inParts'> {
  /** Opens a sink for the tail's slices: an edge gets those that it missed by a crash. `seq`: slices before the tail. */
  readonly openTailSink?: (seq: number) => Promise<TailSink>
  readonly clock?: Clock
  /** Stops the replay where it is: the result must not be used then. */
  readonly signal?: AbortSignal
}
/** The frame holds one slice, `entry` is what the journal has of it. */
export type TailSink = (
  frame: Frame,
  entry: { readonly place: JournalPlace; readonly executionOffset: string | undefined },
) => Promise<void>
export interface Tail {
  /** The journal's last entry. */
  readonly place: JournalPlace
  readonly slices: number
  /** Slices whose recorded digests this code does not reproduce. */
  readonly differing: number
}

export const replayTail = async (
  { store, account, clock, signal, inParts, openTailSink }: TailInputs,
  compiled: Compiled<World>,
  layout: SliceLayout,
  point: StartingPoint,
  writer: DecisionWriter,
): Promise<Tail> => {
  const isSameGraph = point.start.graphHash === compiled.graphHash
  const recorded = await recordedOutputs(store, account, compiled.graph, point.place.tsMs)
  let place = point.place
  let executionOffset: string | undefined
  let slices = 0
  let differing = 0
  const entries = async function* () {
    for await (const entry of readJournal(store, account, point.place)) {
      if (isStart(entry)) place = entry.place
      yield entry
    }
  }
  const frames = async function* (): AsyncGenerator<Frame> {
    for await (const filled of journalFrames(compiled.frame, layout, entries())) {
      const entry = filled.entries.at(-1)
      place = entry?.place ?? place
      executionOffset = entry?.record.executionOffset
      yield filled.frame
    }
  }
  const check = async (frame: Frame): Promise<void> => {
    slices++
    if (inParts) return
    const { isComplete, difference } = await recorded.at(frame, 0, place)
    if (difference) differing++
    if (!isComplete && isSameGraph) await writer.write(frame, 0, place)
  }
  const tailSink = await openTailSink?.(point.place.seq)
  const write = async (frame: Frame): Promise<void> => {
    await tailSink?.(frame, { place, executionOffset })
    await check(frame)
  }
  await run(compiled, frames, [{ write }], {
    ...(clock ? { clock } : {}),
    ...(signal ? { signal } : {}),
  })
  return { place, slices, differing }
}
