/** What becomes of notifications, channel by channel, for a scrape. */
import type { SampleSource } from '../../api/metrics/sample-source.js'
import type { Clock } from '../../lib/clock.js'
import { SECOND_MS } from '../../lib/time-units.js'

export interface ChannelCounts {
  sent(): void
  failed(): void
  /** The ids of all notices that are due and not sent. */
  waiting(ids: readonly string[]): void
}
export interface NotifyCounts {
  readonly of: (channel: string) => ChannelCounts
  readonly source: SampleSource
}

interface Counted {
  sent: number
  failed: number
  /** From when on each has been due, monotonic. */
  since: ReadonlyMap<string, number>
}

export const notifyCounts = (clock: Pick<Clock, 'monotonicMs'>): NotifyCounts => {
  const channels = new Map<string, Counted>()
  return {
    of: (channel) => {
      const counted: Counted = { sent: 0, failed: 0, since: new Map() }
      channels.set(channel, counted)
      return {
        sent: () => void counted.sent++,
        failed: () => void counted.failed++,
        waiting: (ids) => {
          const nowMs = clock.monotonicMs()
          counted.since = new Map(ids.map((id) => [id, counted.since.get(id) ?? nowMs]))
        },
      }
    },
    source: {
      source: 'notify',
      addTo: (add) => {
        const nowMs = clock.monotonicMs()
        for (const [channel, { sent, failed, since }] of channels) {
          add('sep_notify_messages_total', sent, { channel, result: 'sent' })
          add('sep_notify_messages_total', failed, { channel, result: 'failed' })
          add('sep_notify_waiting', since.size, { channel })
          add('sep_notify_oldest_seconds', (nowMs - Math.min(nowMs, ...since.values())) / SECOND_MS, { channel })
        }
      },
    },
  }
}
