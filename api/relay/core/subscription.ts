/** What one client hears of channels, and how far it is: a cursor into each log, so that a slow client costs no memory. */
import type { StreamId } from '../../../store/stream-id.js'
import type { Channel } from '../../contract/stream.js'
import { isEventChannel, LOG_NAMES, LOG_OF, type LogName } from './channel-logs.js'
import type { MessageLog } from './message-log.js'

export interface SubscriptionRequest {
  /** The client's name for it; it comes back with each message. */
  readonly sub?: string
  readonly channels: readonly Channel[]
  readonly instruments?: readonly string[]
  /** The newest message of a channel that the client has; null: it begins with a snapshot. */
  readonly from: (ch: Channel) => StreamId | null
}

export interface Subscription {
  readonly sub: string | undefined
  readonly channels: Set<Channel>
  /** Sends the next message of a log; `idle`: there is none; `lost`: events are gone that it has not had. */
  readonly step: (send: (text: string) => void, nowMs: number) => 'sent' | 'idle' | 'lost'
  /** Bytes of events that wait. */
  readonly waiting: () => number
}

/** A message that waited longer gives way to a newer one of its channel and instrument. */
const CONFLATE_MS = 1_000

interface Track {
  readonly log: MessageLog
  readonly channels: readonly Channel[]
  /** Messages up to it were missed while away: all of them are sent. */
  readonly replayTo: number
  readonly from: SubscriptionRequest['from']
  cursor: number
  due: 'snapshot' | 'gap' | 'none'
  /** By channel and instrument: messages that gave way. */
  readonly skipped: Map<string, number>
}

export const subscription = (
  logs: Readonly<Record<LogName, MessageLog>>,
  { sub, channels: wanted, instruments, from }: SubscriptionRequest,
): Subscription => {
  const channels = new Set(wanted)
  const only = instruments === undefined ? null : new Set(instruments)
  const shows = (inst: string | null): boolean => inst === null || only === null || only.has(inst)
  const seqs = new Map<Channel, number>()
  const name = sub === undefined ? '' : `"sub":${JSON.stringify(sub)},`
  const head = (op: string, ch: Channel): string => {
    const seq = (seqs.get(ch) ?? 0) + 1
    seqs.set(ch, seq)
    return `{"op":"${op}","seq":${seq},${name}`
  }
  const tracks = LOG_NAMES.flatMap((log) => {
    const own = wanted.filter((ch) => LOG_OF[ch] === log)
    const [begun, resumed] = [own.filter((ch) => from(ch) === null), own.filter((ch) => from(ch) !== null)]
    return [begun, resumed].filter((some) => some.length > 0).map((some) => track(logs[log], some, from))
  })
  const snapshot = (one: Track, send: (text: string) => void): void => {
    for (const ch of one.channels) {
      if (!channels.has(ch)) continue
      if (one.due === 'gap') send(`${head('gap', ch)}"ch":"${ch}","id":"${one.log.newestId()}","inst":null}`)
      send(head('snapshot', ch) + one.log.snapshot(ch, shows))
    }
    one.due = 'none'
    one.cursor = one.log.next()
    one.skipped.clear()
  }
  const stepTrack = (one: Track, send: (text: string) => void, nowMs: number): 'sent' | 'idle' | 'lost' => {
    if (one.due === 'none' && one.cursor < one.log.first()) {
      if (one.channels.some((ch) => isEventChannel(ch) && channels.has(ch))) return 'lost'
      one.due = 'gap'
    }
    if (one.due !== 'none') {
      snapshot(one, send)
      return 'sent'
    }
    while (one.cursor < one.log.next()) {
      const entry = one.log.at(one.cursor++)
      const { ch, inst, n, atMs } = entry
      if (!one.channels.includes(ch) || !channels.has(ch) || !shows(inst) || isBefore(entry.id, one.from(ch))) continue
      const key = `${ch} ${inst ?? ''}`
      const replaced = one.skipped.get(key) ?? 0
      if (n >= one.replayTo && nowMs - atMs > CONFLATE_MS && one.log.isReplaced(entry)) {
        one.skipped.set(key, replaced + 1)
        continue
      }
      one.skipped.delete(key)
      send(head('message', ch) + (replaced > 0 ? `"replaced":${replaced},` : '') + entry.body)
      return 'sent'
    }
    return 'idle'
  }
  return {
    sub,
    channels,
    step: (send, nowMs) => {
      const did = tracks.map((one) => stepTrack(one, send, nowMs))
      return did.includes('lost') ? 'lost' : did.includes('sent') ? 'sent' : 'idle'
    },
    waiting: () => tracks.reduce((sum, one) => sum + waitingOf(one), 0),
  }
}

const track = (log: MessageLog, channels: readonly Channel[], from: SubscriptionRequest['from']): Track => {
  const places = channels.map((ch) => placeOf(log, from(ch)))
  const known = places.filter((place) => place !== null)
  const resumes = known.length === channels.length
  return {
    log,
    channels,
    from: resumes ? from : () => null,
    replayTo: log.next(),
    cursor: resumes ? Math.min(...known) : log.next(),
    due: resumes ? 'none' : from(channels[0] as Channel) === null ? 'snapshot' : 'gap',
    skipped: new Map(),
  }
}

const placeOf = (log: MessageLog, from: StreamId | null): number | null => (from === null ? null : log.after(from))

/** A client that comes from a relay that was ahead has it already. */
const isBefore = (id: StreamId, from: StreamId | null): boolean =>
  from !== null && (id[0] < from[0] || (id[0] === from[0] && id[1] <= from[1]))

const waitingOf = ({ log, channels, cursor, due }: Track): number => {
  if (due !== 'none' || cursor >= log.next() || !channels.some(isEventChannel)) return 0
  return log.eventBytes() - log.at(Math.max(cursor, log.first())).eventBytes
}
