/** One job of the distributed queue. */
import { canonicalJson, sha256 } from '../../../graph/engine/hash/hash.js'
import type { Chunk, TrialFailure } from '../job-queue.js'

/** Where the runs of the results are stored as well; null: nowhere. */
export interface PersistInto {
  readonly family: string
  readonly dataHash: string
}
export interface TrialJob {
  readonly format: 1
  readonly chunk: Chunk
  /** By trial of the chunk: result hashes of its lines, which a worker must come to as well. */
  readonly hashes: readonly (readonly string[])[]
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
