/** `sep data synth`: writes a synthetic market to a data folder. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { SepError } from '../../model/error-codes.js'
import { seriesWriter } from '../../sources/files/series-writer.js'
import { type SyntheticInputs, SYNTHETIC_PAIRS, syntheticMarket } from '../../sources/synthetic/market.js'
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
const BATCH_DAYS = 28
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

const synthesise = async (flags: Flags): Promise<void> => {
  const { seed, days } = flags
  const startMs = timeFlag('--from', flags.from)
  const names = flags.pairs === undefined ? SYNTHETIC_PAIRS : flags.pairs.split(',').map((name) => name.trim())
  const { pairs } = syntheticMarket({ seed, startMs, pairs: names })
  if (!flags.force) refuseReplacing(flags.out, pairs)
  checkOutputFolder('--out', flags.out)
  const files = await writeMarket(flags.out, { seed, startMs, pairs }, days)
  const rows = files.reduce((sum, file) => sum + file.rows, 0)
  const from = isoTime(startMs)
  if (flags.json) return printJson({ seed, from, days, rows, files, note: NOTE })
  const lines = files.map((file) => `${file.instrument}  ${String(file.rows).padStart(8)} candles  ${file.path}`)
  print(`${[...lines, `${rows} candles of ${days} days from ${from}, seed ${seed}`, NOTE].join('\n')}\n`)
}

/** A month at a time, so that years fit into memory. */
const writeMarket = async (
  folder: string,
  inputs: SyntheticInputs & { readonly pairs: readonly string[] },
  days: number,
) => {
  const market = syntheticMarket(inputs)
  const files = inputs.pairs.map((instrument) => ({ instrument, rows: 0, writer: seriesWriter(folder, instrument) }))
  try {
    for (let done = 0; done < days; done += BATCH_DAYS) {
      for (const [k, series] of market.next(Math.min(BATCH_DAYS, days - done) * MINUTES_PER_DAY).entries()) {
        const file = files[k]!
        file.rows += series.tMs.length
        await file.writer.write(series)
      }
    }
    const written: { readonly instrument: string; readonly rows: number; readonly path: string }[] = []
    for (const { instrument, rows, writer } of files) written.push({ instrument, rows, path: await writer.finish() })
    return written
  } catch (error) {
    for (const { writer } of files) writer.discard()
    throw error
  }
}

/** Synthetic candles must not overwrite recorded ones. */
const refuseReplacing = (folder: string, pairs: readonly string[]): void => {
  for (const name of pairs) {
    const path = join(folder, `${name}_M1.csv.gz`)
    if (existsSync(path)) throw new SepError('bad-argument', `${path}: exists already; --force replaces it`)
  }
}
