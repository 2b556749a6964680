/** Composition root of the demo: made-up market, the graph, the exchange engine in its slot, a page. */
import { type Clock, systemClock } from '../lib/clock.js'
import { compile } from '../graph/engine/run/compile.js'
import { brokerSlot } from '../model/broker-slot.js'
import { explain } from '../graph/explain/explain.js'
import type { Frame, NodeColumns } from '../graph/engine/run/frame.js'
import { bind } from '../graph/engine/define/operator.js'
import type { Store } from '../store/store.js'
import { recordSlices } from '../graph/engine/run/record-slices.js'
import { type FrameSink, run } from '../graph/engine/run/rx.js'
import { sep } from '../graph/sep.js'
import { topology } from '../graph/engine/define/topology.js'
import { KERNEL_VERSION } from '../native-rs/index.js'
import { paperBroker } from '../operators/paper-broker.js'
import { demoApp, pageFolder } from '../api/demo-app.js'
import { collectLive } from '../sinks/page-view/page-view.js'
import { demoControl } from '../app/demo/control.js'
import { liveMirrors } from '../app/live/monitoring/mirrors.js'
import { demoFrames, demoWorld, TRADING_FROM_MS } from '../app/demo/market.js'
import { listen } from '../lib/listen.js'
import { packageRoot } from '../lib/package-root.js'
import type { Settings } from '../app/config/settings.js'
import { DEFAULT_PAIRS } from '../app/config/topology.js'

export interface DemoInputs {
  readonly settings: Settings
  readonly seed: number
  /** Market minutes a minute of the clock. */
  readonly speed: number
  readonly port: number
  readonly host: string
  /** Days of history before trading begins. */
  readonly days: number
  readonly signal: AbortSignal
  readonly clock?: Clock
  /** Where other programs find candles, signals, gates and weights; without one nothing is mirrored. */
  readonly store?: Store
  /** Gets a line when the store goes away and comes back. */
  readonly log?: (line: string) => void
  /** Called once the page can be opened. */
  readonly onListening?: (url: string) => void
  /** Called after each day of history. */
  readonly onWarmup?: (daysDone: number) => void
  /** Called when trading begins. */
  readonly onTrading?: () => void
}

const HOME = 'USD'
/** The page begins with charts that are full: this much of the history is shown too. */
const SHOWN_HISTORY_MS = 4 * 3_600_000

/** Runs until the signal aborts; then the slice at hand is finished and the page closed. */
export const demo = async (inputs: DemoInputs): Promise<void> => {
  const { settings, clock = systemClock } = inputs
  const world = demoWorld(settings.run.pairs ?? DEFAULT_PAIRS, HOME, settings.run.instruments ?? undefined)
  const graph = sep(settings)
  const compiled = compile(graph, world, {
    bindings: [bind(brokerSlot, paperBroker, settings.broker)],
    kernelVersion: KERNEL_VERSION,
  })
  const control = demoControl(world)
  const live = collectLive(world, TRADING_FROM_MS)
  const recorder = recordSlices(graph, { pin: hasOrder })
  let daysDone = 0
  let trading = false

  const app = demoApp({
    about: {
      speed: inputs.speed,
      seed: inputs.seed,
      days: inputs.days,
      capital: settings.broker.capital,
      home: HOME,
    },
    topology: topology(graph, world, KERNEL_VERSION),
    stats: () => compiled.stats(),
    daysDone: () => daysDone,
    view: () => (trading ? live.view() : null),
    candles: live.candles,
    explain: (instrument, tsMs) => {
      const slice = tsMs === undefined ? recorder.last() : recorder.at(tsMs)
      return slice && explain(graph, world, slice, instrument)
    },
    killSwitch: control.killSwitch,
    setKillSwitch: control.setKillSwitch,
    page: pageFolder(packageRoot()),
  })
  const frames = (signal: AbortSignal) =>
    demoFrames(
      {
        ...inputs,
        world,
        clock,
        control: control.row,
        onDay: (done) => {
          daysDone = done
          inputs.onWarmup?.(done)
        },
        onTrading: () => {
          trading = true
          control.startTrading()
          compiled.resetStats()
          inputs.onTrading?.()
        },
      },
      compiled.frame,
      signal,
    )
  const server = await listen(app, { port: inputs.port, host: inputs.host })
  try {
    inputs.onListening?.(server.url)
    const { store, log = () => {} } = inputs
    const mirrors = store ? [traded(liveMirrors({ store, settings, compiled, report: log }))] : []
    await run(compiled, frames, [shown(live), shown(recorder), ...mirrors], { signal: inputs.signal, clock })
  } finally {
    await server.close()
  }
}

/** Slices that the page needs: those that trade, and a little before. */
const shown = (sink: FrameSink): FrameSink => ({
  write: (frame) => {
    if ((frame.time.tsMs[frame.slices - 1] as number) > TRADING_FROM_MS - SHOWN_HISTORY_MS) return sink.write(frame)
  },
})

/** Slices that trade: history is not mirrored. */
const traded = (sink: FrameSink): FrameSink => ({
  write: (frame) => {
    if ((frame.time.tsMs[0] as number) > TRADING_FROM_MS) return sink.write(frame)
  },
  close: () => sink.close?.(),
})

/** True where the slice sends an order: it can be explained for as long as the page lists the order. */
const hasOrder = (frame: Frame, s: number): boolean => {
  const order = frame.columns['risk'] as NodeColumns
  return ['approvedUnits', 'closeUnits', 'closeAll'].some((name) =>
    (order[name] as Float64Array).subarray(s * frame.count, (s + 1) * frame.count).some((value) => value !== 0),
  )
}
