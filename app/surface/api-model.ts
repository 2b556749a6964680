/** The model of a process that has only the store: it follows the journal of an account and reads what its pipeline writes. */
import type { FrameReads } from '../../api/model/frame-reads.js'
import type { Model } from '../../api/model/model.js'
import type { ResearchReads } from '../../api/model/research/research-reads.js'
import { accountLedger } from '../../api/model/ledger/account-ledger.js'
import { ApiError } from '../../api/routes/api-error.js'
import type { FrameSink } from '../../graph/engine/run/rx.js'
import type { Clock } from '../../lib/clock.js'
import { isoTime } from '../../lib/iso-time.js'
import type { Logger } from '../../lib/logger.js'
import type { Store } from '../../store/store.js'
import type { ProcessFacts } from '../../store/pipeline-status.js'
import type { GraphOf } from '../../streams/journal/graph-file.js'
import { deskControls } from './desk-controls.js'
import { type FollowedFrames, followedFrames } from './followed-frames.js'
import { namedGraphs } from './named-graphs.js'
import { journalNeighbours, olderSlices } from './older-slices.js'
import { storePipeline } from './pipeline-reads.js'
import { replayDay } from './replay-day.js'
import { storedReads } from './stored-reads.js'
import { storeWatch } from './store-watch.js'

export interface ApiModelInputs {
  readonly store: Store
  readonly account: string
  /** Name of this process. */
  readonly name: string
  readonly graphOf: GraphOf
  readonly process: () => ProcessFacts
  readonly research?: ResearchReads
  /** Get the slices, too, after those that `reads` shows. */
  readonly sinks?: (reads: FrameReads) => readonly FrameSink[]
  readonly clock: Clock
  readonly log: Logger
}
export interface ApiModel {
  readonly model: Model
  readonly followed: FollowedFrames
  /** Until the signal aborts. */
  run(signal: AbortSignal): Promise<void>
}

export const apiModel = (inputs: ApiModelInputs): ApiModel => {
  const { store, account, graphOf, sinks = () => [], clock, log } = inputs
  const followed = followedFrames({
    ...{ store, account, graphOf, clock, log },
    sinks: (_compiled, reads) => sinks(reads),
  })
  const watch = storeWatch(store, account, clock)
  const { startedMs } = inputs.process()
  const model: Model = {
    account,
    // What cannot be known now is no answer: 503 rather than figures of some time ago.
    get frames() {
      const fault = watch.fault()
      if (fault) throw new ApiError('unavailable', `since ${isoTime(fault.sinceMs)}: ${fault.text}`)
      const frames = followed.frames()
      if (watch.parts().every(({ status }) => !status.process))
        throw new ApiError('unavailable', `account ${account}: no pipeline of this version has written a status here`)
      return frames
    },
    pipeline: storePipeline({
      ...{ account, store, clock, ...watch, process: inputs.process, newestMs: followed.tsMs },
      answeredBy: { process: 'api', name: inputs.name, startedMs },
    }),
    store: storedReads(store, account, clock),
    ledger: accountLedger(store, account),
    replayDay: replayDay({ store, account, graphOf }),
    explainOlder: olderSlices({ store, account, graphOf }),
    slicesNextTo: journalNeighbours({ store, account }),
    ...(inputs.research ? { research: inputs.research } : {}),
    controls: deskControls({ store, account, clock }),
    graphs: namedGraphs(),
  }
  return {
    model,
    followed,
    run: async (signal) => {
      await Promise.all([followed.run(signal), watch.run(signal)])
    },
  }
}
