/** Fills and exits as the broker booked them, those of stops and takes included. */
import { fillsIn } from '../../../api/model/ledger/stored-transactions.js'
import { keyName } from '../../../store/key.js'
import { KEYS } from '../../../store/keys.js'
import type { Store } from '../../../store/store.js'
import { eventNotice } from './event-notice.js'
import type { Feed } from './feed.js'
import { streamFeed } from './stream-feed.js'

export const fillFeed = (store: Pick<Store, 'range' | 'lastId'>, account: string): Feed =>
  streamFeed({
    store,
    name: 'fills',
    stream: keyName(KEYS.ledger, { account }),
    noticeIn: (entry) => {
      const [fill] = fillsIn(entry)
      if (!fill) return null
      const { id, tsMs, instrument, units, price, reason, pnl, tradeId } = fill
      return eventNotice(`transaction-${id}`, {
        event: pnl === null ? 'fill' : 'exit',
        ...{ tsMs, instrument, units, price, reason, tradeId: Number(tradeId), amount: pnl },
      })
    },
  })
