/** `sep workers`: who computes trials for this store. */
import type { Command } from 'commander'
import { listWorkers, type WorkerReport } from '../../app/trials/distributed/workers.js'
import { systemClock } from '../../lib/clock.js'
import { print } from '../../lib/terminal/stdout.js'
import { SECOND_MS } from '../../lib/time-units.js'
import { type StoreOptions, withStore } from '../shared/broker-options.js'
import { printJson } from '../shared/output.js'
import { inStore } from './studies/run-query.js'

export const addWorkers = (program: Command): void => {
  withStore(
    program
      .command('workers')
      .description('lists the workers of trials that reported within five minutes: last seen, job and its age'),
  ).action(async (options: StoreOptions) => {
    const workers = (await inStore(options, listWorkers)).map((one) => aged(one, systemClock.nowMs()))
    if (options.json) return printJson({ workers })
    if (workers.length === 0) return print('no worker; sep worker --store URL starts one\n')
    for (const one of workers)
      print(
        `${one.name}  seen ${seconds(one.last_seen_sec)} ago  up ${seconds(one.age_sec)}  ${one.jobs} jobs  ` +
          `${one.job === null ? 'idle' : `job ${one.job} for ${seconds(one.job_age_sec!)}`}  sep ${one.version}\n`,
      )
  })
}

interface AgedReport extends WorkerReport {
  readonly last_seen_sec: number
  readonly age_sec: number
  readonly job_age_sec: number | null
}

/** Clocks of two machines differ: an age is never negative. */
const aged = (one: WorkerReport, nowMs: number): AgedReport => {
  const since = (ms: number): number => Math.max(0, nowMs - ms) / SECOND_MS
  return {
    ...one,
    last_seen_sec: since(one.seen_ms),
    age_sec: since(one.started_ms),
    job_age_sec: one.job_ms === null ? null : since(one.job_ms),
  }
}

const seconds = (sec: number): string => `${sec.toFixed(sec < 10 ? 1 : 0)} s`
