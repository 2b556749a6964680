/** Writes the alarms of a pipeline to the alarm stream of its account, for whatever shows them; what could not be written comes later. */
import type { Clock } from '../../../lib/clock.js'
import type { Logger } from '../../../lib/logger.js'
import { pause } from '../../../lib/pause.js'
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../lib/time-units.js'
import type { Alarm, AlarmLog } from '../../../sinks/alarms/alarm-log.js'
import type { AlarmEntry } from '../../../store/alarm-entry.js'
import type { Store } from '../../../store/store.js'
import { appendAlarm } from '../../../streams/alarms/append-alarm.js'
import { readAlarms } from '../../../streams/alarms/read-alarms.js'
import { trimAlarms } from '../../../streams/alarms/trim-alarms.js'
import { quietly } from './quietly.js'

export interface KeepAlarmsInputs {
  readonly store: Store
  readonly account: string
  readonly owner: string
  /** Of a cut pipeline. */
  readonly part: string | null
  readonly alarms: Pick<AlarmLog, 'newest'>
  readonly isStandby: () => boolean
  readonly log: Logger
  /** The machine's. */
  readonly clock: Clock
}

/** A cause that is seen twice a second is counted in the stream at most so often. */
const COUNT_MS = 10 * MINUTE_MS

interface Written {
  readonly id: string
  readonly atMs: number
  readonly alarm: Alarm
}

/** Each second until the signal aborts; then what still stands ends with the process. */
export const keepAlarms = async (inputs: KeepAlarmsInputs, signal: AbortSignal): Promise<void> => {
  const { clock, isStandby } = inputs
  const written = new Map<number, Written>()
  const once = { hasEnded: false, trimmedMs: Number.NEGATIVE_INFINITY }
  const look = async (): Promise<void> => {
    if (isStandby()) return
    if (!once.hasEnded) await endOthers(inputs)
    once.hasEnded = true
    await writeChanges(inputs, written)
    const nowMs = clock.monotonicMs()
    if (nowMs - once.trimmedMs < HOUR_MS) return
    await trimAlarms(inputs.store, inputs.account)
    once.trimmedMs = nowMs
  }
  const attempt = quietly('alarms in the store', inputs.log)
  do await attempt(look)
  while (await pause(clock, SECOND_MS, signal))
  // What was raised since the last look, too: a process raises the loss of its lease as it ends.
  await attempt(look)
  await attempt(() => endAll(inputs, written))
}

const writeChanges = async (inputs: KeepAlarmsInputs, written: Map<number, Written>): Promise<void> => {
  const { store, account, alarms, clock } = inputs
  // Oldest first: ids of the stream rise.
  for (const alarm of [...alarms.newest()].reverse()) {
    const before = written.get(alarm.id)
    const nowMs = Math.floor(clock.nowMs())
    if (before && !isNews(before, alarm, nowMs)) continue
    const id = await appendAlarm(store, account, entryOf(inputs, alarm, before?.id ?? null), nowMs)
    written.set(alarm.id, { id: before?.id ?? id, atMs: nowMs, alarm })
  }
}

const isNews = ({ alarm: before, atMs }: Written, now: Alarm, nowMs: number): boolean =>
  before.endMs !== now.endMs || (before.count !== now.count && nowMs - atMs >= COUNT_MS)

const entryOf = ({ owner, part }: KeepAlarmsInputs, alarm: Alarm, of: string | null): AlarmEntry => ({
  kind: 'alarm',
  alarm: of,
  code: alarm.code,
  severity: alarm.severity,
  text: alarm.text,
  startMs: alarm.startMs,
  endMs: alarm.endMs,
  count: alarm.count,
  owner,
  part,
})

/** Alarms that a process before this one left standing, when it was killed: nobody watches their causes any more. */
const endOthers = async ({ store, account, owner, part, clock }: KeepAlarmsInputs): Promise<void> => {
  const nowMs = Math.floor(clock.nowMs())
  for (const { acknowledgedBy: _, id, ...alarm } of await readAlarms(store, account))
    if (alarm.endMs === null && alarm.part === part && alarm.owner !== owner)
      await appendAlarm(store, account, { kind: 'alarm', alarm: id, ...alarm, endMs: nowMs, unwatched: true }, nowMs)
}

const endAll = async (inputs: KeepAlarmsInputs, written: ReadonlyMap<number, Written>): Promise<void> => {
  const { store, account, clock } = inputs
  const nowMs = Math.floor(clock.nowMs())
  for (const { id, alarm } of written.values())
    if (alarm.endMs === null) {
      const ended = { ...entryOf(inputs, { ...alarm, endMs: nowMs }, id), unwatched: true }
      await appendAlarm(store, account, ended, nowMs)
    }
}
