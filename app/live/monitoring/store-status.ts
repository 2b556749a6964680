/** Keeps the status of a pipeline in the store, for the commands that look for one and the processes that show it. */
import type { Clock } from '../../../lib/clock.js'
import type { Logger } from '../../../lib/logger.js'
import { pause } from '../../../lib/pause.js'
import { SECOND_MS } from '../../../lib/time-units.js'
import { keyName } from '../../../store/key.js'
import { KEYS } from '../../../store/keys.js'
import { setWrite } from '../../../store/set-write.js'
import type { Store, Write } from '../../../store/store.js'
import type { PipelineStatus } from '../../../store/pipeline-status.js'
import { bestEffort } from '../../../store/store-fault.js'
import { quietly } from '../status/quietly.js'
import type { Readiness } from './readiness.js'

export interface StoreStatusInputs {
  readonly store: Store
  readonly account: string
  readonly owner: string
  /** Of a cut pipeline. */
  readonly part: 'slices' | 'trades' | null
  readonly ready: Pick<Readiness, 'phase' | 'reasons'>
  /** What it shows besides. */
  readonly shown?: (() => Pick<PipelineStatus, 'instruments' | 'session' | 'process'>) | undefined
  readonly log?: Logger
  /** The machine's. */
  readonly clock: Clock
}

/** Each second until the signal aborts, then it is taken away. A standby keeps silent: the status is that of the instance in charge. */
export const keepStatus = async (inputs: StoreStatusInputs, signal: AbortSignal): Promise<void> => {
  const { store, account, owner, part, ready, clock } = inputs
  const setOf = (status: PipelineStatus): Write =>
    part === null ? setWrite(KEYS.status, { account }, status) : setWrite(KEYS.statusOfPart, { account, part }, status)
  const attempt = quietly('status in the store', inputs.log ?? (() => undefined))
  const write = async (): Promise<void> => {
    if (ready.phase() === 'standby') return
    const now = { owner, atMs: Math.floor(clock.nowMs()), phase: ready.phase(), reasons: [...ready.reasons()] }
    // The commands need the first four fields whatever becomes of the others.
    const whole = await attempt(() => setOf({ ...now, ...inputs.shown?.() }))
    await store.write([whole ?? setOf(now)])
  }
  do await attempt(write)
  while (await pause(clock, SECOND_MS, signal))
  const key = part === null ? keyName(KEYS.status, { account }) : keyName(KEYS.statusOfPart, { account, part })
  if (ready.phase() !== 'standby')
    await bestEffort(
      () => store.write([{ op: 'delete', key }]),
      () => undefined,
    )
}
