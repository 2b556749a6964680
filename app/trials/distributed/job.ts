/** One job of the distributed queue. */
import { canonicalJson, sha256 } from '../../../graph/engine/hash/hash.js'
import type { Chunk, TrialFailure } from '../job-queue.js'
import type { PersistInto } from '../persist-results.js'

export interface TrialJob {
  readonly format: 1
  /** A worker must come to the hashes of the chunk as well. */
  readonly chunk: Chunk
  /** Where the worker stores the runs as well; null: nowhere. */
  readonly persist: PersistInto | null
}
/** What a job returns; the results themselves are in the store. */
export interface TrialJobAnswer {
  readonly failed: readonly TrialFailure[]
}

export const TRIAL_QUEUE = 'trials'
/** Of all keys of the queue. */
export const QUEUE_PREFIX = 'sep:queue'

/** The same work has the same id, from any coordinator. Ids must hold no colon and not be digits only. */
export const trialJobId = ({ chunk, persist }: TrialJob): string =>
  `${chunk.sweep.slice(0, 16)}-${sha256(canonicalJson({ chunk, persist })).slice(0, 24)}`
