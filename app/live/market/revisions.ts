/** Writes candles that came after their slice to the revision stream: for the record, never for the state. */
import type { Logger } from '../../../lib/logger.js'
import type { Lease, Store } from '../../../store/store.js'
import { type CandleSeries, SERIES_COLUMNS } from '../../../model/candle-series.js'
import type { Revision } from '../../../sources/oanda/candles.js'
import { streamId, streamIdText } from '../../../store/stream-id.js'
import { withSum } from '../../../streams/entry-sum.js'
import { keyName } from '../../../store/key.js'
import { KEYS } from '../../../store/keys.js'
import { isoTime } from '../../../lib/iso-time.js'

type Late = Revision | { readonly instrument: string; readonly late: CandleSeries }

/** Entries have ids of their own; a failed write is logged and not repeated. */
export const revisionWriter = (store: Store, lease: Lease, account: string, log: Logger) => {
  const stream = keyName(KEYS.revisions, { account })
  let queue: Promise<unknown> = Promise.resolve()
  return (revision: Late): void => {
    const [tMs, now, used] =
      'late' in revision
        ? [revision.late.tMs.at(-1) as number, SERIES_COLUMNS.map((name) => [...revision.late[name]]), null]
        : [revision.tMs, [...revision.now], [...revision.used]]
    log(`candle of ${revision.instrument} at ${isoTime(tMs)} ${used ? 'was changed' : 'came too late'}`)
    queue = queue
      .then(async () => {
        const [ms, n] = streamId((await store.lastId(stream)) ?? `${tMs}-0`)
        const id = streamIdText(tMs > ms ? [tMs, 0] : [ms, n + 1])
        const fields = {
          instrument: revision.instrument,
          tMs: String(tMs),
          now: JSON.stringify(now),
          used: JSON.stringify(used),
        }
        await store.fencedAppend(lease, [{ stream, id, fields: withSum(id, fields) }])
      })
      .catch((error: unknown) => log(`revision: ${String(error)}`))
  }
}
