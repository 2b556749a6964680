/** `sep arm`: lets a pipeline open positions: kill switch off, mode trading. With real money the account id must be repeated. */
import type { Command } from 'commander'
import { environment } from '../../app/config/environment.js'
import { statusOfPipeline } from '../../app/control/living.js'
import { armAccount, killAccount, type ControlDesk, thereOn, turnGlobal } from '../../app/control/desk.js'
import { print } from '../../lib/terminal/stdout.js'
import { SepError } from '../../model/error-codes.js'
import { accountOf } from '../shared/broker-options.js'
import { atDesk, type ControlOptions, report, withControl } from '../shared/control-options.js'
import { printJson } from '../shared/output.js'
import { EXIT } from '../shared/run-command.js'

interface ArmOptions extends ControlOptions {
  readonly confirm?: string
  readonly off: boolean
  readonly global: boolean
}

export const addArm = (program: Command): void => {
  withControl(
    program
      .command('arm')
      .description(
        'lets the running pipeline of an account open positions: kill switch off, mode trading; --off turns the kill switch on. ' +
          'Exit codes: 0 done, 3 taken but not done, 1 not taken',
      )
      .option('--confirm <account>', 'the account id again: needed for an account with real money (001-...)')
      .option('--off', 'turn the kill switch on: reductions only, positions stay', false)
      .option('--global', 'the kill switch over all accounts of the store; needs --confirm ALL', false),
    30,
  ).action((options: ArmOptions) => {
    if (options.global) return global(options)
    const account = accountOf(options, environment())
    return options.off ? kill(options, account) : arm(options, account)
  })
}

const arm = async (options: ArmOptions, account: string): Promise<void> => {
  needConfirmation(account, options.confirm)
  await atDesk(options, async (desk) => {
    const answer = await armAccount(desk, account)
    const left = answer.outcome.state === 'done' ? await reasonsLeft(desk, account) : []
    report(
      options,
      answer,
      {
        done: [
          `${account}: kill switch off, mode trading`,
          ...left.map(({ code, text }) => `  left: ${code}: ${text}`),
        ].join('\n'),
        wish: `${account}: kill switch off`,
        unheard: 'it is ON again',
      },
      { account, killSwitch: answer.outcome.state === 'unheard' || answer.outcome.state === 'refused', reasons: left },
    )
  })
}

/** With real money the account id must be typed again. */
export const needConfirmation = (account: string, confirm: string | undefined): void => {
  if (account.startsWith('001-') && confirm !== account)
    throw new SepError('bad-argument', `${account} has real money: add --confirm ${account}`)
}

/** What else keeps it from trading. The switch itself may still be shown: the status is up to a second old. */
const reasonsLeft = async ({ store }: ControlDesk, account: string) => {
  const status = await statusOfPipeline(store, account)
  return (status?.reasons ?? []).filter(({ code }) => code !== 'kill_switch' && code !== 'paused')
}

const kill = (options: ArmOptions, account: string): Promise<void> =>
  atDesk(options, async (desk) => {
    const answer = await killAccount(desk, account)
    if (answer) {
      const unheard = 'it is ON in the store; the pipeline has not confirmed it'
      const texts = { done: `${account}: kill switch ON`, wish: `${account}: kill switch ON`, unheard }
      return report(options, answer, texts, { account, killSwitch: true })
    }
    process.exitCode = EXIT.failed
    const there = await thereOn(desk)
    if (options.json) printJson({ account, killSwitch: true, state: 'unheard', why: there })
    else print(`${account}: kill switch ON for the next start: no pipeline of it runs on ${desk.place} (${there})\n`)
  })

const global = async (options: ArmOptions): Promise<void> => {
  if (options.confirm !== 'ALL')
    throw new SepError('bad-argument', '--global is over every account of the store: add --confirm ALL')
  await atDesk(options, async (desk) => {
    const asked = await turnGlobal(desk, options.off)
    const unsure = asked.filter(({ isDone }) => !isDone).map(({ account }) => account)
    const isHeard = !options.off || (asked.length > 0 && (unsure.length === 0 || desk.timeoutMs === null))
    process.exitCode = isHeard ? EXIT.ok : EXIT.failed
    if (options.json) return printJson({ global: options.off, accounts: asked })
    if (!options.off) return print('global kill switch off; accounts stay ON until sep arm --account\n')
    const whom =
      asked.length === 0
        ? ' for the next start: no pipeline runs'
        : ` for ${asked.map(({ account }) => account).join(', ')}`
    print(
      `global kill switch ON${whom}${unsure.length > 0 && !isHeard ? `; not confirmed by ${unsure.join(', ')}` : ''}\n`,
    )
  })
}
