import type { Write } from '../../store/store.js'
import { keyName } from '../../store/key.js'
import { KEYS } from '../../store/keys.js'
import { pack } from '../../store/pack.js'
import { paramKey } from '../../store/param-key.js'
import { rollingSummary } from './gates.js'
import type { SliceView } from './slice-view.js'
import type { MirrorContext } from './state-writes.js'
import { HOUR_MS } from '../../lib/time-units.js'

/** Is this the first slice of an hour? `lastMs` = the slice before, NaN where it is not known. */
export const beginsHour = (lastMs: number, tsMs: number): boolean =>
  Number.isNaN(lastMs) ? tsMs % HOUR_MS === 0 : Math.floor(tsMs / HOUR_MS) > Math.floor(lastMs / HOUR_MS)

/** One more hourly summary of every traded instrument whose gate has left its warm-up. */
export const rollingHistory = (view: SliceView, { world, params }: MirrorContext): Write[] =>
  world.instruments.flatMap(({ name: inst }, k): Write[] => {
    const found = world.traded[k] === 1 ? rollingSummary(view, k, params[k]!) : null
    if (!found || view.row('gates', 'state', k) === WARMING) return []
    const key = keyName(KEYS.rollingHistory, { inst, paramKey: paramKey(params[k]!) })
    const value = pack(KEYS.rollingHistory, { ts: found.ts, ...found.summary })
    return [{ op: 'listPush', key, value, keep: KEPT }]
  })

const WARMING = 0
const KEPT = (KEYS.rollingHistory.keep as { readonly count: number }).count
