/** Claims a decision together with its entry in the order stream; rejects with `bad-journal` where confirmed entries before it are gone. */
import type { Lease, Store, FencedAnswer } from '../../../store/store.js'
import { type orderKeys, sentFields } from '../order-records.js'
import type { EntryIds } from './entry-ids.js'
import { orderEntry } from './order-entry.js'
import type { StreamEnd } from './stream-end.js'

interface ClaimWriterInputs {
  readonly store: Pick<Store, 'claim' | 'lastId'>
  readonly lease: Lease
  readonly keys: ReturnType<typeof orderKeys>
  readonly orderIds: EntryIds
  readonly end: StreamEnd
}

/** An entry before it may have failed, or another come in between: each `moved` answer is followed by a look at where the stream ends. */
const LOOKS = 3

export const claimWriter = ({ store, lease, keys, orderIds, end }: ClaimWriterInputs) => {
  const attempt = async (decisionId: string, content: string, after: string): Promise<FencedAnswer> => {
    const id = orderIds.next()
    const entry = { ...orderEntry(keys.orders, id, sentFields(decisionId, content)), after }
    const answer = await store.claim(lease, keys.claims, decisionId, content, [entry])
    if (answer === 'ok') end.answered(id)
    return answer
  }
  return async (decisionId: string, content: string): Promise<FencedAnswer> => {
    let answer = await attempt(decisionId, content, orderIds.last())
    for (let looks = 0; answer === 'moved' && looks < LOOKS; looks++) {
      const found = end.looking()
      const newest = await store.lastId(keys.orders)
      found(newest)
      answer = await attempt(decisionId, content, newest ?? '0-0')
    }
    return answer
  }
}
