/** One job on a worker: what is missing is computed, each result is durable before the job completes. */
import { keyName } from '../../../store/key.js'
import { KEYS } from '../../../store/keys.js'
import { packFields, unpackFields } from '../../../store/pack.js'
import type { Store, Write } from '../../../store/store.js'
import type { Clock } from '../../../lib/clock.js'
import { SepError } from '../../../model/error-codes.js'
import type { Chunk, JobQueue, TrialFailure, TrialResult } from '../job-queue.js'
import { persistResult } from '../persist-results.js'
import type { TrialJob, TrialJobAnswer } from './job.js'
import { readResults, writeResult } from './results.js'
import { type Attempts, planAttempt, POISON_AT } from './suspects.js'
import { whileAway } from './while-away.js'

export interface JobContext {
  readonly store: Store
  /** Never computes on this thread: the lock of the job would run out. */
  readonly compute: JobQueue
  readonly clock: Clock
  /** Stops waiting for the store. */
  readonly signal: AbortSignal
}

export const runJob = async (jobId: string, job: TrialJob, context: JobContext): Promise<TrialJobAnswer> => {
  const { store, compute, clock, signal } = context
  const { chunk, persist } = job
  const away = <T>(act: () => Promise<T>): Promise<T> => whileAway(clock, signal, act)
  const key = keyName(KEYS.trialAttempts, { jobId })
  const { ended, groups, poison } = planAttempt(chunk.trials, await away(() => readAttempts(store, key)))
  const failed: TrialFailure[] = poison.map((index) => ({ index, text: `it ended ${POISON_AT} workers`, poison: true }))
  const missing = await away(() => missingOf(store, job))
  const onDone = async (results: readonly TrialResult[]): Promise<void> => {
    for (const result of results) {
      checkHashes(result, chunk.hashes[chunk.trials.indexOf(result.index)] ?? [])
      if (persist) await away(() => persistResult(store, result, persist, clock.nowMs()))
      await away(() => writeResult(store, result.lines))
    }
  }
  const attempt = (running: readonly number[]) => away(() => store.write([attemptWrite(key, { running, ended })]))
  try {
    for (const group of groups) {
      const trials = group.filter((trial) => missing.has(trial))
      if (trials.length === 0) continue
      await attempt(trials)
      await compute.run(
        [{ ...chunk, ...only(chunk, trials), withTrades: persist !== null }],
        onDone,
        (failure) => failed.push(failure),
        signal,
      )
      signal.throwIfAborted()
    }
  } finally {
    // Whatever happened, this worker lives: its trials are not to blame.
    await attempt([])
  }
  return { failed }
}

const readAttempts = async (store: Store, key: string): Promise<Attempts> => {
  const { running = [], ended = {} } = unpackFields(KEYS.trialAttempts, await store.hashAll(key))
  return { running, ended }
}

const attemptWrite = (key: string, attempts: Attempts): Write => ({
  op: 'hashSet',
  key,
  fields: packFields(KEYS.trialAttempts, { running: [...attempts.running], ended: attempts.ended }),
  ttlMs: KEYS.trialAttempts.ttlMs!,
})

const only = ({ trials, hashes }: Chunk, wanted: readonly number[]): Pick<Chunk, 'trials' | 'hashes'> => ({
  trials: wanted,
  hashes: wanted.map((trial) => hashes[trials.indexOf(trial)] ?? []),
})

const missingOf = async (store: Store, { chunk }: TrialJob): Promise<ReadonlySet<number>> => {
  const found = await readResults(store, chunk.hashes)
  return new Set(chunk.trials.filter((_, k) => found[k] === null))
}

/** A worker of another version, or with other data, comes to other hashes. */
const checkHashes = ({ index, lines }: TrialResult, expected: readonly string[]): void => {
  // The lines of a portfolio share one hash.
  const own = [...new Set(lines.map(({ resultHash }) => resultHash))]
  if (own.length === expected.length && own.every((hash, k) => hash === expected[k])) return
  throw new SepError('bad-config', `trial ${index}: this worker computes another result: is it of the same version?`)
}
