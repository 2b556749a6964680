/**
 * The frames of a live pipeline in its own process. The past comes from its journal; as soon as that has been stepped up to now, each frame
 * of the pipeline follows it, after its orders are out.
 */
import { frameReads } from '../../api/model/frames/frame-reads.js'
import type { FrameReads } from '../../api/model/frame-reads.js'
import { ApiError } from '../../api/routes/api-error.js'
import type { Graph } from '../../graph/engine/define/define.js'
import type { Compiled } from '../../graph/engine/run/compile.js'
import type { Frame } from '../../graph/engine/run/frame.js'
import type { FrameSink } from '../../graph/engine/run/rx.js'
import type { World } from '../../model/world.js'
import { followJournal, type FollowJournalInputs } from '../follow/follow-journal.js'
import type { FollowState } from '../follow/follow-state.js'

export interface OwnFrames {
  /** Until the signal aborts. */
  run(signal: AbortSignal): Promise<void>
  /** For the frames of a session that opens, of the whole graph. */
  sink(compiled: Compiled<World>): FrameSink
  /** Throws ApiError `warming` or `unavailable` before there is a slice. */
  frames(): FrameReads
  /** Event time of the newest slice; null = none. */
  tsMs(): number | null
}

interface Shown {
  readonly reads: FrameReads & FrameSink
  readonly graphHash: string
  /** The reads and what follows them. */
  readonly write: FrameSink['write']
}

interface OwnFramesInputs extends Omit<FollowJournalInputs, 'signal' | 'onState' | 'sinks'> {
  /** Get each frame after the reads that it is shown by, as the relay does. */
  readonly sinks: (reads: FrameReads) => readonly FrameSink[]
}

export const ownFrames = (inputs: OwnFramesInputs): OwnFrames => {
  const now: { shown: Shown | null; state: FollowState; stop: AbortController; wake: () => void } = {
    shown: null,
    state: { phase: 'waiting', text: 'the pipeline has no slice yet' },
    stop: new AbortController(),
    wake: () => undefined,
  }
  const isOwn = () => now.stop.signal.aborted
  const follow = (signal: AbortSignal) =>
    followJournal({
      ...inputs,
      signal: AbortSignal.any([signal, now.stop.signal]),
      onState: (state) => {
        if (!isOwn()) now.state = state
      },
      sinks: (compiled) => {
        const shown = shownOf(compiled, inputs.sinks)
        now.shown = shown
        // The frame in hand when the pipeline takes over is the pipeline's.
        return [{ write: (frame) => (isOwn() ? undefined : shown.write(frame)) }]
      },
    })
  const takeOver = (shown: Shown): void => {
    now.shown = shown
    now.state = { phase: 'following', text: '' }
    now.stop.abort()
  }
  return {
    run: async (signal) => {
      while (!signal.aborted) {
        await follow(signal)
        await new Promise<void>((resolve) => {
          now.wake = resolve
          if (signal.aborted || !isOwn()) resolve()
          signal.addEventListener('abort', () => resolve(), { once: true })
        })
      }
    },
    sink: (compiled) => {
      // Another instance may have written slices since the session before.
      now.stop = new AbortController()
      now.wake()
      let beforeMs = Number.NaN
      const take = (frame: Frame): void => {
        const tsMs = frame.time.tsMs[0] as number
        if (!isOwn()) {
          const { shown, state } = now
          const hasMs =
            state.phase === 'following' && shown?.graphHash === compiled.graphHash ? shown.reads.tsMs() : null
          if (hasMs !== null && (hasMs === beforeMs || hasMs === tsMs)) takeOver(shown as Shown)
          else if (state.phase === 'refused') takeOver(shownOf(compiled, inputs.sinks))
        }
        if (isOwn() && now.shown?.reads.tsMs() !== tsMs) void now.shown?.write(frame)
        beforeMs = tsMs
      }
      return guarded(take, (error) => {
        now.shown = null
        now.state = { phase: 'refused', text: `figures are no longer shown: ${error.message}` }
        now.stop.abort()
        inputs.log(now.state.text, 'warn')
      })
    },
    frames: () => readsOf(now),
    tsMs: () => now.shown?.reads.tsMs() ?? null,
  }
}

const readsOf = ({ shown, state }: { readonly shown: Shown | null; readonly state: FollowState }): FrameReads => {
  if (state.phase === 'catching-up') throw new ApiError('warming', state.text)
  if (state.phase === 'refused' && shown === null) throw new ApiError('unavailable', state.text)
  if (state.phase !== 'following' || shown?.reads.tsMs() == null) throw new ApiError('warming', NO_SLICE)
  return shown.reads
}

/** A fault of the display ends the display, never the trading. */
const guarded = (take: (frame: Frame) => void, onFault: (error: Error) => void): FrameSink => ({
  write: (frame) => {
    try {
      take(frame)
    } catch (error) {
      onFault(error as Error)
    }
  },
})

const shownOf = ({ graph, world, graphHash }: Compiled<World>, sinksOf: OwnFramesInputs['sinks']): Shown => {
  const reads = frameReads({ graph: graph as Graph<World>, world })
  const sinks = [reads, ...sinksOf(reads)]
  const write: FrameSink['write'] = (frame) => {
    for (const sink of sinks) void sink.write(frame)
  }
  return { reads, graphHash, write }
}

const NO_SLICE = 'the pipeline has no slice yet'
