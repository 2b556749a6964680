/** An event of trading as a notice. */
import type { Notice, NoticeKind } from '../../../sinks/notify/notice.js'
import { eventWords } from '../../live/events/event-text.js'
import type { LiveEvent } from '../../live/events/live-events.js'

type TradingEvent = Exclude<LiveEvent, { readonly event: 'heartbeat' }>

const KINDS: Readonly<Record<TradingEvent['event'], NoticeKind>> = {
  order: 'orders',
  fill: 'fills',
  exit: 'exits',
  rejected: 'outcomes',
  refused: 'outcomes',
  unknown: 'outcomes',
  abandoned: 'outcomes',
  mode: 'mode',
}

export const eventNotice = (id: string, event: TradingEvent): Notice => {
  const kind = KINDS[event.event]
  const severity = kind === 'outcomes' ? 'warning' : 'info'
  return { id, kind, severity, tsMs: event.tsMs, title: eventWords(event), text: '' }
}
