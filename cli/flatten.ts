/** `sep flatten`: closes SEP's trades of one pair or of all, also with the kill switch on. */
import type { Command } from 'commander'
import { writeControl } from '../deploy/control-writer.js'
import { environment } from '../deploy/env.js'
import { systemClock } from '../graph/clock.js'
import { SepError } from '../graph/errors.js'
import { openStore } from '../store/open-store.js'
import { ACCOUNT_FLAG, accountOf, type StoreOptions, storeTargetOf, withStore } from './broker-options.js'
import { printJson } from './run-command.js'

interface FlattenOptions extends StoreOptions {
  readonly account?: string
  readonly dataDir: string
  readonly pair?: string
  readonly all: boolean
}

export const addFlatten = (program: Command): void => {
  withStore(
    program
      .command('flatten')
      .description("asks the running pipeline to close SEP's trades; reductions only, works with the kill switch on")
      .option('--pair <name>', 'of one instrument')
      .option('--all', 'of all instruments', false)
      .option(...ACCOUNT_FLAG)
      .option('--data-dir <dir>', 'folder of the store that `sep live` started', '.cache/store'),
  ).action(async (options: FlattenOptions) => {
    const env = environment()
    const account = accountOf(options, env)
    if (options.all === (options.pair !== undefined)) throw new SepError('bad-argument', 'name one --pair, or --all')
    if (options.pair !== undefined && !/^[A-Z]{3}_[A-Z]{3}$/.test(options.pair))
      throw new SepError('bad-argument', `--pair ${options.pair}: write an instrument like EUR_USD`)
    const { storeUrl, storeBinary } = storeTargetOf(options, env)
    const { store } = await openStore({
      url: storeUrl,
      binary: storeBinary,
      dataDir: options.dataDir,
      clock: systemClock,
    })
    try {
      const request = { kind: 'flatten' as const, pair: options.pair ?? null }
      const id = await writeControl(store, account, request, systemClock.nowMs())
      if (options.json) printJson({ account, pair: request.pair, id })
      else process.stdout.write(`${account}: asked to close ${options.pair ?? 'everything'} (request ${id})\n`)
    } finally {
      await store.close()
    }
  })
}
