/** The frames of a pipeline in another process: what the follower of its journal has stepped. */
import { frameReads } from '../../api/model/frames/frame-reads.js'
import type { FrameReads } from '../../api/model/frame-reads.js'
import { ApiError } from '../../api/routes/api-error.js'
import type { Graph } from '../../graph/engine/define/define.js'
import type { Compiled } from '../../graph/engine/run/compile.js'
import type { FrameSink } from '../../graph/engine/run/rx.js'
import type { World } from '../../model/world.js'
import { followJournal, type FollowJournalInputs } from '../follow/follow-journal.js'
import type { FollowState } from '../follow/follow-state.js'

export interface FollowedFrames {
  /** Until the signal aborts. */
  run(signal: AbortSignal): Promise<void>
  /** Throws ApiError `warming` while it catches up, `unavailable` where there is nothing to show. */
  frames(): FrameReads
  /** Event time of the newest slice; null = none. */
  tsMs(): number | null
  state(): FollowState
}
interface FollowedFramesInputs extends Omit<FollowJournalInputs, 'signal' | 'onState' | 'sinks'> {
  /** Get each frame of a graph besides, as the relay does; made for each. */
  readonly sinks?: (compiled: Compiled<World>, frames: FrameReads) => readonly FrameSink[]
}

export const followedFrames = ({ sinks = () => [], ...inputs }: FollowedFramesInputs): FollowedFrames => {
  const now: { state: FollowState; reads: FrameReads | null } = {
    state: { phase: 'waiting', text: `the journal of account ${inputs.account} has not been read yet` },
    reads: null,
  }
  return {
    run: (signal) =>
      followJournal({
        ...inputs,
        signal,
        onState: (state) => {
          now.state = state
        },
        sinks: (compiled) => {
          const reads = frameReads({ graph: compiled.graph as Graph<World>, world: compiled.world })
          now.reads = reads
          return [reads, ...sinks(compiled, reads)]
        },
      }),
    frames: () => {
      const { state, reads } = now
      if (state.phase === 'catching-up') throw new ApiError('warming', state.text)
      if (state.phase !== 'following' || !reads) throw new ApiError('unavailable', state.text)
      return reads
    },
    tsMs: () => now.reads?.tsMs() ?? null,
    state: () => now.state,
  }
}
