/** Controls of a pipeline through the store, with the name of who asks in its control stream. */
import type { Controls } from '../../api/model/controls.js'
import { ApiError } from '../../api/routes/api-error.js'
import type { Clock } from '../../lib/clock.js'
import { CodedError } from '../../lib/errors.js'
import { SECOND_MS } from '../../lib/time-units.js'
import type { Store } from '../../store/store.js'
import { appendAlarm } from '../../streams/alarms/append-alarm.js'
import { readAlarms } from '../../streams/alarms/read-alarms.js'
import { readSwitches } from '../../streams/control/switches.js'
import {
  type ControlAnswer,
  type ControlDesk,
  flattenAccount,
  killAccount,
  lockPair,
  reconcileNow,
  setMode,
  turnKillSwitchOff,
} from '../control/desk.js'

export interface DeskControlsInputs {
  readonly store: Store
  readonly account: string
  readonly clock: Clock
  /** How long an answer waits for the pipeline; default ten seconds. */
  readonly timeoutMs?: number
}

const TIMEOUT_MS = 10 * SECOND_MS

export const deskControls = ({ store, account, clock, timeoutMs = TIMEOUT_MS }: DeskControlsInputs): Controls => {
  const deskOf = (by: string): ControlDesk => ({ store, place: 'this store', clock, timeoutMs, by })
  const act = (by: string, ask: (desk: ControlDesk) => Promise<ControlAnswer>) =>
    asApiError(async () => answerOf(await ask(deskOf(by)), timeoutMs))
  return {
    setKillSwitch: ({ on, flatten }, by) =>
      act(by, async (desk) => {
        if (!on) return orStillPaused(desk, account, await turnKillSwitchOff(desk, account))
        const answer = (await killAccount(desk, account, flatten)) ?? NOBODY
        return answer.outcome.state === 'unheard' ? { ...answer, outcome: WRITTEN } : answer
      }),
    setMode: (mode, by) => act(by, (desk) => setMode(desk, account, mode)),
    flatten: ({ pair, foreign }, by) =>
      act(by, (desk) => flattenAccount(desk, account, { kind: 'flatten', pair, ...(foreign ? { foreign } : {}) })),
    lock: (pair, untilMs, by) => act(by, (desk) => lockPair(desk, account, { kind: 'lock', pair, untilMs })),
    reconcile: (by) => act(by, (desk) => reconcileNow(desk, account)),
    acknowledge: (alarm, by) =>
      asApiError(async () => {
        const known = await readAlarms(store, account)
        if (!known.some(({ id }) => id === alarm)) throw new ApiError('no-data', `there is no alarm ${alarm}`)
        await appendAlarm(store, account, { kind: 'acknowledged', alarm, by }, clock.nowMs())
      }),
  }
}

/** The switch alone is turned: a pause is lifted by its own request, as it was made. */
const orStillPaused = async (
  { store }: ControlDesk,
  account: string,
  answer: ControlAnswer,
): Promise<ControlAnswer> => {
  if (answer.outcome.state !== 'done' || !(await readSwitches(store, account, false)).paused) return answer
  return { ...answer, outcome: { state: 'done', why: STILL_PAUSED } }
}
const STILL_PAUSED = 'the mode is paused still: no increases before POST /api/trading/mode'

const NOBODY: ControlAnswer = Object.freeze({
  id: '',
  outcome: Object.freeze({ state: 'sent', why: 'no pipeline runs: the kill switch is ON for the next start' }),
})

/** A pipeline reads the switches of the store each second, whether it has heard the request or not. */
const WRITTEN = Object.freeze({
  state: 'sent',
  why: 'the kill switch is ON in the store; the pipeline has not confirmed it yet',
} as const)

const answerOf = ({ id, outcome: { state, why } }: ControlAnswer, timeoutMs: number) => {
  if (state === 'refused') throw new ApiError('refused', why)
  if (state === 'unheard')
    throw new ApiError('unavailable', `request ${id}: no pipeline took it within ${timeoutMs / SECOND_MS} s`)
  return { id, state, why }
}

const CODES: Readonly<Record<string, ConstructorParameters<typeof ApiError>[0]>> = Object.freeze({
  'missing-data': 'unavailable',
  'store-refused': 'refused',
  'store-unavailable': 'unavailable',
  'bad-argument': 'bad-request',
})

const asApiError = async <T>(act: () => Promise<T>): Promise<T> => {
  try {
    return await act()
  } catch (error) {
    const code = error instanceof CodedError ? CODES[error.code] : undefined
    if (code === undefined) throw error
    throw new ApiError(code, (error as Error).message)
  }
}
