/** `sep flatten`: closes SEP's trades of one pair or of all pairs, also with the kill switch on. */
import type { Command } from 'commander'
import { writeControlRequest } from '../../streams/control/writer.js'
import { environment } from '../../app/config/environment.js'
import { systemClock } from '../../lib/clock.js'
import { SepError } from '../../model/error-codes.js'
import { accountOf } from '../shared/broker-options.js'
import { type ControlOptions, requestThroughStore, withControl } from '../shared/control-options.js'
import { printJson } from '../shared/output.js'
import { print } from '../../lib/terminal/stdout.js'

interface FlattenOptions extends ControlOptions {
  readonly pair?: string
  readonly all: boolean
}

export const addFlatten = (program: Command): void => {
  withControl(
    program
      .command('flatten')
      .description("requests the running pipeline to close SEP's trades; works with the kill switch on")
      .option('--pair <name>', 'trades of one instrument')
      .option('--all', 'trades of all instruments', false),
  ).action(async (options: FlattenOptions) => {
    const account = accountOf(options, environment())
    if (options.all === (options.pair !== undefined)) throw new SepError('bad-argument', 'give either --pair or --all')
    if (options.pair !== undefined && !/^[A-Z]{3}_[A-Z]{3}$/.test(options.pair))
      throw new SepError('bad-argument', `--pair ${options.pair}: write an instrument like EUR_USD`)
    await requestThroughStore(options, async (store) => {
      const request = { kind: 'flatten' as const, pair: options.pair ?? null }
      const id = await writeControlRequest(store, account, request, systemClock.nowMs())
      if (options.json) printJson({ account, pair: request.pair, id })
      else print(`${account}: requested to close ${options.pair ?? 'everything'} (request ${id})\n`)
    })
  })
}
