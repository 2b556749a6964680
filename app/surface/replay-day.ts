/** Days of a journal run again for the interface: one at a time, in this process or in one of its own. */
import type { ReplayDay } from '../../api/model/ledger/replay-day.js'
import type { Model } from '../../api/model/model.js'
import { ApiError } from '../../api/routes/api-error.js'
import { SepError } from '../../model/error-codes.js'
import { keyName } from '../../store/key.js'
import { KEYS } from '../../store/keys.js'
import type { Store } from '../../store/store.js'
import { idBeforeMs, lastIdOf } from '../../store/stream-id.js'
import { replayedDay, type ReplayDayInputs, spanOfDay } from '../replay/replayed-day.js'
import type { SepCommand } from './research/sep-command.js'

type Replay = NonNullable<Model['replayDay']>

export const replayDay = (inputs: ReplayDayInputs): Replay =>
  oneAtATime((day, signal) =>
    replayedDay(inputs, day, signal).catch((error: unknown) => {
      if (error instanceof SepError)
        throw new ApiError(error.code === 'missing-data' ? 'no-data' : 'refused', error.message)
      throw error
    }),
  )

export interface ReplayApartInputs {
  readonly store: Pick<Store, 'range'>
  readonly account: string
  readonly command: SepCommand
  /** Name the account and its store for `sep replay`. */
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

/** For a process that trades: a day of slices takes seconds. */
export const replayDayApart = ({ store, account, command, args, env }: ReplayApartInputs): Replay =>
  oneAtATime(async (day, signal) => {
    const { fromMs, toMs } = spanOfDay(day)
    const some = await store.range(keyName(KEYS.slices, { account }), idBeforeMs(fromMs), lastIdOf(toMs), 1)
    if (some.length === 0) throw new ApiError('no-data', `journal ${account}: no slice of ${day} is kept`)
    return (await command(['replay', '--day', day, ...args], signal, env)) as ReplayDay
  })

const oneAtATime = (replay: Replay): Replay => {
  const running = new Set<string>()
  return async (day, signal) => {
    const [now] = running
    if (now !== undefined) throw new ApiError('refused', `${now} is replayed now, and one day runs at a time`)
    running.add(day)
    try {
      return await replay(day, signal)
    } finally {
      running.delete(day)
    }
  }
}
