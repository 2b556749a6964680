/** `sep lock` and `sep unlock`: no increases of one pair until a time; positions and exits stay as they are. */
import { type Command, Option } from 'commander'
import { environment } from '../../app/config/environment.js'
import { lockPair, type ControlDesk } from '../../app/control/desk.js'
import { isoTime } from '../../lib/iso-time.js'
import { DAY_MS, MINUTE_MS } from '../../lib/time-units.js'
import { SepError } from '../../model/error-codes.js'
import { msOf } from '../../store/stream-id.js'
import { journalKeys } from '../../streams/journal/keys.js'
import { accountOf } from '../shared/broker-options.js'
import { atDesk, type ControlOptions, report, withControl } from '../shared/control-options.js'
import { integerOption, pairOption, timeFlag } from '../shared/flags.js'

interface LockOptions extends ControlOptions {
  readonly pair: string
  readonly minutes?: number
  readonly until?: number
}

export const addLock = (program: Command): void => {
  withControl(
    program
      .command('lock')
      .description('no increases of a pair until a time; the running pipeline keeps it over restarts')
      .addOption(pairOption('--pair', 'the instrument').makeOptionMandatory())
      .addOption(integerOption('--minutes', 'from now on', { least: 1, most: 525_600 }))
      .addOption(
        new Option('--until <time>', 'UTC, like 2026-11-24T08:00').argParser((text) => timeFlag('--until', text)),
      ),
    30,
  ).action((options: LockOptions) => {
    if ((options.minutes === undefined) === (options.until === undefined))
      throw new SepError('bad-argument', 'give either --minutes or --until')
    return lock(options, async (desk, account) => {
      const nowMs = await pipelineMs(desk, account)
      const untilMs = options.until ?? nowMs + (options.minutes ?? 0) * MINUTE_MS
      if (untilMs > nowMs) return untilMs
      throw new SepError('bad-argument', `--until ${isoTime(untilMs)} is past: the pipeline is at ${isoTime(nowMs)}`)
    })
  })
}

export const addUnlock = (program: Command): void => {
  withControl(
    program
      .command('unlock')
      .description('lifts the lock of a pair')
      .addOption(pairOption('--pair', 'the instrument').makeOptionMandatory()),
    30,
  ).action((options: LockOptions) => lock(options, async () => 0))
}

const lock = async (
  options: LockOptions,
  untilOf: (desk: ControlDesk, account: string) => Promise<number>,
): Promise<void> => {
  const account = accountOf(options, environment())
  const { pair } = options
  await atDesk(options, async (desk) => {
    const untilMs = await untilOf(desk, account)
    const answer = await lockPair(desk, account, { kind: 'lock', pair, untilMs })
    const [done, wish] =
      untilMs === 0
        ? [`${pair} unlocked`, `unlocking ${pair}`]
        : [`${pair} locked until ${isoTime(untilMs)}`, `lock of ${pair} until ${isoTime(untilMs)}`]
    const unheard = 'it is obeyed if the pipeline takes it within two minutes'
    const texts = { done: `${account}: ${done}`, wish: `${account}: ${wish}`, unheard }
    report(options, answer, texts, { account, pair, untilMs })
  })
}

/** The time of the pipeline's slices: that of a paper broker may be years away from the machine's. */
const pipelineMs = async ({ store, clock }: ControlDesk, account: string): Promise<number> => {
  const last = await store.lastId(journalKeys(account).slice)
  const nowMs = Math.floor(clock.nowMs())
  return last === null || Math.abs(nowMs - msOf(last)) < 5 * DAY_MS ? nowMs : msOf(last)
}
