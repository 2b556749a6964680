/** Changes of alarms as messages: begun, ended, counted again, acknowledged. */
import type { AlarmView } from '../../contract/status.js'
import type { PipelineReads } from '../../model/pipeline-reads.js'
import type { RelayMessage } from '../core/relay-message.js'

/** Call it again and again: each call gives what is new. A pipeline without a stream of alarms gets ids by the clock. */
export const alarmMessages = (
  pipeline: Pick<PipelineReads, 'alarms' | 'alarmChanges' | 'nowMs'>,
): (() => Promise<readonly RelayMessage[]>) => {
  const shown = new Map<string, string>()
  const last = { ms: 0, n: 0 }
  const nextId = (): string => {
    const nowMs = Math.floor(pipeline.nowMs())
    const isLater = nowMs > last.ms
    last.n = isLater ? 0 : last.n + 1
    last.ms = isLater ? nowMs : last.ms
    return `${last.ms}-${last.n}`
  }
  const changed = async (): Promise<readonly RelayMessage[]> => {
    const fresh = (await pipeline.alarms()).filter((alarm) => shown.get(alarm.id) !== JSON.stringify(alarm))
    for (const alarm of fresh) shown.set(alarm.id, JSON.stringify(alarm))
    return fresh.toReversed().map((alarm) => messageOf(nextId(), alarm))
  }
  return async () =>
    pipeline.alarmChanges ? pipeline.alarmChanges().map(({ id, alarm }) => messageOf(id, alarm)) : changed()
}

const messageOf = (id: string, alarm: AlarmView): RelayMessage => ({
  ch: 'alarms',
  id,
  ts: alarm.endMs ?? alarm.startMs,
  inst: null,
  key: alarm.id,
  data: alarm,
})
