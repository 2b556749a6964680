/**
 * Sends alarms, events and the daily summary over the operator's channels, each at its own pace. How far a channel has come is kept, so the
 * next process sends what this one could not. It reads what the pipeline has written and never holds it up.
 */
import { deadline } from '../../lib/deadline.js'
import { pause } from '../../lib/pause.js'
import { SECOND_MS } from '../../lib/time-units.js'
import type { NotifyChannel } from '../../sinks/notify/channel.js'
import { quietly } from '../live/status/quietly.js'
import type { NotifiedAlarm } from './alarm-notices.js'
import { type Begin, type DeskInputs, deskOf, endsOf } from './desk.js'

export interface NotifierInputs extends DeskInputs {
  readonly channels: readonly NotifyChannel[]
  /** As they are kept; rejects where they cannot be read. */
  readonly alarms: () => Promise<readonly NotifiedAlarm[]>
  /** True: another process sends. */
  readonly isStandby: () => boolean
}

const LOOK_MS = SECOND_MS
/** What the right to send lasts at least after each look, so that it does not run out before the next one. */
const LEAST_MS = 9 * SECOND_MS
/** How long the end of a process waits for what is still to be sent. */
const LAST_MS = 3 * SECOND_MS

/** Each second until the signal aborts; then once more, bounded. */
export const notifier = async (inputs: NotifierInputs, signal: AbortSignal): Promise<void> => {
  const { clock, isStandby, right } = inputs
  const startedMs = clock.nowMs()
  const attempt = quietly('notifications', inputs.log)
  const begin: Begin = { startedMs, ends: attempt(() => endsOf(inputs.feeds)) }
  const desks = inputs.channels.map((channel) => deskOf(channel, inputs, begin))
  /** Resolves once the channels have begun; `sending` of its answer, when they are done. */
  const look = async (until: AbortSignal): Promise<{ readonly sending: Promise<unknown> }> => {
    if (isStandby()) {
      begin.ends = null
      await attempt(right.release)
      return { sending: Promise.resolve() }
    }
    const kept = await attempt(inputs.alarms)
    const seen = await attempt(async () => ({ holding: await right.hold(LEAST_MS) }))
    // Of two processes that are in charge, as while one takes over, one sends.
    if (seen?.holding === null) return { sending: Promise.resolve() }
    const holding = seen?.holding ?? null
    return { sending: Promise.all(desks.map((desk) => attempt(() => desk.look({ kept, holding }, until)))) }
  }
  // A channel that is slow holds up neither the others nor the next look.
  while (await pause(clock, LOOK_MS, signal)) await look(signal)
  await Promise.all(desks.map((desk) => attempt(desk.idle)))
  const last = deadline(clock, LAST_MS)
  const { sending } = await look(last.signal)
  await sending
  last.release()
  await attempt(right.release)
}
