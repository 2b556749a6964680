/** `sep flatten`: closes SEP's trades of one pair or of all pairs, also with the kill switch on. */
import type { Command } from 'commander'
import { environment } from '../../app/config/environment.js'
import { type ControlAnswer, flattenAccount, resumeTrading } from '../../app/control/desk.js'
import { SepError } from '../../model/error-codes.js'
import { accountOf } from '../shared/broker-options.js'
import { atDesk, type ControlOptions, report, withControl } from '../shared/control-options.js'
import { pairOption } from '../shared/flags.js'
import { needConfirmation } from './arm.js'

interface FlattenOptions extends ControlOptions {
  readonly pair?: string
  readonly all: boolean
  readonly thenResume: boolean
  readonly foreign: boolean
  readonly confirm?: string
}

export const addFlatten = (program: Command): void => {
  withControl(
    program
      .command('flatten')
      .description(
        "closes SEP's trades through the running pipeline, also with the kill switch on. " +
          'Exit codes: 0 all closed, 3 taken but not done, 1 not taken',
      )
      .addOption(pairOption('--pair', 'trades of one instrument'))
      .option('--all', 'trades of all instruments; also pauses: sep arm resumes', false)
      .option('--foreign', "with --all: also trades that are not SEP's; needs --confirm ACCOUNT", false)
      .option('--then-resume', 'with --all: go on trading once all is closed', false)
      .option('--confirm <account>', 'the account id again: for --foreign, and for --then-resume with real money'),
    60,
  ).action(flatten)
}

const flatten = async (options: FlattenOptions): Promise<void> => {
  const account = accountOf(options, environment())
  const { pair, all, thenResume, foreign } = options
  if (all === (pair !== undefined)) throw new SepError('bad-argument', 'give either --pair or --all')
  if (thenResume && (!all || !options.wait))
    throw new SepError('bad-argument', '--then-resume: only with --all, and not with --no-wait')
  if (thenResume) needConfirmation(account, options.confirm)
  if (foreign && !all) throw new SepError('bad-argument', '--foreign: only with --all')
  if (foreign && options.confirm !== account)
    throw new SepError('bad-argument', `--foreign closes trades that are not SEP's: add --confirm ${account}`)
  await atDesk(options, async (desk) => {
    const closing = await flattenAccount(desk, account, {
      ...{ kind: 'flatten', pair: pair ?? null },
      ...(foreign ? { foreign } : {}),
    })
    const isOver = closing.outcome.state === 'done'
    const answer: ControlAnswer = thenResume && isOver ? await resumeTrading(desk, account) : closing
    const paused = all && !(thenResume && isOver)
    const then = paused ? '; paused: sep arm resumes' : all ? '; trading again' : ''
    report(
      options,
      answer,
      {
        done: `${account}: ${pair === undefined ? 'everything is' : `${pair} is`} closed${then}`,
        wish:
          thenResume && isOver
            ? `${account}: resume`
            : `${account}: close ${pair ?? 'everything'}${all ? ' (paused)' : ''}`,
        unheard: 'sep drain closes once the pipeline has ended',
      },
      { account, pair: pair ?? null, paused },
    )
  })
}
