/** `sep manifold`: the manifold document of a candle file, or of candles in the store. */
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
import { type StoreOptions, storeTargetOf, withStore } from '../shared/broker-options.js'
import { writeToStderr } from '../../lib/stderr.js'
import { integerOption } from '../shared/flags.js'
import { readSeriesFile } from '../shared/read-series-file.js'
import { isStored, type StoredStretch, storedStretch } from '../shared/stored-stretch.js'
import { checkOutputFile, printJson, writeOutput } from '../shared/output.js'
import { print } from '../../lib/terminal/stdout.js'

interface Flags extends StoreOptions {
  readonly input: string
  readonly instrument?: string
  readonly output?: string
  readonly view: ManifoldOptions['view']
  readonly signaturePrecision: number
  readonly lookbackMinutes: number
  readonly qbsaNoVolume?: ManifoldOptions['noVolume']
}

export const addManifold = (program: Command): void => {
  withStore(
    program
      .command('manifold')
      .description('computes the manifold of a candle file: window metrics with price, signature and repetitions'),
  )
    .requiredOption(
      '--input <file>',
      'candles as CSV or NDJSON, also .gz; or valkey:EUR_USD:2026-11-24:2026-11-25: ' +
        'candles of the store from the first time to before the second (UTC)',
    )
    .option('--pair, --instrument <name>', 'default: the one in the file name, as in EUR_USD_M1.csv.gz')
    .option(
      '--output <file>',
      'JSON, gzip if it ends in .gz; valkey: the key of the UTC day in --input; default: standard output, as with -',
    )
    .addOption(
      new Option(
        '--view <name>',
        'causal: each window is stamped at its end; original: windows and stamps as in the original program',
      )
        .choices(['causal', 'original'])
        .default('causal'),
    )
    .addOption(integerOption('--signature-precision', 'decimals of the signature', { least: 0, most: 6, fallback: 2 }))
    .addOption(
      integerOption('--lookback-minutes', 'minutes in which repetitions count', { least: 1, most: 1440, fallback: 60 }),
    )
    .addOption(
      new Option(
        '--qbsa-no-volume <rule>',
        'without volume: skip the volume test (range) or take it as passed (parity); default: range, in the original view parity',
      ).choices(['range', 'parity']),
    )
    .action(writeManifold)
}

const WITHOUT_VOLUME = { range: 'bits depend on the range alone', parity: 'every rising close is a 1' } as const

const writeManifold = async (flags: Flags): Promise<void> => {
  const { signaturePrecision, lookbackMinutes } = flags
  const noVolume = flags.qbsaNoVolume ?? (flags.view === 'causal' ? 'range' : 'parity')
  const stretch = isStored(flags.input) ? storedStretch(flags.input) : null
  const toStore = flags.output === 'valkey'
  if (toStore && !stretch?.isDay)
    throw new SepError(
      'bad-argument',
      '--output valkey: --input must be one UTC day of the store, midnight to midnight',
    )
  if (!toStore) checkOutputFile(flags.output)
  const opened = stretch ? await storeOf(storeTargetOf(flags, environment())) : null
  try {
    const series = stretch
      ? await seriesOf(opened!.store, stretch)
      : await readSeriesFile(flags.input, flags.instrument)
    if (series.noVolume && series.tMs.length > 0)
      writeToStderr(`${flags.input} has no volume: ${WITHOUT_VOLUME[noVolume]} (--qbsa-no-volume ${noVolume})\n`)
    const options: ManifoldOptions = { view: flags.view, signaturePrecision, lookbackMinutes, noVolume }
    const document = manifold(series, options)
    const output = toStore ? await keepManifold(opened!.store, series, stretch!.fromMs, options) : flags.output
    if (!toStore) await writeOutput(output, manifoldText(document))
    if (output === undefined || output === '-') return
    const { instrument, count, signals } = document
    if (flags.json) printJson({ output, instrument, count, signals: signals.length })
    else print(`${instrument}: ${count} candles, ${signals.length} signals, in ${output}\n`)
  } finally {
    await opened?.store.close()
  }
}

const seriesOf = async (store: Store, { instrument, fromMs, toMs }: StoredStretch): Promise<CandleSeries> => {
  const { series, skipped, reasons } = await storedCandles(store, instrument, fromMs, toMs)
  if (skipped > 0) writeToStderr(`${skipped} stored entries of ${instrument} are not candles: ${reasons[0]}\n`)
  if (series.tMs.length === 0)
    throw new SepError(
      'missing-data',
      `the store has no candles of ${instrument} in that time; sep fetch downloads them`,
    )
  return series
}
