/** The whole graph over a synthetic market, mirrored to a store. */
import { systemClock } from '../../lib/clock.js'
import type { Frame } from '../../graph/engine/run/frame.js'
import type { Store } from '../../store/store.js'
import type { CandleSeries } from '../../model/candle-series.js'
import { mirrorContext } from '../../app/config/mirror-context.js'
import type { Settings } from '../../app/config/settings.js'
import { type MirrorSink, mirrorSink } from '../../sinks/mirrors/mirror-sink.js'
import { eager, runSep } from './sep-run.js'

/** Gates that open within a day: one trade, one trading day. */
export const QUICK = eager(
  'gates.warmTrades=1',
  'gates.warmDays=1',
  'gates.minTrades=1',
  'gates.pnlMinBps=-1000',
  'gates.calmarMin=-10',
  'gates.calmarCap=-10',
)

export const runMirrors = async (
  store: Store,
  series: readonly CandleSeries[],
  options: {
    readonly settings?: Settings
    readonly look?: (frame: Frame) => void
    readonly onDayEnd?: (dayMs: number) => Promise<void>
  } = {},
): Promise<{ readonly sink: MirrorSink; readonly lastMs: number }> => {
  const settings = options.settings ?? QUICK
  let sink: MirrorSink | null = null
  let lastMs = Number.NaN
  runSep(series, {
    settings,
    look: (frame, { world }) => {
      sink ??= mirrorSink({
        store,
        clock: systemClock,
        context: mirrorContext(settings, world),
        waitingMax: 100_000,
        log: (line) => {
          throw new Error(line)
        },
        ...(options.onDayEnd ? { onDayEnd: options.onDayEnd } : {}),
      })
      void sink.write(frame)
      options.look?.(frame)
      lastMs = frame.time.tsMs[frame.slices - 1]!
    },
  })
  await sink!.idle()
  return { sink: sink!, lastMs }
}
