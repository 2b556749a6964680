/** One connected client: its subscriptions, its requests and how long it has been in the way. */
import { SECOND_MS } from '../../../lib/time-units.js'
import type { LogName } from './channel-logs.js'
import type { MessageLog } from './message-log.js'
import type { Outlet } from './outlet.js'
import { readClientMessage, requestOf } from './read-client-message.js'
import { requestLimits, type RequestRates } from './request-limits.js'
import { type Subscription, subscription, type SubscriptionRequest } from './subscription.js'

export const CLOSE = Object.freeze({ policy: 1008, tooSlow: 4008, revoked: 4001 })

export interface ClientLimits extends RequestRates {
  readonly subscriptions: number
  /** Bytes of events that may wait. */
  readonly waitingBytes: number
  /** Nothing was taken for this long while something waits. */
  readonly stalledMs: number
}

export interface ClientInputs {
  readonly logs: Readonly<Record<LogName, MessageLog>>
  readonly limits: ClientLimits
  readonly isInstrument: (name: string) => boolean
  readonly outlet: Outlet
  readonly nowMs: () => number
}

export interface RelayClient {
  readonly receive: (text: string) => void
  /** Sends at most `most` messages; `more`: there may be others. */
  readonly pump: (most: number) => { sent: number; more: boolean }
  /** What waited has been written. */
  readonly drained: () => void
  /** Looks at the limits. */
  readonly check: () => void
}

export const relayClient = ({ logs, limits, isInstrument, outlet, nowMs }: ClientInputs): RelayClient => {
  const subs: Subscription[] = []
  const asking = requestLimits(limits, nowMs)
  const at = { blockedMs: null as number | null, closed: false }

  const close = (code: number, reason: string): void => {
    if (at.closed) return
    at.closed = true
    subs.length = 0
    outlet.close(code, reason)
  }
  const refuse = (code: string, text: string): void => {
    outlet.send(JSON.stringify({ op: 'error', code, text }))
    if (asking.refused()) close(CLOSE.policy, `${limits.faults} messages were refused`)
  }
  const subscribe = (request: SubscriptionRequest): void => {
    const refusal = refusalOf(request, subs, limits.subscriptions, isInstrument)
    if (refusal !== null) return refuse(...refusal)
    if (request.sub !== undefined) outlet.send(JSON.stringify({ op: 'subscribed', sub: request.sub }))
    subs.push(subscription(logs, request))
  }
  const receive = (text: string): void => {
    if (at.closed) return
    if (!asking.mayAsk()) return refuse('too-many-requests', `at most ${limits.perSec} messages per second`)
    const message = readClientMessage(text)
    if (typeof message === 'string') return refuse('bad-request', message)
    if (message.op === 'ping') outlet.send('{"op":"pong"}')
    else if (message.op === 'unsubscribe') unsubscribe(subs, message.channels, message.sub)
    else subscribe(requestOf(message))
  }
  const pump = (most: number): { sent: number; more: boolean } => {
    let sent = 0
    for (let progress = true; progress; ) {
      progress = false
      for (const sub of subs) {
        if (!outlet.isWritable()) {
          at.blockedMs ??= nowMs()
          return { sent, more: false }
        }
        if (sent >= most) return { sent, more: true }
        const did = sub.step(outlet.send, nowMs())
        if (did === 'lost') {
          close(CLOSE.tooSlow, 'events that were not taken are no longer kept: resume by id')
          return { sent, more: false }
        }
        if (did === 'idle') continue
        progress = true
        sent++
      }
    }
    return { sent, more: false }
  }
  return {
    receive,
    pump,
    drained: () => {
      at.blockedMs = null
    },
    check: () => {
      const waiting = subs.reduce((sum, sub) => sum + sub.waiting(), 0)
      if (waiting > limits.waitingBytes) close(CLOSE.tooSlow, `more than ${limits.waitingBytes} bytes wait`)
      else if (at.blockedMs !== null && nowMs() - at.blockedMs >= limits.stalledMs)
        close(CLOSE.tooSlow, `nothing was taken for ${limits.stalledMs / SECOND_MS} s: resume by id`)
    },
  }
}

const unsubscribe = (subs: Subscription[], channels: readonly string[], name: string | undefined): void => {
  for (const one of subs.filter(({ sub }) => name === undefined || sub === name))
    for (const ch of one.channels) if (channels.includes(ch)) one.channels.delete(ch)
  for (let k = subs.length - 1; k >= 0; k--) if (subs[k]?.channels.size === 0) subs.splice(k, 1)
}

/** Code and text of why it is not granted; null: it is. */
const refusalOf = (
  { instruments = [], sub }: SubscriptionRequest,
  subs: readonly Subscription[],
  most: number,
  isInstrument: (name: string) => boolean,
): readonly [code: string, text: string] | null => {
  const unknown = instruments.find((name) => !isInstrument(name))
  if (unknown !== undefined) return ['unknown-instrument', `${unknown} is not in this run`]
  if (subs.length >= most) return ['too-many-subscriptions', `a connection has at most ${most} subscriptions`]
  if (sub !== undefined && subs.some((one) => one.sub === sub)) return ['bad-request', `sub ${sub} is in use`]
  return null
}
