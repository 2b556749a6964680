/** What a process that trades shows of runs, sweeps and days of its journal: what computes for seconds runs in processes of its own. */
import type { Model } from '../../../api/model/model.js'
import type { ResearchReads } from '../../../api/model/research/research-reads.js'
import { ApiError } from '../../../api/routes/api-error.js'
import type { Store } from '../../../store/store.js'
import { storePlace } from '../../connect/store-place.js'
import type { StoreRequest } from '../../connect/store-of.js'
import { replayDayApart } from '../replay-day.js'
import { processResearch } from './process-research.js'
import { sepCommand } from './sep-command.js'

export interface LiveResearchInputs {
  readonly store: Store
  readonly place: StoreRequest
  readonly account: string
  /** File of a graph of the user's own. */
  readonly graphFile: string | undefined
  /** Setting `gates.windowDays`. */
  readonly gateDays: number
}
export interface LiveResearch {
  readonly research: ResearchReads
  readonly replayDay: NonNullable<Model['replayDay']>
}

export const liveResearch = (inputs: LiveResearchInputs): LiveResearch => {
  const { store, place, account, graphFile, gateDays } = inputs
  const { storeUrl } = place
  return {
    research: processResearch({ store, storeUrl: storeUrl ?? null, gateDays }),
    replayDay:
      store.kind === 'memory'
        ? () =>
            Promise.reject(
              new ApiError('refused', 'the journal is in the memory of this process: none other can run it'),
            )
        : replayDayApart({
            ...{ store, account, command: sepCommand() },
            args: [
              ...['--account', account],
              ...(storeUrl === undefined ? ['--data-dir', storePlace(place)] : []),
              ...(graphFile === undefined ? [] : ['--graph', graphFile]),
            ],
            // Not as an argument: an address may hold a password, and the list of processes shows arguments.
            env: storeUrl === undefined ? {} : { SEP_STORE_URL: storeUrl },
          }),
  }
}
