/** `sep data info`: describes the candles of data folders. */
import type { Command } from 'commander'
import { describeSeries, type SeriesDescription } from '../../sources/describe-series.js'
import { readDataFolder } from '../../sources/files/folder.js'
import { seriesWarnings } from '../../sources/files/warnings/series-warnings.js'
import { assumedInstruments, loadInstruments } from '../../sources/instruments.js'
import { readSpreadModel, type SpreadModel } from '../../sources/spread-model.js'
import { roundTo } from '../../lib/round.js'
import { writeToStderr } from '../../lib/stderr.js'
import { isoTime } from '../../lib/iso-time.js'
import { ASSUMED } from './assumed-text.js'
import { printJson } from '../shared/output.js'
import { print } from '../../lib/terminal/stdout.js'

interface Flags {
  readonly lenient?: boolean
  readonly trust?: boolean
  readonly json?: boolean
}

/** Adds `info` to the `data` command. */
export const addDataInfo = (data: Command): void => {
  data
    .command('info')
    .description('describes the candles of data folders: span, gaps, volume, sides, spread')
    .argument('<dirs...>', 'data folders with {INSTRUMENT}_M1.csv[.gz] or .ndjson[.gz]')
    .option('--lenient', 'skip and count bad rows; without it the first one is an error')
    .option('--trust', 'take prices that cannot be meant; without it the first one is an error')
    .option('--json', 'print one JSON document')
    .action(showInfo)
}

const showInfo = async (dirs: readonly string[], flags: Flags): Promise<void> => {
  const { series, dataHash, skipped, reasons } = await readDataFolder(dirs, {
    lenient: flags.lenient ?? false,
    trust: flags.trust ?? false,
  })
  const names = series.map((one) => one.instrument)
  const instruments = loadInstruments(names)
  const assumed = assumedInstruments(names)
  const rows = series.map((one, k) => ({
    ...describeSeries(one, instruments[k]!),
    specification: assumed.includes(one.instrument) ? ('assumed' as const) : ('known' as const),
    warnings: seriesWarnings(one),
  }))
  for (const reason of reasons) writeToStderr(`left out: ${reason}\n`)
  if (flags.json) return printJson({ dataHash, skipped, instruments: rows.map(jsonOf) })
  const model = readSpreadModel()
  print(`${rows.map((row) => textOf(row, model)).join('\n')}\n`)
  print(`bad rows left out: ${skipped}\ndata hash: ${dataHash}\n`)
}

/** A description with what the operator must know about it. */
interface Described extends SeriesDescription {
  readonly specification: 'known' | 'assumed'
  readonly warnings: readonly string[]
}

/** Times as ISO text, an unknown spread as null. */
const jsonOf = ({ firstMs, lastMs, spreadMedianPips, ...rest }: Described) => ({
  ...rest,
  first: iso(firstMs),
  last: iso(lastMs),
  spreadMedianPips: Number.isNaN(spreadMedianPips) ? null : roundTo(spreadMedianPips, 2),
})

const textOf = (row: Described, model: SpreadModel): string => {
  const spread = Number.isNaN(row.spreadMedianPips)
    ? `not recorded, ${model.pairs[row.instrument]?.medianPips ?? model.otherMedianPips} pips by the spread model`
    : `${roundTo(row.spreadMedianPips, 2)} pips, ${row.crossedRows} rows crossed`
  const share = (100 * row.missingMinutes) / (row.rows + row.missingMinutes)
  return [
    `${row.instrument}  ${row.rows} candles  ${iso(row.firstMs)} .. ${iso(row.lastMs)}`,
    `  gaps over 5 minutes: ${row.gaps}, minutes missing inside the week: ${row.missingMinutes} (${share.toFixed(1)} %)`,
    `  volume: ${row.volume ? 'yes' : 'none'}, sides: ${row.sides}, o..c: ${row.basis}`,
    `  median spread: ${spread}`,
    ...(row.specification === 'assumed' ? [`  ${ASSUMED}`] : []),
    ...row.warnings.map((warning) => `  warning: ${warning}`),
  ].join('\n')
}

const iso = (ms: number): string => `${isoTime(ms).slice(0, 16)}Z`
