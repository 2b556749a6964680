/** Keeps the status of a pipeline in the store, for the commands that look for one: who it is, its phase, its reasons. */
import type { Clock } from '../../../lib/clock.js'
import { pause } from '../../../lib/pause.js'
import { SECOND_MS } from '../../../lib/time-units.js'
import { keyName } from '../../../store/key.js'
import { KEYS } from '../../../store/keys.js'
import { setWrite } from '../../../store/set-write.js'
import type { Store } from '../../../store/store.js'
import { bestEffort } from '../../../store/store-fault.js'
import type { Readiness } from './readiness.js'

export interface StoreStatusInputs {
  readonly store: Store
  readonly account: string
  readonly owner: string
  /** Of a cut pipeline. */
  readonly part: 'slices' | 'trades' | null
  readonly ready: Pick<Readiness, 'phase' | 'reasons'>
  /** The machine's. */
  readonly clock: Clock
}

/** Each second until the signal aborts, then it is taken away. A standby keeps silent: the status is that of the instance in charge. */
export const keepStatus = async (inputs: StoreStatusInputs, signal: AbortSignal): Promise<void> => {
  const { store, account, owner, part, ready, clock } = inputs
  const write = async (): Promise<void> => {
    if (ready.phase() === 'standby') return
    const status = { owner, atMs: Math.floor(clock.nowMs()), phase: ready.phase(), reasons: [...ready.reasons()] }
    await store.write([
      part === null
        ? setWrite(KEYS.status, { account }, status)
        : setWrite(KEYS.statusOfPart, { account, part }, status),
    ])
  }
  do await bestEffort(write, () => undefined)
  while (await pause(clock, SECOND_MS, signal))
  const key = part === null ? keyName(KEYS.status, { account }) : keyName(KEYS.statusOfPart, { account, part })
  if (ready.phase() !== 'standby')
    await bestEffort(
      () => store.write([{ op: 'delete', key }]),
      () => undefined,
    )
}
