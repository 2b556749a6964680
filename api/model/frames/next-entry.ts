/** When the calendar lets an instrument enter again: the graph's own operator, asked ahead of the slices. */
import type { World } from '../../../model/world.js'
import { sessionCalendar } from '../../../operators/session-calendar.js'
import type { NodeSettings } from './node-settings.js'

/** Of instrument k, from `tsMs` on; NaN: not within about a month. */
export type NextEntry = (k: number, tsMs: number) => number

/** The calendar changes about sixteen times a day. */
const CHANGES = 500

export const nextEntryOf = (settings: NonNullable<NodeSettings['session']>, world: World): NextEntry => {
  const count = world.instruments.length
  const flags = () => new Uint8Array(count)
  const state = sessionCalendar.init(settings, world)
  const [tsMs, entryOk] = [new Float64Array(1), flags()]
  const rows = {
    ...{ weekOpen: new Uint8Array(1), tradingDay: new Int32Array(1), closeTsMs: new Float64Array(count), entryOk },
    ...{ open: flags(), nearClose: flags(), rollover: flags(), blackout: flags(), forceFlat: flags() },
  }
  const ahead = (k: number, fromMs: number): number => {
    tsMs[0] = fromMs
    for (let n = 0; n < CHANGES; n++) {
      sessionCalendar.step(state, { tsMs, asOfMs: tsMs }, { candle: { present: rows.open } }, rows, 0, 1)
      if (entryOk[k] === 1) return tsMs[0]
      tsMs[0] = state.toMs
    }
    return Number.NaN
  }
  // Until then the answer stays the same.
  const known = new Map<number, { readonly fromMs: number; readonly atMs: number }>()
  return (k, fromMs) => {
    const before = known.get(k)
    if (before && fromMs >= before.fromMs && fromMs < before.atMs) return before.atMs
    const atMs = ahead(k, fromMs)
    known.set(k, { fromMs, atMs })
    return atMs
  }
}
