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

export const readAlarms = async (store: Pick<Store, 'range'>, account: string): Promise<readonly StoredAlarm[]> =>
  foldAlarms(await store.range(keyName(KEYS.alarms, { account }), '0'))

/** Entries in their order. */
export const foldAlarms = (entries: readonly StreamEntry[]): readonly StoredAlarm[] => {
  const alarms = new Map<string, StoredAlarm>()
  for (const { id: entryId, fields } of entries) {
    const entry = entryOf(fields)
    if (entry === null) continue
    const id = entry.alarm ?? entryId
    const before = alarms.get(id)
    if (entry.kind === 'alarm') {
      const { kind: _, alarm: __, ...now } = entry
      alarms.set(id, { id, ...now, acknowledgedBy: before?.acknowledgedBy ?? null })
    } else if (before) alarms.set(id, { ...before, acknowledgedBy: before.acknowledgedBy ?? entry.by })
  }
  return [...alarms.values()].sort((a, b) => b.startMs - a.startMs || (isNewer(b.id, a.id) ? 1 : -1))
}

const entryOf = (fields: StreamEntry['fields']): AlarmEntry | null => {
  try {
    return unpackFields(KEYS.alarms, fields).entry
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
    return null
  }
}
