/** `sep studies latest-run`: the run that stands for an instrument, a span and parameters. */
import type { Command } from 'commander'
import { print } from '../../../lib/terminal/stdout.js'
import { latestRun } from '../../../studies/spans/latest-run.js'
import { integerOption } from '../../shared/flags.js'
import { printJson } from '../../shared/output.js'
import { EXIT } from '../../shared/run-command.js'
import { inStore, paramsOf, type RunQueryOptions, withRunQuery } from './run-query.js'

interface LatestRunOptions extends RunQueryOptions {
  readonly days: number
  readonly minTrades: number
}

export const addLatestRun = (studies: Command): void => {
  withRunQuery(
    studies
      .command('latest-run')
      .description(
        'the stored run of an instrument over a span: of the parameters where there is one, else of any, and then a ' +
          'message names the fall-back; of several the one with most trades',
      )
      .addOption(integerOption('--days', 'span, days', { least: 1, most: 36_600, fallback: 30 }))
      .addOption(integerOption('--min-trades', 'runs with fewer are left out', { least: 0, most: 1e9, fallback: 0 })),
  ).action(async (options: LatestRunOptions) => {
    const { instrument, days, minTrades, json } = options
    const query = { instrument, days, minTrades, params: paramsOf({ ...options }) }
    const found = await inStore(options, (store) => latestRun(store, query))
    if (json) printJson(found)
    else print(`${found.message}\n${found.run ? `${JSON.stringify(found.run.summary)}\n` : ''}`)
    if (!found.run) process.exitCode = EXIT.failed
  })
}
