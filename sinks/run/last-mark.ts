/** The last marks of a run's account, at which trades that are still open are valued. */
import type { Columns } from '../../graph/engine/define/schema.js'
import type { Frame } from '../../graph/engine/run/frame.js'
import type { schemas } from '../../model/columns.js'
import type { LastMark } from './open-rows.js'

/** Nothing is known yet. */
export const unknownMark = (count: number): LastMark => {
  const unknown = () => new Float64Array(count).fill(Number.NaN)
  return {
    tsMs: Number.NaN,
    bid: unknown(),
    ask: unknown(),
    homeRate: unknown(),
    unrealized: new Float64Array(count),
    financing: 0,
  }
}

/** Takes the marks of the last slice; an unknown price or rate keeps its previous value, as in the account. */
export const takeMark = (
  last: LastMark,
  { financing, unrealized }: Columns<typeof schemas.account>,
  quote: Columns<typeof schemas.quote>,
  { slices, time }: Frame,
): void => {
  const count = last.bid.length
  last.tsMs = time.tsMs[slices - 1] as number
  for (let s = 0; s < slices; s++) last.financing += financing[s] as number
  last.unrealized.set(unrealized.subarray((slices - 1) * count, slices * count))
  for (const name of ['bid', 'ask', 'homeRate'] as const) {
    const column = quote[name]
    for (let k = 0; k < count; k++) {
      for (let s = slices - 1; s >= 0; s--) {
        const value = column[s * count + k] as number
        if (!(value > 0)) continue
        last[name][k] = value
        break
      }
    }
  }
}
