/** `sep parquet`: the tables of run and sweep folders as Parquet. */
import type { Command } from 'commander'
import { type Twin, parquetTwins } from '../../app/parquet/parquet-twins.js'
import { printableLine } from '../../lib/terminal/printable.js'
import { print } from '../../lib/terminal/stdout.js'
import { printJson } from '../shared/output.js'

export const addParquet = (program: Command): void => {
  program
    .command('parquet <folders...>')
    .description(
      'writes trades, equity and shadow of a run, or trials of a sweep, as Parquet next to them: the same rows and numbers ' +
        'for pandas, DuckDB and notebooks',
    )
    .option('--json', 'print one JSON object', false)
    .action((folders: readonly string[], { json }: { readonly json: boolean }) => {
      const written = folders.map((folder) => ({ folder, files: parquetTwins(folder) }))
      if (json) printJson({ folders: written })
      else print(written.map(({ folder, files }) => files.map((twin) => lineOf(folder, twin)).join('')).join(''))
    })
}

const lineOf = (folder: string, { file, rows }: Twin): string => `${printableLine(folder)}/${file}: ${rows} rows\n`
