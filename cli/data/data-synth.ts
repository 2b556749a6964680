/** `sep data synth`: writes a synthetic market to a data folder. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { SepError } from '../../model/error-codes.js'
import { writeSeries } from '../../sources/files/write-folder.js'
import { SYNTHETIC_PAIRS, syntheticMarket } from '../../sources/synthetic/market.js'
import { isoTime } from '../../lib/iso-time.js'
import { checkOutputFolder, printJson } from '../shared/output.js'
import { integerOption, SEEDS, timeFlag } from '../shared/flags.js'
import { print } from '../../lib/terminal/stdout.js'

interface Flags {
  readonly out: string
  readonly seed: number
  readonly days: number
  readonly from: string
  readonly pairs?: string
  readonly force?: boolean
  readonly json?: boolean
}

const MINUTES_PER_DAY = 1440
const DAYS_MAX = 3660
const NOTE =
  'This market is synthetic: realistic statistics, unpredictable prices. Results on it are no evidence of an edge.'

/** Adds `synth` to the `data` command. */
export const addDataSynth = (data: Command): void => {
  data
    .command('synth')
    .description('generates a market with the statistics of a real one; the same seed gives the same bytes')
    .requiredOption('--out <dir>', 'data folder to write {INSTRUMENT}_M1.csv.gz to; created if it does not exist')
    .addOption(integerOption('--seed', 'seed of the market', { ...SEEDS, fallback: 1 }))
    .addOption(integerOption('--days', 'calendar days', { least: 1, most: DAYS_MAX, fallback: 90 }))
    .option('--from <time>', 'first minute (UTC)', '2024-01-01')
    .option('--pairs <list>', `comma separated; default: ${SYNTHETIC_PAIRS.join(',')}`)
    .option('--force', 'replace existing files')
    .option('--json', 'print one JSON document')
    .action(synthesise)
}

const synthesise = (flags: Flags): void => {
  const { seed, days } = flags
  const startMs = timeFlag('--from', flags.from)
  const names = flags.pairs === undefined ? SYNTHETIC_PAIRS : flags.pairs.split(',').map((name) => name.trim())
  const { pairs } = syntheticMarket({ seed, startMs, pairs: names })
  if (!flags.force) refuseReplacing(flags.out, pairs)
  checkOutputFolder('--out', flags.out)
  // One pair at a time, so that years fit into memory. A pair does not depend on the others.
  const files = pairs.map((instrument) => {
    const [series] = syntheticMarket({ seed, startMs, pairs: [instrument] }).next(days * MINUTES_PER_DAY)
    return { instrument, rows: series!.tMs.length, path: writeSeries(flags.out, series!) }
  })
  const rows = files.reduce((sum, file) => sum + file.rows, 0)
  const from = isoTime(startMs)
  if (flags.json) return printJson({ seed, from, days, rows, files, note: NOTE })
  const lines = files.map((file) => `${file.instrument}  ${String(file.rows).padStart(8)} candles  ${file.path}`)
  print(`${[...lines, `${rows} candles of ${days} days from ${from}, seed ${seed}`, NOTE].join('\n')}\n`)
}

/** Synthetic candles must not overwrite recorded ones. */
const refuseReplacing = (folder: string, pairs: readonly string[]): void => {
  for (const name of pairs) {
    const path = join(folder, `${name}_M1.csv.gz`)
    if (existsSync(path)) throw new SepError('bad-argument', `${path}: exists already; --force replaces it`)
  }
}
