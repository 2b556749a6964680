/** Notifications of a live account: its streams, its alarms, its days. For the process that holds the account. */
import type { Clock } from '../../lib/clock.js'
import type { Logger } from '../../lib/logger.js'
import type { AlarmLog } from '../../sinks/alarms/alarm-log.js'
import type { NotifyChannel } from '../../sinks/notify/channel.js'
import type { Store } from '../../store/store.js'
import type { StoredAlarm } from '../../streams/alarms/read-alarms.js'
import { alarmReader } from './alarm-reader.js'
import { controlFeed } from './feeds/control-feed.js'
import { fillFeed } from './feeds/fill-feed.js'
import { orderFeed } from './feeds/order-feed.js'
import { notifier, type NotifierInputs } from './notifier.js'
import { sendingRight } from './sending-right.js'
import { storedStates } from './stored-states.js'
import { storedDayBook } from './summary/day-book.js'
import { daySummary } from './summary/day-summary.js'
import type { DayTrack } from './summary/day-track.js'
import { storedDay } from './summary/stored-day.js'
import { storedGuards } from './summary/stored-guards.js'
import { unkeptAlarms } from './unkept-alarms.js'

export interface AccountNotifierInputs {
  readonly channels: readonly NotifyChannel[]
  readonly store: Store
  readonly account: string
  /** Name of this process, new at each start. */
  readonly owner: string
  readonly alarms: Pick<AlarmLog, 'newest' | 'raise'>
  readonly track: DayTrack
  /** The broker's time, ms; NaN = not known yet. */
  readonly eventMs: () => number
  /** Guards that are switched off. */
  readonly guardsOff: readonly string[]
  readonly isStandby: () => boolean
  readonly counts: NotifierInputs['counts']
  /** The machine's. */
  readonly clock: Clock
  readonly log: Logger
}

/** Until the signal aborts. */
export const accountNotifier = (inputs: AccountNotifierInputs, signal: AbortSignal): Promise<void> => {
  const { store, account, channels, clock, log, isStandby, alarms, counts } = inputs
  const feeds = [orderFeed(store, account), fillFeed(store, account), controlFeed(store, account)]
  const read = alarmReader(store, account)
  const newest: { alarms: readonly StoredAlarm[] } = { alarms: [] }
  const summary = daySummary({
    track: inputs.track,
    eventMs: inputs.eventMs,
    book: (fromMs, toMs) => storedDayBook(store, account, fromMs, toMs),
    alarms: () => newest.alarms,
    guards: () => storedGuards(store, account, inputs.guardsOff),
    day: storedDay(store, account),
  })
  const sending: NotifierInputs = {
    ...{ channels, account, feeds, summary, isStandby, counts, clock, log },
    right: sendingRight(store, account, inputs.owner, clock),
    alarms: async () => (newest.alarms = await read()),
    unkept: unkeptAlarms(alarms, clock),
    states: storedStates(store, account),
    raise: (text) => alarms.raise('notify', text),
  }
  return notifier(sending, signal)
}
