/** What a process that trades shows of runs, sweeps and days of its journal: what computes for seconds runs in processes of its own. */
import type { Model } from '../../../api/model/model.js'
import type { ResearchReads } from '../../../api/model/research/research-reads.js'
import { ApiError } from '../../../api/routes/api-error.js'
import type { Store } from '../../../store/store.js'
import { storePlace } from '../../connect/store-place.js'
import type { StoreRequest } from '../../connect/store-of.js'
import { journalNeighbours, olderSlicesApart } from '../older-slices.js'
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
export interface LiveResearch extends Pick<Model, 'replayDay' | 'explainOlder' | 'slicesNextTo'> {
  readonly research: ResearchReads
}

export const liveResearch = (inputs: LiveResearchInputs): LiveResearch => {
  const { store, place, account, graphFile, gateDays } = inputs
  const { storeUrl } = place
  const research = processResearch({ store, storeUrl: storeUrl ?? null, gateDays })
  // None other can read the memory of this process.
  if (store.kind === 'memory') return { research, replayDay: () => Promise.reject(new ApiError('refused', IN_MEMORY)) }
  const apart = {
    ...{ store, account, command: sepCommand() },
    args: [
      ...['--account', account],
      ...(storeUrl === undefined ? ['--data-dir', storePlace(place)] : []),
      ...(graphFile === undefined ? [] : ['--graph', graphFile]),
    ],
    // Not as an argument: an address may hold a password, and the list of processes shows arguments.
    env: storeUrl === undefined ? {} : { SEP_STORE_URL: storeUrl },
  }
  return {
    research,
    replayDay: replayDayApart(apart),
    explainOlder: olderSlicesApart(apart),
    slicesNextTo: journalNeighbours({ store, account }),
  }
}

const IN_MEMORY = 'the journal is in the memory of this process, and a day is run by another one: start with a store'
