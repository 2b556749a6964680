/** Sent decisions whose entry is gone from the order stream, from their claims: both are written in one script. */
import { DAY_MS } from '../../../lib/time-units.js'
import type { StreamEntry } from '../../../store/store.js'
import { msOf } from '../../../store/stream-id.js'
import type { OrderRecord, SentContent } from '../order-records.js'
import { jsonOf, sentContent } from './checked-records.js'

/**
 * Trimming drops the oldest entries before their claims: a claim proves a lost entry only where its decision is younger than the stream's
 * first entry. Of an empty stream those of the last day are taken: no request is in flight for longer.
 */
export const claimedOrders = (
  claims: Readonly<Record<string, Uint8Array>>,
  entries: readonly StreamEntry[],
  orders: readonly OrderRecord[],
  nowMs: number,
): readonly OrderRecord[] => {
  const fromMs = entries[0] ? msOf(entries[0].id) : nowMs - DAY_MS
  const known = new Set(orders.flatMap((record) => (record.kind === 'sent' ? [record.id] : [])))
  const lost: OrderRecord[] = []
  for (const [id, content] of Object.entries(claims)) {
    if (known.has(id)) continue
    // A drain claims its closes without an entry: they are no decisions of a slice.
    const claim = jsonOf(new TextDecoder().decode(content))
    const parsed = sentContent.safeParse(claim)
    if (parsed.success && parsed.data.tsMs >= fromMs) lost.push({ kind: 'sent', id, sent: claim as SentContent })
  }
  return lost
}
