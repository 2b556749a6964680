/** `sep worker`: computes the trials of distributed sweeps until it is stopped. */
import { availableParallelism } from 'node:os'
import type { Command } from 'commander'
import { workerCounts } from '../../app/metrics/job-counts.js'
import { withMetricsPort } from '../../app/metrics/metrics-port.js'
import { trialWorker } from '../../deploy/trial-worker.js'
import { logToStderr } from '../../lib/stderr.js'
import { announce } from '../../lib/terminal/stdout.js'
import { SepError } from '../../model/error-codes.js'
import { type StoreOptions, withStore } from '../shared/broker-options.js'
import { sweepStoreOf } from '../shared/sweep-store.js'
import { integerOption } from '../shared/flags.js'
import { logMetricsUrl, type MetricsOptions, withMetrics } from '../shared/metrics-options.js'
import { printJson } from '../shared/output.js'
import { abortOnInterrupt } from '../shared/run-command.js'

interface WorkerOptions extends StoreOptions, MetricsOptions {
  readonly workers?: number
  readonly memoryMb: number
}

export const addWorker = (program: Command): void => {
  withMetrics(
    withStore(
      program
        .command('worker')
        .description(
          'computes trials of sep trials --distributed, in any number on any machine; waits for sweeps, and at TERM ends ' +
            'when the job at hand is done',
        )
        .addOption(
          integerOption('--workers', 'threads, each with a job of its own; default: one a core', {
            least: 1,
            most: 256,
          }),
        )
        .addOption(
          integerOption('--memory-mb', 'bound of the columns in memory', { least: 16, most: 1_048_576, fallback: 512 }),
        ),
    ),
  ).action(async (options: WorkerOptions) => {
    const { url: storeUrl, stored } = sweepStoreOf(options)
    if (storeUrl === undefined)
      throw new SepError('bad-argument', 'sep worker needs the store of the sweeps: --store URL (or SEP_STORE_URL)')
    const interrupt = abortOnInterrupt()
    try {
      const counts = workerCounts()
      const { name, jobs } = await withMetricsPort(options, [counts.source], logMetricsUrl, () =>
        trialWorker({
          storeUrl,
          workers: options.workers ?? availableParallelism(),
          memoryMb: options.memoryMb,
          stored,
          signal: interrupt.signal,
          onStarted: (started, place) => {
            if (!options.json) logToStderr(`worker ${started} waits for trials at ${place}`)
          },
          onEnded: counts.onEnded,
        }),
      )
      if (options.json) printJson({ name, jobs })
      else announce(`worker ${name} ended after ${jobs} jobs\n`)
    } finally {
      interrupt.release()
    }
  })
}
