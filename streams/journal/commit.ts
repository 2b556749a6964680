/** The end of a live frame: order bytes first, then output digests, mirrors and, when due, a snapshot. */
import type { Clock } from '../../lib/clock.js'
import type { Compiled } from '../../graph/engine/run/compile.js'
import type { Frame } from '../../graph/engine/run/frame.js'
import type { FrameSink } from '../../graph/engine/run/rx.js'
import type { JournalPlace } from '../snapshot/stored.js'
import { type CrashPoints, noCrash } from '../../lib/crash-points.js'
import { bestEffortSink } from '../../graph/engine/run/best-effort-sink.js'
import type { SnapshotWriter } from '../snapshot/writer.js'
import type { DecisionWriter } from '../decisions/writer.js'
import { isStoreFault } from '../../store/store-fault.js'

export interface CommitInputs {
  readonly compiled: Compiled
  /** Entry of the slice that the frame holds. */
  readonly place: () => JournalPlace
  /** Intents, durable wait, order bytes. Resolves when the bytes have left; answers come back as execution events of a later slice. */
  readonly sendOrders: (frame: Frame, place: JournalPlace) => void | Promise<void>
  readonly decisions: DecisionWriter
  readonly snapshots: SnapshotWriter
  /** See the frame after the orders are out. */
  readonly mirrors: readonly FrameSink[]
  readonly clock: Clock
  readonly crash?: CrashPoints
  /** What a mirror threw: reported, and the run goes on. */
  readonly onError: (error: unknown) => void
}

/** Frames of one slice. `close` writes the last snapshot; after a failure in the run it does not, and the next start replays the tail. */
export const commitSink = (inputs: CommitInputs): FrameSink => {
  const crash = inputs.crash ?? noCrash
  const mirrors = inputs.mirrors.map((mirror) => bestEffortSink(mirror, inputs.onError))
  let whole = true
  let writing: Promise<void> = Promise.resolve()
  // Digests wait for the next frame, a snapshot too: neither is worth the end of the run. The journal says when the store is away for too long.
  const unlessStoreFails = (act: () => Promise<void>): Promise<void> =>
    act().catch((error: unknown) => {
      if (!isStoreFault(error)) throw error
      inputs.onError(error)
    })
  const write = async (frame: Frame): Promise<void> => {
    whole = false
    const place = inputs.place()
    await crash.at('decision.made')
    await inputs.sendOrders(frame, place)
    await inputs.clock.yield()
    await unlessStoreFails(() => inputs.decisions.write(frame, 0, place))
    for (const mirror of mirrors) await mirror.write(frame)
    await unlessStoreFails(() => inputs.snapshots.after(inputs.compiled, place))
    whole = true
  }
  return {
    write: (frame) => {
      writing = write(frame)
      return writing
    },
    close: async () => {
      // A stop does not wait for the frame that it meets on its way; what failed in it is told by whoever awaits it.
      await writing.catch(() => undefined)
      // What ended the run is the error to be seen, not what the end of it meets.
      for (const mirror of mirrors) await mirror.close?.()
      if (whole) await inputs.snapshots.now(inputs.compiled, inputs.place()).catch(inputs.onError)
    },
  }
}
