/** Orders as they go out, and those that end without a fill. */
import type { Notice } from '../../../sinks/notify/notice.js'
import { type OrderRecord, readOrder, type SentContent } from '../../../sinks/execution/order-records.js'
import { REASONS } from '../../../model/codes.js'
import { keyName } from '../../../store/key.js'
import { KEYS } from '../../../store/keys.js'
import type { Store, StreamEntry } from '../../../store/store.js'
import type { Feed } from './feed.js'
import { eventNotice } from './event-notice.js'
import { streamFeed } from './stream-feed.js'

/** Entries before an outcome among which its order is looked for. */
const BACK = 300

export const orderFeed = (store: Pick<Store, 'range' | 'rangeBack' | 'lastId'>, account: string): Feed => {
  const stream = keyName(KEYS.orders, { account })
  const sentFor = async (decisionId: string, before: string): Promise<SentContent | null> => {
    for (const entry of await store.rangeBack(stream, before, BACK)) {
      const record = recordIn(entry)
      if (record?.kind === 'sent' && record.id === decisionId) return record.sent
    }
    return null
  }
  const noticeIn = async (entry: StreamEntry): Promise<Notice | null> => {
    const record = recordIn(entry)
    if (record === null) return null
    const id = `order-${record.id}`
    if (record.kind === 'sent') return orderNotice(id, record.sent)
    const { result, reason, atMs } = record.outcome
    if (result === 'filled') return null
    const sent = await sentFor(record.id, entry.id)
    const [instrument, units] = [sent?.request.instrument ?? record.id, sent?.units ?? 0]
    const shared = { tsMs: Math.floor(atMs), instrument, units }
    const event = result === 'refused' || result === 'abandoned' ? result : 'rejected'
    const notice = eventNotice(`${id}.${result}`, { event, ...shared, why: reason })
    return event === 'rejected' ? { ...notice, text: reason } : notice
  }
  return streamFeed({ store, name: 'orders', stream, noticeIn })
}

const orderNotice = (id: string, { tsMs, units, reason, request }: SentContent): Notice =>
  eventNotice(id, {
    event: 'order',
    tsMs,
    instrument: request.instrument,
    units: units || 0,
    closesAll: request.leg === 'close' && request.units === 'ALL',
    reason: REASONS[reason] ?? 'none',
    ...stopOf(request),
  })

const stopOf = (request: SentContent['request']) => {
  const stop = request.leg === 'entry' ? request.stopLoss : undefined
  return {
    stopDistance: stop && 'distance' in stop ? Number(stop.distance) : null,
    stopPrice: stop && 'price' in stop ? Number(stop.price) : null,
  }
}

const recordIn = (entry: StreamEntry): OrderRecord | null => {
  try {
    return readOrder(entry)
  } catch {
    return null
  }
}
