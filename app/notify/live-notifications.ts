/** Notifications of a live process: what it has to observe, and what runs until after its sessions have ended. */
import type { Clock } from '../../lib/clock.js'
import type { Logger } from '../../lib/logger.js'
import type { OandaClient } from '../../oanda/client/client.js'
import type { LiveInputs, SessionInputs } from '../live/session.js'
import type { NotifyCounts } from '../metrics/notify-counts.js'
import { accountNotifier } from './account-notifier.js'
import { dayTrack } from './summary/day-track.js'

export interface LiveNotificationsInputs
  extends Pick<LiveInputs, 'notify' | 'store' | 'target' | 'settings'>,
    Pick<SessionInputs, 'alarms' | 'ready'> {
  readonly client: Pick<OandaClient, 'clock'>
  readonly owner: string
  readonly counts: NotifyCounts['of']
  readonly clock: Clock
  readonly log: Logger
}
export interface LiveNotifications {
  readonly observers: NonNullable<SessionInputs['observers']>
  /** Sends what is left, for some seconds. Call it when the sessions have ended. */
  end(): Promise<void>
}

/** Runs from the call on. Without channels it does nothing. */
export const liveNotifications = (inputs: LiveNotificationsInputs): LiveNotifications => {
  const { notify = [], store, target, settings, alarms, ready, client, owner, counts, clock, log } = inputs
  if (notify.length === 0) return { observers: () => [], end: () => Promise.resolve() }
  log(`notifications: ${notify.map(({ name, kind }) => `${name} (${kind})`).join(', ')}`)
  const track = dayTrack()
  const stop = new AbortController()
  const running = accountNotifier(
    {
      ...{ channels: notify, store, account: target.accountId, owner, counts, alarms, track, clock, log },
      // Before the broker has answered its clock is this machine's, which may be years apart from a paper broker's.
      eventMs: () => (Number.isNaN(client.clock.skewMs()) ? Number.NaN : client.clock.nowMs()),
      guardsOff: settings.guards.minRepetitions === 0 ? ['repetition'] : [],
      isStandby: () => ready.phase() === 'standby',
    },
    stop.signal,
    // A fault of the messages ends the messages, never the trading.
  ).catch((error: unknown) => log(`notifications have ended: ${String(error)}`, 'warn'))
  return {
    observers: (compiled) => [track.sink(compiled)],
    end: () => (stop.abort(), running),
  }
}
