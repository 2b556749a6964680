/** What a channel has to send now, and how far it has come once that is sent: a pure function of its state and of what there is. */
import { MINUTE_MS } from '../../lib/time-units.js'
import type { NotifyChannel } from '../../sinks/notify/channel.js'
import { NOTICE_SEVERITIES, type Notice, type NoticeKind } from '../../sinks/notify/notice.js'
import type { NotifyState } from '../../store/notify/notify-state.js'
import { isNewer } from '../../store/stream-id.js'
import { kindOfAlarm, newAlarmNotice, type NotifiedAlarm, overNotice, reminderNotice } from './alarm-notices.js'
import type { FeedPage } from './feeds/feed.js'

export interface Due {
  readonly notice: Notice
  /** The state after it was sent. */
  readonly sent: (state: NotifyState, nowMs: number) => NotifyState
}
export interface DaySummary {
  /** 17:00 New York. */
  readonly endMs: number
  readonly notice: Notice
}
export interface NotifyView {
  /** In any order. */
  readonly alarms: readonly NotifiedAlarm[]
  /** By feed, after the cursors of the state. */
  readonly pages: ReadonlyMap<string, FeedPage>
  /** Of the newest trading day that is over; null = not known. */
  readonly summary: DaySummary | null
}

type Wishes = Pick<NotifyChannel, 'name' | 'events' | 'severity' | 'remindMinutes'>

/** The kill switch and the lease, where they are named, are sent whatever their severity. */
export const wantsAlarm = (
  { name, events, severity }: Wishes,
  alarm: Pick<NotifiedAlarm, 'code' | 'severity' | 'text'>,
) => {
  // A channel cannot report that it is dead.
  if (alarm.code === 'notify' && alarm.text.startsWith(channelText(name))) return false
  const kind = kindOfAlarm(alarm.code)
  if (kind !== 'alarms' && wantsKind({ events }, kind)) return true
  return (
    wantsKind({ events }, 'alarms') && NOTICE_SEVERITIES.indexOf(alarm.severity) >= NOTICE_SEVERITIES.indexOf(severity)
  )
}

/** How the alarm about a channel begins. */
export const channelText = (name: string): string => `channel ${name}: `

const wantsKind = ({ events }: Pick<Wishes, 'events'>, kind: NoticeKind): boolean =>
  (events as readonly NoticeKind[]).includes(kind)

/** Takes new alarms in, and drops those that are finished; feeds without a wanted notice are passed. */
export const lookedAt = (
  state: NotifyState,
  view: NotifyView,
  wishes: Wishes,
  /** When an alarm was sent before it had an entry of its own; null = it was not. */
  sentBefore: (alarm: NotifiedAlarm) => number | null = () => null,
): NotifyState => {
  const known = new Map(view.alarms.map((alarm) => [alarm.id, alarm]))
  const isFresh = ({ id }: NotifiedAlarm) => isNewerAlarm(id, state.alarmsUntil)
  const fresh = view.alarms.filter((alarm) => isFresh(alarm) && !(alarm.id in state.alarms) && isOpen(alarm, wishes))
  const kept = Object.entries(state.alarms).filter(([id, { times, over }]) => {
    const alarm = known.get(id)
    if (!alarm || alarm.acknowledgedBy !== null) return false
    // One that is sent, over and never repeated is finished.
    return times === 0 || repeats(alarm, wishes) || !over
  })
  const until = view.alarms.reduce((last, { id }) => (isNewerAlarm(id, last) ? id : last), state.alarmsUntil)
  const cursors = Object.fromEntries(
    [...view.pages].map(([name, { items, last }]) => {
      const isWanted = items.some(({ notice }) => notice && wantsKind(wishes, notice.kind))
      return [name, isWanted ? (state.cursors[name] ?? last) : last]
    }),
  )
  return {
    alarms: {
      ...newestEntries(kept),
      ...Object.fromEntries(fresh.map((alarm) => [alarm.id, firstEntry(sentBefore(alarm))])),
    },
    alarmsUntil: until,
    cursors: { ...state.cursors, ...cursors },
    summaryMs: state.summaryMs ?? view.summary?.endMs ?? null,
  }
}
/** Alarms that a channel repeats; nobody who ignores so many reads one more. */
const REPEATED = 500

type Entries = readonly (readonly [id: string, entry: NotifyState['alarms'][string]])[]

