/** The whole graph over a made-up market with its mirrors on a store. */
import { systemClock } from '../../../graph/clock.js'
import type { Frame } from '../../../graph/frame.js'
import type { Store } from '../../../graph/ports.js'
import type { CandleSeries } from '../../../graph/series.js'
import { mirrorContext } from '../../../deploy/mirror-context.js'
import type { Settings } from '../../../deploy/settings.js'
import { type MirrorSink, mirrorSink } from '../../../sinks/mirrors/mirror-sink.js'
import { eager, runSep } from '../../sep-run.js'

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
        report: (text) => {
          throw new Error(text)
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
