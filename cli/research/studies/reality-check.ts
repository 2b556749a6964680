/** `sep studies reality-check`: is the best of many alternatives better than nothing, after looking at all of them? */
import type { Command } from 'commander'
import { badData } from '../../../sources/files/bad-data.js'
import { readNumberTable } from '../../../sources/files/number-table.js'
import { type PanelStatistics, panelStatistics } from '../../../studies/statistics/panel-statistics.js'
import { print } from '../../../lib/terminal/stdout.js'
import { printJson } from '../../shared/output.js'
import { type BootstrapOptions, withBootstrap } from './bootstrap-options.js'

interface RealityCheckOptions extends BootstrapOptions {
  readonly panel: string
  readonly json: boolean
}

/** Hansen's test takes the logarithm of a logarithm. */
const ROWS_MIN = 3
/** A first column with such a name, or without one, tells the rows apart and is no alternative. */
const LABEL = /^(?:date|day|time|timestamp|index|)$/i

export const addRealityCheck = (studies: Command): void => {
  withBootstrap(
    studies
      .command('reality-check')
      .description("White's reality check, Hansen's SPA and StepM over many alternatives; the benchmark is 0")
      .requiredOption(
        '--panel <file>',
        'CSV with one column of returns an alternative, names in the first line, also .gz; a first column date or time is left out',
      ),
  )
    .option('--json', 'print one JSON object; columns by index from 0; null where a number is undefined', false)
    .action(async ({ panel: file, json, block, resamples, seed }: RealityCheckOptions) => {
      const { names, columns } = await readNumberTable(file, (header) =>
        header.flatMap((name, i) => (i === 0 && LABEL.test(name) ? [] : [i])),
      )
      const rows = columns[0]?.length ?? 0
      if (columns.length === 0) throw badData(`${file}: no column of returns`)
      if (rows < ROWS_MIN) throw badData(`${file}: ${rows} rows of returns; at least ${ROWS_MIN} are needed`)
      const found = panelStatistics(columns, { block, resamples, seed })
      if (json) printJson({ ...found, names })
      else print(panelText(found, names))
    })
}

const panelText = (found: PanelStatistics, names: readonly string[]): string => {
  const p = (value: number): string => (Number.isNaN(value) ? '-' : value.toFixed(4))
  const better = found.stepM['0.05']!.map((k) => names[k]!)
  const { alternatives, rows, spaConsistent } = found
  const answer =
    spaConsistent <= 0.05
      ? `better than nothing even as the best of ${alternatives} (p ${p(spaConsistent)})`
      : `what luck gives the best of ${alternatives} (p ${p(spaConsistent)})`
  return [
    `${names[found.best]} has the largest mean, ${found.bestMean.toPrecision(4)} a row over ${rows} rows: ${answer}.`,
    '',
    `SPA (Hansen)         ${p(spaConsistent)}  between ${p(found.spaLower)} and ${p(found.spaUpper)}`,
    `reality check        ${p(found.realityCheckPValue)}  White, not studentised`,
    `StepM at 5 %         ${better.length === 0 ? 'none' : better.join(', ')}`,
    `effective number     ${found.effectiveN.toFixed(1)} of ${alternatives}`,
    `overfitting (PBO)    ${p(found.pbo)}`,
    `${found.resamples} resamples, mean block ${found.block.toPrecision(3)} rows, seed ${found.seed}`,
    '',
  ].join('\n')
}