const newestEntries = (entries: Entries): NotifyState['alarms'] => {
  const sent = entries.filter(([, { times }]) => times > 0)
  if (sent.length <= REPEATED) return Object.fromEntries(entries)
  const newest = sent.toSorted(([a], [b]) => (isNewerAlarm(a, b) ? -1 : 1)).slice(0, REPEATED)
  return Object.fromEntries([...entries.filter(([, { times }]) => times === 0), ...newest])
}

/** What is only worth knowing asks for no acknowledgement. */
const repeats = ({ severity }: Pick<NotifiedAlarm, 'severity'>, { remindMinutes }: Wishes): boolean =>
  remindMinutes > 0 && severity !== 'info'

const UNSENT = Object.freeze({ sentMs: 0, times: 0, over: false })

const firstEntry = (sentMs: number | null): NotifyState['alarms'][string] =>
  sentMs === null ? UNSENT : { sentMs: Math.floor(sentMs), times: 1, over: false }

const isOpen = (alarm: NotifiedAlarm, wishes: Wishes): boolean =>
  alarm.acknowledgedBy === null && wantsAlarm(wishes, alarm)

/** A process without a stream numbers its alarms. */
export const isNewerAlarm = (id: string, other: string): boolean => isNewer(fullId(id), fullId(other))
const fullId = (id: string): string => (id.includes('-') ? id : `${id}-0`)

/** Alarms first, then what happened, then the summary. Call it on a state that has looked at the view. */
export const dueNotices = (state: NotifyState, view: NotifyView, wishes: Wishes, nowMs: number): readonly Due[] => {
  const waitMs = wishes.remindMinutes * MINUTE_MS
  const waited = (alarm: NotifiedAlarm, leastMs: number): boolean => {
    const entry = state.alarms[alarm.id]
    return entry !== undefined && entry.times > 0 && repeats(alarm, wishes) && nowMs - entry.sentMs >= leastMs
  }
  // With one that is due those that soon will be: one digest each time, not one message each.
  const leastMs = view.alarms.some((alarm) => waited(alarm, waitMs)) ? waitMs / 2 : waitMs
  return [
    ...view.alarms.flatMap((alarm) => dueAlarm(state, alarm, waited(alarm, leastMs))),
    ...[...view.pages].flatMap(([name, page]) => dueItems(name, page, wishes)),
    ...dueSummary(state, view, wishes),
  ]
}

const dueAlarm = (state: NotifyState, alarm: NotifiedAlarm, isRepeated: boolean): readonly Due[] => {
  const entry = state.alarms[alarm.id]
  // Those that are acknowledged have none.
  if (!entry) return []
  const { sentMs, times, over } = entry
  const isOver = alarm.endMs !== null
  const next = (notice: Notice, counts: boolean): Due => ({
    notice,
    sent: (now, atMs) => ({
      ...now,
      alarms: {
        ...now.alarms,
        [alarm.id]: { sentMs: counts ? Math.floor(atMs) : sentMs, times: times + (counts ? 1 : 0), over: isOver },
      },
    }),
  })
  if (times === 0) return [next(newAlarmNotice(alarm), true)]
  if (isOver && !over) return [next(overNotice(alarm), false)]
  return isRepeated ? [next(reminderNotice(alarm, times), true)] : []
}

const dueItems = (name: string, { items }: FeedPage, wishes: Wishes): readonly Due[] =>
  items.flatMap(({ id, notice }) =>
    notice && wantsKind(wishes, notice.kind)
      ? [{ notice, sent: (state) => ({ ...state, cursors: { ...state.cursors, [name]: id } }) }]
      : [],
  )

const dueSummary = ({ summaryMs }: NotifyState, { summary }: NotifyView, wishes: Wishes): readonly Due[] => {
  if (!summary || summaryMs === null || summary.endMs <= summaryMs || !wantsKind(wishes, 'summary')) return []
  return [{ notice: summary.notice, sent: (state) => ({ ...state, summaryMs: summary.endMs }) }]
}

/** Of a channel that is new: what happened before is not sent, but alarms that still ask for something are. */
export const newChannelState = (
  { alarms, summary }: Pick<NotifyView, 'alarms' | 'summary'>,
  cursors: Readonly<Record<string, string>>,
  wishes: Wishes,
  startedMs: number,
): NotifyState => {
  const asks = alarms.filter((alarm) => isOpen(alarm, wishes) && (alarm.endMs === null || alarm.startMs >= startedMs))
  return {
    cursors: { ...cursors },
    alarmsUntil: alarms.reduce((last, { id }) => (isNewerAlarm(id, last) ? id : last), '0-0'),
    alarms: Object.fromEntries(asks.map(({ id }) => [id, UNSENT])),
    summaryMs: summary?.endMs ?? null,
  }
}
