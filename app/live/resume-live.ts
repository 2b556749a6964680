/** The graph of a live pipeline at the end of its journal, or warmed up on history where there is none. */
import { KERNEL_VERSION } from '../../native-rs/index.js'
import type { TailSink } from '../../streams/journal/replay-tail.js'
import { type Resumed, resume } from '../../streams/journal/resume.js'
import type { LeaseKeeper } from '../../store/lease-keeper.js'
import { versions } from '../config/versions.js'
import { watchesGuards } from './monitoring/absences.js'
import type { HeldQuotes } from '../../sources/slices/quotes.js'
import { heldQuotes } from './market/held-quotes.js'
import { clockDifference, historyDiffers } from '../../sinks/execution/compare/history.js'
import type { LiveContext } from './context.js'
import { changedNodes } from './market/changed-nodes.js'
import { marketNodes, rewarmed, warmState } from './market/warmup.js'

export interface LiveResumed extends Resumed {
  /** Quotes of the journal's last slice; null = there is none. */
  readonly held: HeldQuotes | null
}
interface ResumeLiveInputs {
  /** The lease of the slices. */
  readonly lease: LeaseKeeper
  /** Ends the replay of the tail. */
  readonly until: AbortSignal
  readonly inParts?: boolean
  readonly openTailSink?: (seq: number) => Promise<TailSink>
}

/** Rejects with the reason of the session's signal or of `until`: an unfinished state must not begin a journal. */
export const resumeLive = async (context: LiveContext, inputs: ResumeLiveInputs): Promise<LiveResumed> => {
  const { graph, world, bindings, market, guards, ready, checkpointEveryMs, resetNodes } = context
  const { lease, until, ...more } = inputs
  const signal = AbortSignal.any([context.signal, until])
  const shared = { graph, world, bindings, kernelVersion: KERNEL_VERSION }
  const resumed = await resume({
    ...shared,
    ...more,
    store: context.store,
    lease: lease.lease,
    account: context.account.id,
    versions: versions(),
    config: context.config,
    graphFile: context.own?.file ?? undefined,
    warm: async () => {
      ready.enter('warming', `warming up: ${marketNodes(graph).join(', ')}`)
      const series = await market.history({ days: context.warmupDays, signal })
      return warmState({ ...shared, series, sinks: watchesGuards(graph) ? [guards] : [], signal })
    },
    adapt: async (state) => {
      const changed = changedNodes(graph, state)
      if (changed.length === 0 || Number.isNaN(state.tsMs)) return state
      ready.enter('warming', `warming up: ${changed.join(', ')}`)
      const series = await market.history({ days: context.warmupDays, untilMs: state.tsMs, signal })
      return rewarmed(state, changed, { ...shared, series, signal })
    },
    signal: until,
    ...(checkpointEveryMs === undefined ? {} : { checkpointEveryMs }),
    ...(resetNodes.length > 0 ? { resetNodes } : {}),
  })
  signal.throwIfAborted()
  for (const note of resumed.notes) context.log(note)
  return { ...resumed, held: heldQuotes(resumed) }
}

/** Slices go on from the newest: `history-differs` where the broker's clock is far from it. */
export const checkClock = ({ account, clock }: LiveContext, lastMs: number): void => {
  const difference = clockDifference(lastMs, clock.nowMs())
  if (difference !== null) throw historyDiffers(account.id, difference)
}
