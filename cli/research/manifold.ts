/** `sep manifold`: the manifold document of a file of candles, or of candles that the store keeps. */
import { type Command, Option } from 'commander'
import { writeManifold as keepManifold } from '../../app/store-jobs/day-manifolds.js'
import { environment } from '../../app/config/environment.js'
import { storeOf } from '../../app/connect/store-of.js'
import { SepError } from '../../model/error-codes.js'
import type { Store } from '../../store/store.js'
import type { CandleSeries } from '../../model/candle-series.js'
import { storedCandles } from '../../sources/valkey-candles.js'
import { manifold, type ManifoldOptions } from '../../studies/manifold.js'
import { manifoldText } from '../../studies/manifold/text.js'
import { storeTargetOf } from '../shared/broker-options.js'
import { checkOutputFile } from '../shared/check-output-file.js'
import { readSeriesFile } from '../shared/read-series-file.js'
import { printJson } from '../shared/run-command.js'
import { isStored, type StoredStretch, storedStretch } from '../shared/stored-stretch.js'
import { writeOutput } from '../shared/write-output.js'

interface Flags {
  readonly input: string
  readonly instrument?: string
  readonly output?: string
  readonly store?: string
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
    .requiredOption(
      '--input <file>',
      'CSV or NDJSON of candles, also .gz; or valkey:EUR_USD:2026-11-24:2026-11-25: those that the store keeps from the one time to before the other (UTC)',
    )
    .option('--instrument <name>', 'default: what the file name says, EUR_USD_M1.csv.gz')
    .option(
      '--output <file>',
      'JSON, gzip where it ends in .gz; valkey: the key of the UTC day that --input names; default: standard output, as with -',
    )
    .option('--store <url>', 'store of valkey: (SEP_STORE_URL)')
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
  const stretch = isStored(flags.input) ? storedStretch(flags.input) : null
  const toStore = flags.output === 'valkey'
  if (toStore && !stretch?.isDay)
    throw new SepError(
      'bad-argument',
      '--output valkey: --input must name one UTC day of the store, midnight to midnight',
    )
  if (!toStore) checkOutputFile(flags.output)
  const opened = stretch ? await storeOf(storeTargetOf({ ...flags }, environment())) : null
  try {
    const series = stretch
      ? await seriesOf(opened!.store, stretch)
      : await readSeriesFile(flags.input, flags.instrument)
    if (series.noVolume && series.tMs.length > 0)
      process.stderr.write(
        `${flags.input} has no volume: ${noVolume === 'range' ? 'a bit looks at the range alone' : 'every rising close is a 1'} (--qbsa-no-volume ${noVolume})\n`,
      )
    const options: ManifoldOptions = { view: flags.view, signaturePrecision, lookbackMinutes, noVolume }
    const document = manifold(series, options)
    const output = toStore ? await keepManifold(opened!.store, series, stretch!.fromMs, options) : flags.output
    if (!toStore) await writeOutput(output, manifoldText(document))
    if (output === undefined || output === '-') return
    const { instrument, count, signals } = document
    if (flags.json) printJson({ output, instrument, count, signals: signals.length })
    else process.stdout.write(`${instrument}: ${count} candles, ${signals.length} signals, in ${output}\n`)
  } finally {
    await opened?.store.close()
  }
}

const seriesOf = async (store: Store, { instrument, fromMs, toMs }: StoredStretch): Promise<CandleSeries> => {
  const { series, skipped, reasons } = await storedCandles(store, instrument, fromMs, toMs)
  if (skipped > 0) process.stderr.write(`${skipped} stored candles of ${instrument} are none: ${reasons[0]}\n`)
  if (series.tMs.length === 0)
    throw new SepError('missing-data', `the store has no candles of ${instrument} then; sep fetch brings them`)
  return series
}

const whole = (flag: string, text: string, from: number, to: number): number => {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (!(value >= from && value <= to))
    throw new SepError('bad-argument', `${flag} ${text}: a whole number from ${from} to ${to} is needed`)
  return value
}
