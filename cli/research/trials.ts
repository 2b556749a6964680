/** `sep trials`: runs every configuration of a sweep. */
import { availableParallelism } from 'node:os'
import cliProgress from 'cli-progress'
import type { Command } from 'commander'
import { specJsonSchema } from '../../app/trials/spec/spec-json-schema.js'
import type { TrialFailure } from '../../app/trials/job-queue.js'
import type { SweepSummary } from '../../app/trials/sweep/run-sweep.js'
import { askTell } from '../../deploy/ask-tell.js'
import { trials } from '../../deploy/trials.js'
import { systemClock } from '../../lib/clock.js'
import { logToStderr, progressTerminal } from '../../lib/stderr.js'
import { print } from '../../lib/terminal/stdout.js'
import { SepError } from '../../model/error-codes.js'
import { type StoreOptions, withStore } from '../shared/broker-options.js'
import { sweepStoreOf } from '../shared/sweep-store.js'
import { integerOption } from '../shared/flags.js'
import { LEDGER_ABOUT, ledgerFile } from '../shared/ledger-file.js'
import { checkOutputFolder, printJson } from '../shared/output.js'
import { abortOnInterrupt, EXIT } from '../shared/run-command.js'

interface TrialsOptions extends StoreOptions {
  readonly distributed: boolean
  readonly out?: string
  readonly ledger?: string
  readonly workers?: number
  readonly memoryMb: number
  readonly fresh: boolean
  readonly resume: boolean
  readonly schema: boolean
  readonly askTell: boolean
  readonly quiet: boolean
}

export const addTrials = (program: Command): void => {
  const command = program
    .command('trials [spec]')
    .description('runs every configuration of a sweep; killed anywhere and run again, it ends in the same bytes')
    .option('--out <dir>', 'folder of trials.ndjson and sweep.json; default: .sep/sweeps/NAME')
    .option('--ledger <file>', LEDGER_ABOUT)
    .addOption(integerOption('--workers', 'threads; default: one for each core', { least: 1, most: 256 }))
    .addOption(
      integerOption('--memory-mb', 'bound of the columns in memory', { least: 16, most: 1_048_576, fallback: 512 }),
    )
    .option('--resume', 'keep the results that --out holds; this is the default', true)
    .option('--fresh', 'compute them again', false)
    .option('--ask-tell', 'read one JSON line of parameters at a time from stdin, answer each with its results', false)
    .option('--schema', 'print the JSON Schema of a spec and do nothing else', false)
    .option('--distributed', 'on the workers of the store (sep worker) instead of this machine', false)
    .option('--quiet', 'no progress and no summary', false)
  withStore(command).action(run)
}

const run = async (file: string | undefined, options: TrialsOptions): Promise<void> => {
  if (options.schema) return print(`${JSON.stringify(specJsonSchema(), null, 2)}\n`)
  if (file === undefined) throw new SepError('bad-argument', 'name the file of a sweep: sep trials SPEC.yaml')
  const { url, ...store } = sweepStoreOf(options)
  if (options.distributed && url === undefined)
    throw new SepError('bad-argument', '--distributed needs the store of the workers: --store URL (or SEP_STORE_URL)')
  if (options.out !== undefined) checkOutputFolder('--out', options.out)
  if (options.askTell) return answer(file, options)
  const interrupt = abortOnInterrupt()
  const bar = progressBar(options.json || options.quiet)
  const report = failures()
  let out = ''
  try {
    const summary = await trials({
      file,
      out: options.out ?? null,
      ledger: ledgerFile(options.ledger),
      workers: options.workers ?? availableParallelism(),
      memoryMb: options.memoryMb,
      fresh: options.fresh,
      distributed: options.distributed ? url! : null,
      ...store,
      signal: interrupt.signal,
      onOpened: (facts) => {
        ;({ out } = facts)
        if (facts.shortened !== null && !options.json && !options.quiet) logToStderr(facts.shortened)
      },
      onFailed: report.take,
      onProgress: bar.update,
    })
    bar.stop()
    report.print()
    if (interrupt.signal.aborted) {
      logToStderr(`stopped; ${summary.computed} results of this run are in ${out}; go on with: ${again(file, options)}`)
      process.exitCode = EXIT.unfinished
      return
    }
    if (options.json) printJson(shownSummary(summary))
    else if (!options.quiet) print(summaryText(summary, out, file))
    if (summary.failed + summary.poison > 0) process.exitCode = EXIT.failed
  } finally {
    bar.stop()
    interrupt.release()
  }
}

/** Until standard input ends. */
const answer = async (file: string, { out, ledger, memoryMb, fresh }: TrialsOptions): Promise<void> => {
  const interrupt = abortOnInterrupt()
  try {
    await askTell({
      ...{ file, out: out ?? null, ledger: ledgerFile(ledger), memoryMb, fresh },
      ...{ input: process.stdin, signal: interrupt.signal, onAnswer: printJson },
    })
  } finally {
    interrupt.release()
  }
}

const shownSummary = ({ sweep, trials: count, computed, reused, failed, poison, wallMs }: SweepSummary) => ({
  ...{ sweep, trials: count, computed, reused, failed, poison, wallMs },
})

/** The address of a store may hold a password and is not repeated. */
const again = (file: string, { out, ledger, distributed, store }: TrialsOptions): string => {
  const given = { out, ledger, store: store && 'URL' }
  const flags = Object.entries(given).flatMap(([flag, value]) => (value ? [`--${flag}`, value] : []))
  return ['sep trials', file, ...flags, ...(distributed ? ['--distributed'] : [])].join(' ')
}

const summaryText = (summary: SweepSummary, out: string, file: string): string => {
  const { trials: count, computed, reused, failed, poison, wallMs } = summary
  const bad = [...(failed > 0 ? [`${failed} failed`] : []), ...(poison > 0 ? [`${poison} ended their workers`] : [])]
  return [
    `${count} trials of ${file}: ${[`${computed} computed`, `${reused} found`, ...bad].join(', ')}, ${(wallMs / 1000).toFixed(1)} s`,
    `${out}/trials.ndjson has a line for each trial and instrument`,
    `whether any of it is an edge: sep report --sweep ${out}`,
    '',
  ].join('\n')
}

const FAILURES_SHOWN = 10

/** A bad configuration does not stop the others; all have the same fault more often than not. */
const failures = () => {
  const held: TrialFailure[] = []
  return {
    take: (failure: TrialFailure) => held.push(failure),
    print: () => {
      for (const { index, text, poison } of held.slice(0, FAILURES_SHOWN))
        logToStderr(`trial ${index}${poison ? ' ended three workers' : ''}: ${text}`, 'warn')
      if (held.length > FAILURES_SHOWN)
        logToStderr(`and ${held.length - FAILURES_SHOWN} more trials that failed`, 'warn')
    },
  }
}

const progressBar = (silent: boolean): { update(done: number, of: number): void; stop(): void } => {
  const stream = progressTerminal()
  if (silent || !stream) return { update: () => {}, stop: () => {} }
  const format = '{bar} {value} of {total} trials, {rate}/s, {eta_formatted} left'
  const bar = new cliProgress.SingleBar({ format, clearOnComplete: true, etaBuffer: 50, stream })
  const startMs = systemClock.monotonicMs()
  bar.start(1, 0, { rate: '-' })
  return {
    update: (done, of) => {
      bar.setTotal(of)
      bar.update(done, { rate: ((done / Math.max(systemClock.monotonicMs() - startMs, 1)) * 1000).toFixed(1) })
    },
    stop: () => bar.stop(),
  }
}
