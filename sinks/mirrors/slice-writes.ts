/** Everything that one live slice writes for other programs, in one batch. */
import type { Write } from '../../store/store.js'
import { candleDocument } from './candle.js'
import { candleWrites } from './candle-writes.js'
import { lastManifold } from './last-manifold.js'
import { manifoldWrites } from './manifold-writes.js'
import { beginsHour, rollingHistory } from './rolling-history.js'
import { signalDocument } from './signal.js'
import { signalTrim, signalWrites } from './signal-writes.js'
import type { SliceView } from './slice-view.js'
import { type MirrorContext, stateWrites } from './state-writes.js'

/** `lastMs`: time of the slice before, NaN where it is not known. */
export const sliceWrites = (view: SliceView, lastMs: number, context: MirrorContext): Write[] => {
  const { world, decimals } = context
  const { tsMs } = view
  const perCandle = ({ name }: { readonly name: string }, k: number): Write[] => {
    const candle = view.has('candle') ? candleDocument(view, k) : null
    const whole = view.has('candle') && view.has('qfh') && world.traded[k] === 1
    const signal = whole ? signalDocument(view, k, decimals) : null
    const last = whole && view.has('session') && view.has('gates') ? lastManifold(view, k, name, decimals) : null
    return [
      ...(candle ? candleWrites(name, 'M1', [candle], tsMs) : []),
      ...(signal ? [...signalWrites(name, signal, tsMs), signalTrim(name, tsMs)] : []),
      ...(last ? manifoldWrites(last) : []),
    ]
  }
  return [
    ...world.instruments.flatMap(perCandle),
    ...stateWrites(view, context),
    ...(view.has('gates') && beginsHour(lastMs, tsMs) ? rollingHistory(view, context) : []),
  ]
}
