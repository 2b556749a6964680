/** Longer candles out of the store's minutes; a chart that is refreshed every few seconds does not read tens of thousands each time. */
import type { StoredReads } from '../../../api/model/store-reads.js'
import { merged } from '../../../api/routes/candles-of.js'
import type { Clock } from '../../../lib/clock.js'
import { MINUTE_MS } from '../../../lib/time-units.js'

type Candles = ReturnType<StoredReads['candles']>
interface Read {
  readonly atMs: number
  readonly candles: Candles
}

/** Questions that are remembered. */
const REMEMBERED = 32

export const closedCandles = (
  candles: StoredReads['candles'],
  clock: Pick<Clock, 'monotonicMs'>,
): StoredReads['closedCandles'] => {
  const known = new Map<string, Read>()
  return (instrument, lengthMs, untilMs, minutes) => {
    const name = `${instrument} ${lengthMs} ${untilMs} ${minutes}`
    const nowMs = clock.monotonicMs()
    const before = known.get(name)
    if (before && nowMs - before.atMs < MINUTE_MS) return before.candles
    const read = candles(instrument, 0, untilMs, minutes).then((found) => merged(found, lengthMs))
    known.delete(name)
    known.set(name, { atMs: nowMs, candles: read })
    // What failed is asked again.
    read.catch(() => known.get(name)?.candles === read && known.delete(name))
    const [oldest] = known.keys()
    if (known.size > REMEMBERED && oldest !== undefined) known.delete(oldest)
    return read
  }
}
