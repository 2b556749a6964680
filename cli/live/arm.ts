/** `sep arm`: lets a pipeline open positions: kill switch off, mode trading. With real money the account id must be repeated. */
import type { Command } from 'commander'
import { writeControlRequest } from '../../streams/control/writer.js'
import { environment } from '../../app/config/environment.js'
import { systemClock } from '../../lib/clock.js'
import { SepError } from '../../model/error-codes.js'
import { accountOf } from '../shared/broker-options.js'
import { type ControlOptions, requestThroughStore, withControl } from '../shared/control-options.js'
import { printJson } from '../shared/output.js'
import { print } from '../../lib/terminal/stdout.js'

interface ArmOptions extends ControlOptions {
  readonly confirm?: string
  readonly off: boolean
}

export const addArm = (program: Command): void => {
  withControl(
    program
      .command('arm')
      .description(
        'lets the pipeline of an account open positions: kill switch off, mode trading; --off turns the kill switch on',
      )
      .option('--confirm <account>', 'the account id again: needed for an account with real money (001-...)')
      .option('--off', 'turn the kill switch on: reductions only, positions stay', false),
  ).action(async (options: ArmOptions) => {
    const account = accountOf(options, environment())
    if (!options.off && account.startsWith('001-') && options.confirm !== account)
      throw new SepError('bad-argument', `${account} has real money: add --confirm ${account}`)
    await requestThroughStore(options, async (store) => {
      const now = systemClock.nowMs()
      if (!options.off) await writeControlRequest(store, account, { kind: 'mode', paused: false }, now)
      const id = await writeControlRequest(store, account, { kind: 'kill', on: options.off, flatten: false }, now)
      if (options.json) printJson({ account, killSwitch: options.off, id })
      else print(`${account}: kill switch ${options.off ? 'ON' : 'off, mode trading'}\n`)
    })
  })
}
