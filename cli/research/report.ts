/** `sep report`: the verdict on a sweep, in one sentence, with the evidence. */
import { type Command, Option } from 'commander'
import { environment } from '../../app/config/environment.js'
import { unlockHoldout } from '../../deploy/unlock-holdout.js'
import { newestSweep } from '../../app/report/newest-sweep.js'
import { reportStoredRuns } from '../../app/report/report-stored-runs.js'
import { reportSweep, type ReportedSweep } from '../../app/report/report-sweep.js'
import { sweepShape } from '../../app/report/sweep-shape.js'
import { versions } from '../../app/config/versions.js'
import { systemClock } from '../../lib/clock.js'
import { logToStderr } from '../../lib/stderr.js'
import { print } from '../../lib/terminal/stdout.js'
import { SepError } from '../../model/error-codes.js'
import { sweepReport } from '../../studies/report/sweep/sweep-report.js'
import { type StoreOptions, withStore } from '../shared/broker-options.js'
import { integerOption } from '../shared/flags.js'
import { printJson } from '../shared/output.js'
import { repeatCommand } from '../shared/repeat-command.js'
import { reportText } from './report-text.js'
import { inStore } from './studies/run-query.js'
import { REPORT_FORMS, reportForm, writeReport } from './write-report.js'

interface ReportOptions extends StoreOptions {
  readonly sweep?: string
  readonly ledger?: string
  readonly out?: string
  readonly heat?: string
  readonly openHoldout: boolean
  readonly days: number
  readonly minTrades: number
  readonly objective: 'pnl' | 'calmar' | 'dsr'
}

export const addReport = (program: Command): void => {
  withStore(
    program
      .command('report')
      .description(
        'the verdict on a sweep after all costs and after the search: edge, no edge or undecided; exits 0 for each. ' +
          'Without --sweep it takes the newest below .sep/sweeps; with --store or --days it ranks the runs in the store ' +
          'and writes the winners there',
      )
      .option('--sweep <dir>', 'folder that sep trials wrote')
      .option('--ledger <file>', 'the ledger that counts every configuration ever tried; default: .sep/ledger.ndjson')
      .addOption(integerOption('--days', 'length of the stored runs', { least: 1, most: 36_600, fallback: 30 }))
      .addOption(
        integerOption('--min-trades', 'stored configurations with fewer win nothing', {
          least: 1,
          most: 1e9,
          fallback: 5,
        }),
      )
      .addOption(
        new Option('--objective <name>', 'what ranks stored runs').choices(['pnl', 'calmar', 'dsr']).default('pnl'),
      )
      .option('--heat <x,y>', 'parameters of the heat map; default: each two of those that vary, three maps at most')
      .option('--open-holdout', 'run the best configuration on the locked part of the data: once for a family', false)
      .option('--out <file>', `report to write: ${REPORT_FORMS.join(', ')}`),
  ).action(run)
}

const run = async (options: ReportOptions, command: Command): Promise<void> => {
  const { out } = options
  const sweep = options.sweep ?? defaultSweep(command)
  const form = reportForm(out)
  const reported = sweep === undefined ? await ofStore(options, repeatCommand(command)) : await ofSweep(options, sweep)
  const { results, verdict } = reported
  const shape = sweepShape(results, verdict, reported.holdOut)
  const document = sweepReport(results, verdict, reported.holdOut)
  if (out !== undefined) await writeReport(out, form, document, shape)
  if (options.json) printJson(shape)
  else print(reportText(reported, document, out))
}

/** The newest sweep, unless a flag is about stored runs; without any sweep that is an error with both ways. */
const defaultSweep = (command: Command): string | undefined => {
  if (STORED.some((name) => command.getOptionValueSource(name) === 'cli')) return undefined
  const newest = newestSweep('.sep/sweeps')
  if (newest !== null) return newest
  throw new SepError(
    'bad-argument',
    'there is no sweep below .sep/sweeps: name its folder with --sweep DIR, or with --store URL or --days N the stored runs',
  )
}
const STORED = ['store', 'dataDir', 'days', 'minTrades', 'objective']

const ofSweep = async ({ ledger, heat, openHoldout }: ReportOptions, folder: string): Promise<ReportedSweep> => {
  const file = ledger ?? (environment()['SEP_LEDGER'] || '.sep/ledger.ndjson')
  const report = () => reportSweep({ folder, ledger: file, axes: axesOf(heat), clock: systemClock })
  const first = report()
  if (!openHoldout) return first
  await unlockHoldout(folder, first, file)
  return report()
}

/** Runs that cannot be compared are named: they are in no ranking. */
const ofStore = async (options: ReportOptions, command: string): Promise<ReportedSweep> => {
  const { days, minTrades, objective, heat } = options
  const { others, ...reported } = await inStore(options, (store) =>
    reportStoredRuns({
      ...{ store, days, minTrades, objective, command, versions: versions() },
      axes: axesOf(heat),
      clock: systemClock,
    }),
  )
  if (others > 0) logToStderr(`${others} runs of ${days} days on other windows, data or graphs are left out`)
  return reported
}

const axesOf = (text: string | undefined): readonly [string, string] | undefined => {
  if (text === undefined) return undefined
  const [x, y, ...more] = text.split(',')
  if (!x || !y || more.length > 0 || x === y)
    throw new SepError('bad-argument', `--heat ${text}: two different parameters with a comma between them`)
  return [x, y]
}
