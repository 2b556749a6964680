/** `sep studies enqueue-long-run`: queues the 90 days that a series of spans is counted from. */
import type { Command } from 'commander'
import { cacheFolder } from '../../../app/config/cache-folder.js'
import { environment } from '../../../app/config/environment.js'
import { storedData } from '../../../app/store-jobs/stored-data.js'
import { enqueueLongRun } from '../../../app/trials/distributed/enqueue-long-run.js'
import { print } from '../../../lib/terminal/stdout.js'
import { SepError } from '../../../model/error-codes.js'
import { storeAddress } from '../../../store/address.js'
import { LONG_RUN_DAYS } from '../../../studies/spans/span-series.js'
import { storeTargetOf } from '../../shared/broker-options.js'
import { integerOption, timeFlag } from '../../shared/flags.js'
import { printJson } from '../../shared/output.js'
import { storedChoice } from '../../shared/stored-stretch.js'
import { inStore, paramsOf, type RunQueryOptions, withRunQuery } from './run-query.js'

interface LongRunOptions extends RunQueryOptions {
  readonly days: number
  readonly data?: readonly string[]
  readonly to?: string
}

export const addEnqueueLongRun = (studies: Command): void => {
  withRunQuery(
    studies
      .command('enqueue-long-run')
      .description('queues one long run with a fixed end; a worker (sep worker) computes and stores it')
      .addOption(integerOption('--days', 'length, days', { least: 1, most: 3660, fallback: LONG_RUN_DAYS }))
      .option('--data <dir...>', 'folders of candles that the workers have as well; default: the candles of the store')
      .option('--to <time>', 'end, exclusive (UTC); default: the end of the candles'),
  ).action(async (options: LongRunOptions) => {
    const { storeUrl } = storeTargetOf(options, environment())
    if (storeUrl === undefined)
      throw new SepError('bad-argument', 'the store of the workers is needed: --store URL (or SEP_STORE_URL)')
    const { instrument, days, data = null, to } = options
    const toText = to === undefined ? null : `${new Date(timeFlag('--to', to)).toISOString().slice(0, 16)}Z`
    const request = { instrument, days, data, to: toText, params: paramsOf({ ...options }) }
    const queued = await inStore(options, (store) => {
      const access = { cache: cacheFolder(), stored: (text: string) => storedData(store, storedChoice(text)) }
      return enqueueLongRun(request, environment(), access, storeAddress(storeUrl))
    })
    if (options.json) return printJson(queued)
    print(`run ${queued.run_id} is queued as job ${queued.job_id}: ${queued.from} to ${queued.to}\n`)
    if (queued.days < days) print(`the candles begin later: ${queued.days.toFixed(1)} days, not ${days}\n`)
  })
}
