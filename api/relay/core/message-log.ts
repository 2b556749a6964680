/** The newest messages of channels that share one order, and the state that each channel has after them. */
import { MINUTE_MS } from '../../../lib/time-units.js'
import { isAfter, type StreamId, streamId } from '../../../store/stream-id.js'
import { CHANNEL_KEYS, type Channel } from '../../contract/stream.js'
import { isEventChannel } from './channel-logs.js'
import type { RelayMessage } from './relay-message.js'

export interface LogEntry {
  /** Place in the log, without holes. */
  readonly n: number
  readonly ch: Channel
  readonly id: StreamId
  readonly inst: string | null
  /** When it was published. */
  readonly atMs: number
  /** JSON from `"ch"` to the closing brace: one text for all clients. */
  readonly body: string
  readonly data: string
  /** Bytes of events that were published before it. */
  readonly eventBytes: number
}

export interface LogLimits {
  readonly entries: number
  readonly bytes: number
  /** Events that a snapshot shows. */
  readonly shownEvents: number
}

export interface MessageLog {
  /** False: the id is not newer than the newest, which a publisher does that reads its source again. */
  readonly publish: (message: RelayMessage, nowMs: number) => boolean
  /** Place of the oldest message that is kept, and of the next. */
  readonly first: () => number
  readonly next: () => number
  readonly at: (n: number) => LogEntry
  /** A newer message of its channel and key is there. */
  readonly isReplaced: (entry: LogEntry) => boolean
  /** Place of the first message after `from`; null: what came after it is no longer kept, or `from` is not of this log. */
  readonly after: (from: StreamId) => number | null
  /** JSON from `"id"` to the closing brace: the state of a channel after the newest message. */
  readonly snapshot: (ch: Channel, shows: (inst: string | null) => boolean) => string
  /** `0-0` before the first message. */
  readonly newestId: () => string
  readonly eventBytes: () => number
}

/** A relay that follows the same slices may be this much behind the one that a client comes from. */
const AHEAD_MS = 10 * MINUTE_MS

export const messageLog = (limits: LogLimits): MessageLog => {
  const kept: LogEntry[] = []
  const states = new Map<Channel, Map<string, LogEntry>>()
  const at = { first: 0, next: 0, skip: 0, bytes: 0, eventBytes: 0 }
  const newest: { id: StreamId | null; ts: number } = { id: null, ts: 0 }
  const trimmed: { id: StreamId | null } = { id: null }
  const entryAt = (n: number): LogEntry => kept[at.skip + n - at.first] as LogEntry

  const trim = (): void => {
    while (at.next - at.first > limits.entries || (at.bytes > limits.bytes && at.next - at.first > 1)) {
      const { body, id } = entryAt(at.first)
      at.bytes -= body.length
      trimmed.id = id
      at.first++
      at.skip++
    }
    if (at.skip > 1_000 && at.skip * 2 > kept.length) {
      kept.splice(0, at.skip)
      at.skip = 0
    }
  }
  const remember = (key: string, entry: LogEntry): void => {
    const state = states.get(entry.ch) ?? new Map<string, LogEntry>()
    states.set(entry.ch, state)
    state.delete(key)
    state.set(key, entry)
    if (!isEventChannel(entry.ch) || state.size <= limits.shownEvents) return
    for (const oldest of state.keys()) {
      state.delete(oldest)
      break
    }
  }
  return {
    first: () => at.first,
    next: () => at.next,
    at: entryAt,
    newestId: () => newest.id?.join('-') ?? '0-0',
    eventBytes: () => at.eventBytes,
    isReplaced: ({ ch, inst, n }) => !isEventChannel(ch) && states.get(ch)?.get(inst ?? '')?.n !== n,
    publish: (message, nowMs) => {
      const id = streamId(message.id)
      if (newest.id !== null && !isAfter(id, newest.id)) return false
      const entry = entryOf(message, { id, n: at.next, atMs: nowMs, eventBytes: at.eventBytes })
      kept.push(entry)
      at.next++
      at.bytes += entry.body.length
      if (isEventChannel(entry.ch)) at.eventBytes += entry.body.length
      newest.id = id
      newest.ts = message.ts
      remember(isEventChannel(entry.ch) ? (message.key ?? message.id) : (entry.inst ?? ''), entry)
      trim()
      return true
    },
    after: (from) => {
      if (newest.id === null || from[0] > newest.id[0] + AHEAD_MS) return null
      if (isAfter(trimmed.id ?? entryAt(at.first).id, from)) return null
      return firstAfter(from, at.first, at.next, (n) => entryAt(n).id)
    },
    snapshot: (ch, shows) => {
      const rows = [...(states.get(ch)?.values() ?? [])].filter(({ inst }) => shows(inst)).map(({ data }) => data)
      const data = CHANNEL_KEYS[ch] === 'account' ? (rows[0] ?? 'null') : `[${rows.join(',')}]`
      // Before the first message too, so that a client has an id of each channel.
      const place = newest.id === null ? '"id":"0-0",' : `"id":"${newest.id.join('-')}","ts":${newest.ts},`
      return `"ch":"${ch}",${place}"inst":null,"data":${data}}`
    },
  }
}

type Placed = Pick<LogEntry, 'id' | 'n' | 'atMs' | 'eventBytes'>

const entryOf = ({ ch, id, ts, inst, data: value }: RelayMessage, placed: Placed): LogEntry => {
  const data = JSON.stringify(value, finite) ?? 'null'
  const body = `"ch":"${ch}","id":"${id}","ts":${ts},"inst":${JSON.stringify(inst)},"data":${data}}`
  return { ...placed, ch, inst, data, body }
}

/** JSON has neither NaN nor infinity. */
const finite = (_key: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isFinite(value) ? null : value

/** Halves [low, high). */
const firstAfter = (from: StreamId, low: number, high: number, idAt: (n: number) => StreamId): number => {
  if (low >= high) return low
  const middle = Math.floor((low + high) / 2)
  return isAfter(idAt(middle), from) ? firstAfter(from, low, middle, idAt) : firstAfter(from, middle + 1, high, idAt)
}
