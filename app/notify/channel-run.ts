/** Sends what is due over one channel: within its rate, one message after the other, and again later where it fails. */
import type { Clock } from '../../lib/clock.js'
import { MINUTE_MS, SECOND_MS } from '../../lib/time-units.js'
import type { NotifyChannel } from '../../sinks/notify/channel.js'
import type { Sender } from '../../sinks/notify/delivery.js'
import { messageOf } from '../../sinks/notify/message.js'
import type { Notice } from '../../sinks/notify/notice.js'
import type { ChannelCounts } from '../metrics/notify-counts.js'

export interface ChannelRunInputs {
  readonly channel: Pick<NotifyChannel, 'name' | 'perMinute'>
  readonly account: string
  readonly send: Sender
  /** The machine's. */
  readonly clock: Clock
  /** Called once when it turns out dead, and with null when it delivers again. */
  readonly onDead: (why: string | null) => void
  readonly counts: Pick<ChannelCounts, 'sent' | 'failed'>
}
export interface Delivering {
  /** Asked before each message; false ends the sending. */
  readonly mayStart: () => Promise<boolean>
  /** Gets how many notices were in a message that was delivered. */
  readonly onSent: (count: number) => Promise<void>
}
export interface ChannelRun {
  /** Sends the notices as far as the rate allows, until nothing is left or an attempt fails. */
  send(notices: readonly Notice[], delivering: Delivering, signal: AbortSignal): Promise<void>
}

/** More than these at once are one digest. */
const SINGLES = 3
const FIRST_WAIT_MS = SECOND_MS
const LAST_WAIT_MS = 5 * MINUTE_MS
/** Dead is what has failed for so long and so often, or what cannot come right by itself. */
const DEAD_MS = MINUTE_MS
const DEAD_ATTEMPTS = 3

export const channelRun = ({ channel, account, send, clock, onDead, counts }: ChannelRunInputs): ChannelRun => {
  const rate = rateOf(channel.perMinute, clock)
  const state = { notBeforeMs: Number.NEGATIVE_INFINITY, failures: 0, sinceMs: 0, isDead: false }
  const failed = (why: string, lasting: boolean, leastMs: number): void => {
    counts.failed()
    const nowMs = clock.monotonicMs()
    if (state.failures === 0) state.sinceMs = nowMs
    state.failures++
    const waitMs = FIRST_WAIT_MS * 2 ** Math.min(20, state.failures - 1)
    state.notBeforeMs = nowMs + Math.max(leastMs, Math.min(LAST_WAIT_MS, waitMs))
    const isDead = lasting || (state.failures >= DEAD_ATTEMPTS && nowMs - state.sinceMs >= DEAD_MS)
    if (isDead && !state.isDead) onDead(why)
    state.isDead ||= isDead
  }
  const delivered = (why: string | undefined): void => {
    counts.sent()
    const isDead = why !== undefined
    if (isDead !== state.isDead) onDead(why ?? null)
    Object.assign(state, { failures: 0, isDead })
  }
  return {
    send: async (notices, { mayStart, onSent }, signal) => {
      for (let at = 0; at < notices.length; ) {
        const left = notices.slice(at)
        const room = rate.room(left.some(({ severity }) => severity === 'critical'))
        if (room < 1 || clock.monotonicMs() < state.notBeforeMs || !(await mayStart()) || signal.aborted) return
        const batch = left.length > Math.min(SINGLES, room) ? left : left.slice(0, 1)
        rate.used()
        const delivery = await send(messageOf(account, batch), signal)
        // A stop that cut it off proves nothing about the channel.
        if (delivery.state !== 'sent' && signal.aborted) return
        if (delivery.state === 'busy') return failed(delivery.why, false, delivery.afterMs)
        if (delivery.state === 'failed') return failed(delivery.why, delivery.lasting, delivery.lasting ? MINUTE_MS : 0)
        delivered(delivery.why)
        at += batch.length
        await onSent(batch.length)
      }
    },
  }
}

/** Of the messages of a minute the last one is for what is critical. */
const rateOf = (perMinute: number, clock: Clock) => {
  const sent: number[] = []
  const reserved = perMinute > 1 ? 1 : 0
  return {
    room: (isCritical: boolean): number => {
      const fromMs = clock.monotonicMs() - MINUTE_MS
      while ((sent[0] ?? Number.POSITIVE_INFINITY) <= fromMs) sent.shift()
      return perMinute - sent.length - (isCritical ? 0 : reserved)
    },
    used: (): void => {
      sent.push(clock.monotonicMs())
    },
  }
}
