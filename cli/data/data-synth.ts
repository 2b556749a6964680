/** `sep data synth`: a made-up market into a data folder. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { SepError } from '../../model/error-codes.js'
import { writeSeries } from '../../sources/files/write-folder.js'
import { SYNTHETIC_PAIRS, syntheticMarket } from '../../sources/synthetic/market.js'
import { checkOutputFolder } from '../shared/check-output-folder.js'
import { parseTime, printJson } from '../shared/run-command.js'
import { isoTime } from '../../lib/iso-time.js'

interface Flags {
  readonly out: string
  readonly seed: string
  readonly days: string
  readonly from: string
  readonly pairs?: string
  readonly force?: boolean
  readonly json?: boolean
}

const MINUTES_PER_DAY = 1440
const DAYS_MAX = 3660
const NOTE =
  'This market is made up: its statistics are those of real candles, its prices cannot be foreseen. Nothing that a run shows on it says anything about an edge.'

/** Adds `synth` to the `data` command. */
export const addDataSynth = (data: Command): void => {
  data
    .command('synth')
    .description('Make a market with the statistics of a real one; the same seed gives the same bytes')
    .requiredOption('--out <dir>', 'data folder to write {INSTRUMENT}_M1.csv.gz to; made if it is not there')
    .option('--seed <number>', 'whole number from 0 to 4294967295', '1')
    .option('--days <number>', `days of the calendar, at most ${DAYS_MAX}`, '90')
    .option('--from <time>', 'first minute (UTC)', '2024-01-01')
    .option('--pairs <list>', `comma separated; default: ${SYNTHETIC_PAIRS.join(',')}`)
    .option('--force', 'replace files that are already there')
    .option('--json', 'print one JSON document')
    .action(synthesise)
}

const synthesise = (flags: Flags): void => {
  const seed = wholeNumber('--seed', flags.seed, 0, 0xffffffff)
  const days = wholeNumber('--days', flags.days, 1, DAYS_MAX)
  const startMs = parseTime('--from', flags.from)
  const asked = flags.pairs === undefined ? SYNTHETIC_PAIRS : flags.pairs.split(',').map((name) => name.trim())
  const { pairs } = syntheticMarket({ seed, startMs, pairs: asked })
  if (!flags.force) refuseReplacing(flags.out, pairs)
  checkOutputFolder('--out', flags.out)
  // One pair at a time, so that years fit into memory: a pair is the same whichever others are made.
  const files = pairs.map((instrument) => {
    const [series] = syntheticMarket({ seed, startMs, pairs: [instrument] }).next(days * MINUTES_PER_DAY)
    return { instrument, rows: series!.tMs.length, path: writeSeries(flags.out, series!) }
  })
  const rows = files.reduce((sum, file) => sum + file.rows, 0)
  const from = isoTime(startMs)
  if (flags.json) return printJson({ seed, from, days, rows, files, note: NOTE })
  const lines = files.map((file) => `${file.instrument}  ${String(file.rows).padStart(8)} candles  ${file.path}`)
  process.stdout.write(`${[...lines, `${rows} candles of ${days} days from ${from}, seed ${seed}`, NOTE].join('\n')}\n`)
}

const wholeNumber = (flag: string, text: string, min: number, max: number): number => {
  const value = Number(text)
  if (!/^\d+$/.test(text) || value < min || value > max)
    throw new SepError('bad-argument', `${flag} ${text}: a whole number from ${min} to ${max} is needed`)
  return value
}

/** Recorded candles must not be lost to made-up ones. */
const refuseReplacing = (folder: string, pairs: readonly string[]): void => {
  for (const name of pairs) {
    const path = join(folder, `${name}_M1.csv.gz`)
    if (existsSync(path)) throw new SepError('bad-argument', `${path}: is already there; --force replaces it`)
  }
}
