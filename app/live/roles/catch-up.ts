/** The start of the trading part: it steps all slices that are behind the `execution` stream. */
import type { Frame } from '../../../graph/engine/run/frame.js'
import { type FrameSink, run } from '../../../graph/engine/run/rx.js'
import type { DecisionWriter } from '../../../streams/decisions/writer.js'
import { hasSeen } from '../../../streams/execution/watermark.js'
import { journalKeys } from '../../../streams/journal/keys.js'
import type { LiveContext } from '../context.js'
import type { OpenedPart } from './part.js'
import { slicesUntil } from './step-part.js'

/** Call it under the account's lease, when no other process appends to the stream. Returns its newest entry; null = none yet. */
export const catchUp = async (
  { store, account, ready, log, clock, signal: over }: LiveContext,
  part: OpenedPart,
  decisions: DecisionWriter,
  slices: AsyncIterator<Frame>,
  lost: AbortSignal,
): Promise<string | null> => {
  for (const note of part.notes) log(note)
  ready.enter('warming', 'catching up with the slices')
  const lastExecution = await store.lastId(journalKeys(account.id).execution)
  const signal = AbortSignal.any([over, lost])
  const record: FrameSink = { write: (frame) => decisions.write(frame, 0, part.place()) }
  const frames = () => slicesUntil(slices, () => hasSeen(part.executionOffset(), lastExecution))
  await run(part.compiled, frames, [part.saved([], [record])], { signal, clock })
  signal.throwIfAborted()
  return lastExecution
}
