/** The end of a live frame: order bytes first, then output digests, mirrors and, when due, a snapshot. */
import type { Clock } from '../../lib/clock.js'
import { type CrashPoints, noCrash } from '../../lib/crash-points.js'
import { bestEffortSink } from '../../graph/engine/run/best-effort-sink.js'
import type { Compiled } from '../../graph/engine/run/compile.js'
import type { Frame } from '../../graph/engine/run/frame.js'
import type { FrameSink } from '../../graph/engine/run/rx.js'
import { bestEffort } from '../../store/store-fault.js'
import type { DecisionWriter } from '../decisions/writer.js'
import type { JournalPlace } from '../snapshot/stored.js'
import type { SnapshotWriter } from '../snapshot/writer.js'

export interface CommitInputs {
  readonly compiled: Compiled
  /** The journal entry of the frame's slice. */
  readonly place: () => JournalPlace
  /** Intents, durable wait, order bytes. Resolves when the bytes have left; answers come back as execution events of a later slice. */
  readonly sendOrders: (frame: Frame, place: JournalPlace) => void | Promise<void>
  readonly decisions: DecisionWriter
  readonly snapshots: SnapshotWriter
  /** Get the frame after the orders have left. */
  readonly mirrors: readonly FrameSink[]
  readonly clock: Clock
  readonly crash?: CrashPoints
  /** An error of a mirror, or a store fault: the run continues. */
  readonly onError: (error: unknown) => void
}

/** Takes frames of one slice. `close` writes the last snapshot, except after a failed frame: then the next start replays the tail. */
export const commitSink = (inputs: CommitInputs): FrameSink => {
  const { compiled, decisions, snapshots, onError } = inputs
  const crash = inputs.crash ?? noCrash
  const mirrors = inputs.mirrors.map((mirror) => bestEffortSink(mirror, onError))
  let isWhole = true
  let writing: Promise<void> = Promise.resolve()
  const write = async (frame: Frame): Promise<void> => {
    isWhole = false
    const place = inputs.place()
    await crash.at('decision.made')
    await inputs.sendOrders(frame, place)
    await inputs.clock.yield()
    // Digests and snapshots can wait for a later frame, and are not worth ending the run. The journal ends it if the store stays away.
    await bestEffort(() => decisions.write(frame, 0, place), onError)
    for (const mirror of mirrors) await mirror.write(frame)
    await bestEffort(() => snapshots.after(compiled, place), onError)
    isWhole = true
  }
  return {
    write: (frame) => {
      writing = write(frame)
      return writing
    },
    close: async () => {
      // A stop may come while a frame is being written; an error of that frame reaches the caller of `write`.
      await writing.catch(() => undefined)
      // The error that ended the run matters, not those of closing.
      for (const mirror of mirrors) await mirror.close?.()
      if (isWhole) await snapshots.now(compiled, inputs.place()).catch(onError)
    },
  }
}
