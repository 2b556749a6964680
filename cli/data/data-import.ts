/** `sep data import`: converts another program's files of one instrument into a data folder. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Command, Option } from 'commander'
import { SepError } from '../../model/error-codes.js'
import { importers, type ImportFormat } from '../../sources/files/formats/importers.js'
import { sourceClock } from '../../sources/files/formats/source-clock.js'
import { seriesWarnings } from '../../sources/files/warnings/series-warnings.js'
import { writeSeries } from '../../sources/files/write-folder.js'
import { describeSeries } from '../../sources/describe-series.js'
import { assumedInstruments, loadInstruments } from '../../sources/instruments.js'
import { writeToStderr } from '../../lib/stderr.js'
import { isoTime } from '../../lib/iso-time.js'
import { ASSUMED } from './assumed-text.js'
import { checkOutputFolder, printJson } from '../shared/output.js'
import { print } from '../../lib/terminal/stdout.js'

interface Flags {
  readonly format: keyof typeof importers
  readonly instrument: string
  readonly tz?: string
  readonly ask?: readonly string[]
  readonly lenient?: boolean
  readonly trust?: boolean
  readonly force?: boolean
  readonly out: string
  readonly json?: boolean
}
const INSTRUMENT = /^[A-Z]{3}_[A-Z]{3}$/

/** Adds `import` to the `data` command. */
export const addDataImport = (data: Command): void => {
  const formats = Object.entries(importers).map(([name, { about }]) => `  ${name.padEnd(11)} ${about}`)
  data
    .command('import')
    .description('converts candle files of other programs to {INSTRUMENT}_M1.csv.gz')
    .argument('<files...>', 'files of one instrument, in any order; where they overlap the candles must be equal')
    .addOption(
      new Option('--format <name>', 'format of the files, see below')
        .choices(Object.keys(importers))
        .makeOptionMandatory(),
    )
    .requiredOption('--pair, --instrument <name>', 'instrument the files hold, like EUR_USD')
    .requiredOption('--out <dir>', 'data folder to write to; created if it does not exist')
    .option('--tz <zone>', 'clock of times without an offset: an IANA zone, UTC, UTC-5, or ny-close (New York + 7 h)')
    .option('--ask <file>', 'dukascopy: a file of asks; repeatable', (file, files: readonly string[] | undefined) => [
      ...(files ?? []),
      file,
    ])
    .option('--lenient', 'skip and count bad rows; without it the first one is an error')
    .option('--trust', 'take prices that cannot be meant; without it the first one is an error')
    .option('--force', 'replace an existing file')
    .option('--json', 'print one JSON document')
    .addHelpText('after', `\nFormats:\n${formats.join('\n')}`)
    .action(importData)
}

const importData = async (files: readonly string[], flags: Flags): Promise<void> => {
  check(flags)
  const { read } = importers[flags.format] as ImportFormat
  const { series, skipped, reasons, notes } = await read(files, {
    instrument: flags.instrument,
    lenient: flags.lenient ?? false,
    trust: flags.trust ?? false,
    ask: flags.ask ?? [],
    ...(flags.tz === undefined ? {} : { tz: flags.tz }),
  })
  for (const reason of reasons) writeToStderr(`left out: ${reason}\n`)
  const { instrument, tMs, basis, noVolume } = series
  const specification = assumedInstruments([instrument]).length > 0 ? 'assumed' : 'known'
  const { crossedRows } = describeSeries(series, loadInstruments([instrument])[0]!)
  const warnings = [...seriesWarnings(series, flags.tz), ...crossedWarnings(crossedRows, tMs.length)]
  for (const note of notes) writeToStderr(`note: ${note}\n`)
  for (const warning of warnings) writeToStderr(`warning: ${warning}\n`)
  if (specification === 'assumed') writeToStderr(`warning: ${instrument}: ${ASSUMED}\n`)
  const path = writeSeries(flags.out, series)
  const [first, last] = [tMs[0]!, tMs.at(-1)!].map((ms) => isoTime(ms))
  const json = { instrument, path, rows: tMs.length, first, last, basis, noVolume, skipped }
  if (flags.json) return printJson({ ...json, crossedRows, specification, notes, warnings })
  const kind = `${basis === 'bid' ? 'bid only' : 'mid'}, ${noVolume ? 'no volume' : 'volume'}, ${skipped} bad rows left out`
  print(`${instrument}: ${tMs.length} candles ${first} .. ${last}, ${kind}\nwritten: ${path}\n`)
}

/** Few rows are crossed in many sources; where most are, the import has failed. */
const crossedWarnings = (crossed: number, rows: number): string[] =>
  crossed === 0
    ? []
    : [`the bid is above the ask in ${crossed} of ${rows} rows: they are kept, their spread is the floor`]

/** Checks the flags before anything is read. */
const check = ({ format, instrument, tz, ask, out, force }: Flags): void => {
  const fail = (text: string) => new SepError('bad-argument', text)
  if (!INSTRUMENT.test(instrument)) throw fail(`--instrument ${instrument}: not an instrument name like EUR_USD`)
  if (tz !== undefined && !importers[format].zoned) throw fail(`--tz ${tz}: ${format} files are in UTC`)
  if (tz !== undefined) sourceClock(tz)
  if (ask && format !== 'dukascopy') throw fail(`--ask ${ask[0]}: only dukascopy has bid and ask in separate files`)
  checkOutputFolder('--out', out)
  const path = join(out, `${instrument}_M1.csv.gz`)
  if (!force && existsSync(path)) throw fail(`${path}: exists already; --force replaces it`)
}
