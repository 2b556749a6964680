/** `sep studies series`: trades of an instrument over several spans, counted from one long run. */
import type { Command } from 'commander'
import { logToStderr } from '../../../lib/stderr.js'
import { print } from '../../../lib/terminal/stdout.js'
import { series, seriesOfRuns } from '../../../studies/spans/series.js'
import { SPAN_DAYS, type SpanRow } from '../../../studies/spans/span-series.js'
import { SepError } from '../../../model/error-codes.js'
import { printJson } from '../../shared/output.js'
import { inStore, paramsOf, type RunQueryOptions, withParams } from './run-query.js'
import { integersFlag, pairOption } from '../../shared/flags.js'
import { withStore } from '../../shared/broker-options.js'

interface SeriesOptions extends Omit<RunQueryOptions, 'instrument'> {
  readonly instrument?: string
  readonly days: string
  readonly runs?: string
}

export const addSeries = (studies: Command): void => {
  withStore(
    withParams(
      studies
        .command('series')
        .description(
          'trades of an instrument over several spans with one end, all counted from one long run of the store ' +
            '(90 days preferred): a longer span never has fewer',
        )
        .addOption(pairOption('--instrument', 'instrument; needed without --runs'))
        .option('--days <list>', 'spans, days', SPAN_DAYS.join(','))
        .option('--runs <list>', 'these runs instead, each as its own span; refused unless all else is equal'),
    ),
  ).action(async (options: SeriesOptions) => {
    const days = integersFlag('--days', options.days, { least: 1, most: 36_600 })
    const params = paramsOf({ ...options })
    const { instrument, runs } = options
    if ((instrument === undefined) === (runs === undefined))
      throw new SepError('bad-argument', '--instrument or --runs is needed, not both')
    await inStore(options, async (store) => {
      if (instrument === undefined) return show(options.json, await seriesOfRuns(store, runs!.split(',')))
      const found = await series(store, { instrument, days, params })
      if (found.fallback && !options.json) logToStderr(found.message)
      show(
        options.json,
        found.rows.map((row) => ({ ...row, fallback: found.fallback })),
      )
    })
  })
}

const show = (json: boolean, rows: readonly SpanRow[]): void => {
  if (json) return printJson(rows)
  const [first] = rows
  print(`run ${first?.run_id} (${first?.param_key ?? 'no param key'}), to ${first?.to}\n`)
  for (const { days, trades, pnl_bps, win_rate, mean_bps } of rows)
    print(
      `${String(days).padStart(4)} days  ${String(trades).padStart(6)} trades  ${pnl_bps.toFixed(1).padStart(9)} bps` +
        `${mean_bps === null ? '' : `  ${mean_bps.toFixed(2)} bps a trade, ${(100 * win_rate!).toFixed(1)} % won`}\n`,
    )
}
