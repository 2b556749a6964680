/** The alarms of an account as its stream has them, newest first. An entry that cannot be read is left out. */
import { CodedError } from '../../lib/errors.js'
import type { AlarmEntry } from '../../store/alarm-entry.js'
import { keyName } from '../../store/key.js'
import { KEYS } from '../../store/keys.js'
import { unpackFields } from '../../store/pack.js'
import type { Store, StreamEntry } from '../../store/store.js'
import { isNewer } from '../../store/stream-id.js'

export interface StoredAlarm extends Omit<Extract<AlarmEntry, { kind: 'alarm' }>, 'kind' | 'alarm'> {
  readonly id: string
  readonly acknowledgedBy: string | null
}

export interface AlarmChange {
  /** Of the entry in the stream. */
  readonly id: string
  readonly alarm: StoredAlarm
}

export const readAlarms = async (store: Pick<Store, 'range'>, account: string): Promise<readonly StoredAlarm[]> =>
  foldAlarms(await store.range(keyName(KEYS.alarms, { account }), '0'))

/** Entries in their order. */
export const foldAlarms = (entries: readonly StreamEntry[]): readonly StoredAlarm[] => {
  const alarms = new Map(alarmChanges(entries).map(({ alarm }) => [alarm.id, alarm]))
  return [...alarms.values()].sort((a, b) => b.startMs - a.startMs || (isNewer(b.id, a.id) ? 1 : -1))
}

/** Of each entry, in their order: its id, and the alarm as it is after it. */
export const alarmChanges = (entries: readonly StreamEntry[]): readonly AlarmChange[] => {
  const alarms = new Map<string, StoredAlarm>()
  return entries.flatMap(({ id: entryId, fields }) => {
    const entry = entryOf(fields)
    if (entry === null) return []
    const id = entry.alarm ?? entryId
    const alarm = after(alarms.get(id), id, entry)
    if (!alarm) return []
    alarms.set(id, alarm)
    return [{ id: entryId, alarm }]
  })
}

const after = (before: StoredAlarm | undefined, id: string, entry: AlarmEntry): StoredAlarm | null => {
  if (entry.kind !== 'alarm') return before ? { ...before, acknowledgedBy: before.acknowledgedBy ?? entry.by } : null
  const { kind: _, alarm: __, ...now } = entry
  return { id, ...now, acknowledgedBy: before?.acknowledgedBy ?? null }
}

const entryOf = (fields: StreamEntry['fields']): AlarmEntry | null => {
  try {
    return unpackFields(KEYS.alarms, fields).entry
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
    return null
  }
}
