/** Queues the long run that series of spans are counted from: one configuration over 90 days, stored by the worker that computes it. */
import { Queue } from 'bullmq'
import { resolve } from 'node:path'
import { DAY_MS } from '../../../lib/time-units.js'
import { SepError } from '../../../model/error-codes.js'
import type { StoreAddress } from '../../../store/address.js'
import type { StrategyParams } from '../../../store/param-key.js'
import type { MarketAccess } from '../load-sweep-market.js'
import { openSweepSpec } from '../sweep/open-sweep.js'
import { wantedResults } from '../sweep/wanted-results.js'
import { sweepSpec } from '../spec/sweep-spec.js'
import { QUEUE_PREFIX, TRIAL_QUEUE, type TrialJob, type TrialJobAnswer, trialJobId } from './job.js'
import { queueConnection, QUEUE_TIMING } from './queue-options.js'
import { addJob } from './settle-job.js'

export interface LongRunRequest {
  readonly instrument: string
  /** Null: those of the settings. */
  readonly params: StrategyParams | null
  readonly days: number
  /** Folders, or null: candles of the store. */
  readonly data: readonly string[] | null
  /** ISO time; null: the end of the candles. */
  readonly to: string | null
}
export interface LongRun {
  readonly job_id: string
  /** Under which the run will be stored. */
  readonly run_id: string
  readonly sweep: string
  readonly from: string
  readonly to: string
  /** Fewer than asked for where the candles begin later. */
  readonly days: number
}

/** The same request on the same candles is the same job and the same run. */
export const enqueueLongRun = async (
  request: LongRunRequest,
  environment: Readonly<Record<string, string>>,
  access: MarketAccess,
  address: StoreAddress,
): Promise<LongRun> => {
  const { instrument, params, days, data, to } = request
  const spec = sweepSpec.parse({
    name: `long-run-${instrument}`,
    ...(data === null ? { valkey: {} } : { data, persist: true }),
    instruments: [instrument],
    grid: { ...params },
    window_days: days,
    ...(to === null ? {} : { to }),
  })
  const read = { file: resolve('long-run'), spec, at: () => 'enqueue-long-run' }
  const open = await openSweepSpec(read, environment, access)
  const [wanted] = wantedResults(open, open.market, ({ text }) => {
    throw new SepError('bad-config', `enqueue-long-run: ${text}`)
  })
  const job: TrialJob = {
    format: 1,
    chunk: { sweep: open.sweep, spec: open.plan, trials: [0], hashes: [wanted!.hashes], withTrades: false },
    persist: { family: open.family, dataHash: open.market.market.dataHash },
  }
  const queue = new Queue<TrialJob, TrialJobAnswer>(TRIAL_QUEUE, {
    connection: queueConnection(address),
    prefix: QUEUE_PREFIX,
  })
  try {
    await addJob(queue, trialJobId(job), job, QUEUE_TIMING)
  } finally {
    await queue.close()
  }
  const { fromMs, toMs } = open.window
  return {
    job_id: trialJobId(job),
    run_id: wanted!.hashes[0]!,
    sweep: open.sweep,
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    days: (toMs - fromMs) / DAY_MS,
  }
}
