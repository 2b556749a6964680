/** `sep manifold`: the manifold document of a file of candles. */
import { type Command, Option } from 'commander'
import { SepError } from '../graph/errors.js'
import { manifold, type ManifoldOptions } from '../studies/manifold.js'
import { manifoldText } from '../studies/manifold/text.js'
import { readSeriesFile } from './read-series-file.js'
import { printJson } from './run-command.js'
import { writeOutput } from './write-output.js'

interface Flags {
  readonly input: string
  readonly instrument?: string
  readonly output?: string
  readonly view: ManifoldOptions['view']
  readonly signaturePrecision: string
  readonly lookbackMinutes: string
  readonly qbsaNoVolume?: ManifoldOptions['noVolume']
  readonly json: boolean
}

export const addManifold = (program: Command): void => {
  program
    .command('manifold')
    .description('computes the manifold of a file of candles: window metrics with price, signature and repetitions')
    .requiredOption('--input <file>', 'CSV or NDJSON of candles, also .gz')
    .option('--instrument <name>', 'default: what the file name says, EUR_USD_M1.csv.gz')
    .option('--output <file>', 'JSON, gzip where it ends in .gz; default: standard output, as with -')
    .addOption(
      new Option(
        '--view <name>',
        'causal: each window stamped at its end; original: windows and stamps of the original',
      )
        .choices(['causal', 'original'])
        .default('causal'),
    )
    .option('--signature-precision <n>', 'decimals of the signature, 0 to 6', '2')
    .option('--lookback-minutes <n>', 'minutes in which repetitions are counted, 1 to 1440', '60')
    .addOption(
      new Option(
        '--qbsa-no-volume <rule>',
        'a file without volume: leave the volume test out (range), or take it as passed (parity); default: range, in the original view parity',
      ).choices(['range', 'parity']),
    )
    .option('--json', 'with --output FILE: say what was written as one JSON object', false)
    .action(writeManifold)
}

const writeManifold = async (flags: Flags): Promise<void> => {
  const signaturePrecision = whole('--signature-precision', flags.signaturePrecision, 0, 6)
  const lookbackMinutes = whole('--lookback-minutes', flags.lookbackMinutes, 1, 1440)
  const noVolume = flags.qbsaNoVolume ?? (flags.view === 'causal' ? 'range' : 'parity')
  const series = await readSeriesFile(flags.input, flags.instrument)
  if (series.noVolume && series.tMs.length > 0)
    process.stderr.write(
      `${flags.input} has no volume: ${noVolume === 'range' ? 'a bit looks at the range alone' : 'every rising close is a 1'} (--qbsa-no-volume ${noVolume})\n`,
    )
  const document = manifold(series, { view: flags.view, signaturePrecision, lookbackMinutes, noVolume })
  await writeOutput(flags.output, manifoldText(document))
  if (flags.output === undefined || flags.output === '-') return
  const { instrument, count, signals } = document
  if (flags.json) printJson({ output: flags.output, instrument, count, signals: signals.length })
  else process.stdout.write(`${instrument}: ${count} candles, ${signals.length} signals, in ${flags.output}\n`)
}

const whole = (flag: string, text: string, from: number, to: number): number => {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (!(value >= from && value <= to))
    throw new SepError('bad-argument', `${flag} ${text}: a whole number from ${from} to ${to} is needed`)
  return value
}
