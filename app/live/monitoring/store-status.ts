/** Keeps the status of a pipeline in the store, for the commands that look for one and the processes that show it. */
import type { Clock } from '../../../lib/clock.js'
import type { Logger } from '../../../lib/logger.js'
import { pause } from '../../../lib/pause.js'
import { MINUTE_MS, SECOND_MS } from '../../../lib/time-units.js'
import { keyName } from '../../../store/key.js'
import { KEYS } from '../../../store/keys.js'
import { setWrite } from '../../../store/set-write.js'
import type { Store, Write } from '../../../store/store.js'
import type { PipelineStatus } from '../../../store/pipeline-status.js'
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

/**
 * Each second until the signal aborts, then it is taken away; the last one stays under a key of its own.
 * A standby keeps silent: the status is that of the instance in charge.
 */
export const keepStatus = async (inputs: StoreStatusInputs, signal: AbortSignal): Promise<void> => {
  const { store, account, part, ready, clock } = inputs
  const attempt = quietly('status in the store', inputs.log ?? (() => undefined))
  let lastMs = Number.NEGATIVE_INFINITY
  const write = async (): Promise<void> => {
    if (ready.phase() === 'standby') return
    const now = clock.monotonicMs()
    const isDue = now - lastMs >= MINUTE_MS
    // The commands need the first four fields whatever becomes of the others.
    const whole = await attempt(() => writesOf(inputs, statusNow(inputs), isDue))
    await store.write(whole ?? writesOf(inputs, bareStatus(inputs), false))
    if (isDue) lastMs = now
  }
  do await attempt(write)
  while (await pause(clock, SECOND_MS, signal))
  if (ready.phase() === 'standby') return
  const key = part === null ? keyName(KEYS.status, { account }) : keyName(KEYS.statusOfPart, { account, part })
  await attempt(() => store.write([...writesOf(inputs, statusNow(inputs), true).slice(1), { op: 'delete', key }]))
}

const bareStatus = ({ owner, clock, ready }: StoreStatusInputs): PipelineStatus => ({
  owner,
  atMs: Math.floor(clock.nowMs()),
  phase: ready.phase(),
  reasons: [...ready.reasons()],
})

const statusNow = (inputs: StoreStatusInputs): PipelineStatus => ({ ...bareStatus(inputs), ...inputs.shown?.() })

/** `andLast`: also as the last one that is known. */
const writesOf = (
  { account, part }: StoreStatusInputs,
  status: PipelineStatus,
  andLast: boolean,
): readonly [Write, ...Write[]] => {
  const set =
    part === null ? setWrite(KEYS.status, { account }, status) : setWrite(KEYS.statusOfPart, { account, part }, status)
  return andLast ? [set, setWrite(KEYS.lastStatus, { account, part: part ?? 'all' }, status)] : [set]
}
