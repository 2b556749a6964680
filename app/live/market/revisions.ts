/** Writes candles that came after their slice, or were not believed, to the revision stream: for the record, never for the state. */
import type { Logger } from '../../../lib/logger.js'
import type { Lease, Store } from '../../../store/store.js'
import { type CandleSeries, SERIES_COLUMNS } from '../../../model/candle-series.js'
import type { Revision } from '../../../sources/oanda/candles.js'
import { streamId, streamIdText } from '../../../store/stream-id.js'
import { withSum } from '../../../streams/entry-sum.js'
import { keyName } from '../../../store/key.js'
import { KEYS } from '../../../store/keys.js'
import { isoTime } from '../../../lib/iso-time.js'

type Late =
  | Revision
  | { readonly instrument: string; readonly late: CandleSeries }
  /** A series of one row. */
  | { readonly instrument: string; readonly refused: CandleSeries; readonly why: string }
export type RevisionWriter = (revision: Late) => void

/** Entries have ids of their own; a failed write is logged and not repeated. */
export const revisionWriter = (store: Store, lease: Lease, account: string, log: Logger): RevisionWriter => {
  const stream = keyName(KEYS.revisions, { account })
  let queue: Promise<unknown> = Promise.resolve()
  return (revision) => {
    const { tMs, now, used, what, refused } = contentOf(revision)
    // A broker whose time runs fast, or a slow network, makes one for each minute and instrument.
    log(`candle of ${revision.instrument} at ${isoTime(tMs)} ${what}`, 'info', `candle ${what}`)
    queue = queue
      .then(async () => {
        const [ms, n] = streamId((await store.lastId(stream)) ?? `${tMs}-0`)
        const id = streamIdText(tMs > ms ? [tMs, 0] : [ms, n + 1])
        const fields = {
          instrument: revision.instrument,
          tMs: String(tMs),
          now: JSON.stringify(now),
          used: JSON.stringify(used),
          ...(refused === undefined ? {} : { refused }),
        }
        await store.fencedAppend(lease, [{ stream, id, fields: withSum(id, fields) }])
      })
      .catch((error: unknown) => log(`revision: ${String(error)}`, 'warn'))
  }
}

interface Content {
  readonly tMs: number
  /** Rows or columns in the order of SERIES_COLUMNS. */
  readonly now: unknown
  readonly used: readonly number[] | null
  readonly what: string
  readonly refused?: string
}

const contentOf = (revision: Late): Content => {
  if ('late' in revision) {
    const { late } = revision
    return { tMs: late.tMs.at(-1)!, now: columnLists(late), used: null, what: 'came too late' }
  }
  if ('refused' in revision) {
    const { refused, why } = revision
    return {
      tMs: refused.tMs[0]!,
      now: columnLists(refused),
      used: null,
      what: `is not believed: ${why}`,
      refused: why,
    }
  }
  const { tMs, now, used } = revision
  return { tMs, now: [...now], used: [...used], what: 'was changed' }
}

const columnLists = (series: CandleSeries): number[][] => SERIES_COLUMNS.map((name) => [...series[name]])
