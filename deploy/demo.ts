/** Composition root of the demo: a synthetic market, a graph with the exchange engine in its slot, the interface in the same process. */
import { paperBindings } from '../app/backtest/paper-bindings.js'
import { DEFAULT_PAIRS } from '../app/config/topology.js'
import { demoControl } from '../app/demo/control.js'
import type { DemoInputs } from '../app/demo/inputs.js'
import { demoFrames, demoWorld, TRADING_FROM_MS } from '../app/demo/market.js'
import { demoMirrors } from '../app/demo/mirrors.js'
import { isWhole } from '../app/demo/page-frame.js'
import { notifyCounts } from '../app/metrics/notify-counts.js'
import { demoNotifications } from '../app/notify/demo-notifications.js'
import { DEMO_ACCOUNT, demoModel } from '../app/surface/demo/demo-model.js'
import { openSurface } from '../app/surface/open-surface.js'
import { storedReads } from '../app/surface/stored-reads.js'
import { compile } from '../graph/engine/run/compile.js'
import { run } from '../graph/engine/run/rx.js'
import { systemClock } from '../lib/clock.js'
import { KERNEL_VERSION } from '../native-rs/index.js'

/** Runs until the signal aborts; then it finishes the current slice and closes the page. */
export const demo = async (inputs: DemoInputs): Promise<void> => {
  const { program, seed, speed, days, clock = systemClock, store, log = () => {} } = inputs
  const { graph, settings, sep } = program
  const world = demoWorld(settings.run.pairs ?? DEFAULT_PAIRS, 'USD', settings.run.instruments ?? undefined)
  const compiled = compile(graph, world, { bindings: paperBindings(graph, settings), kernelVersion: KERNEL_VERSION })
  const control = demoControl(world)
  const stored = store ? storedReads(store, DEMO_ACCOUNT, clock) : null
  const about = { graph, compiled, control, settings: sep, capital: settings.broker.capital, speed, days }
  const shown = demoModel({ ...about, clock, log, store, storeUrl: inputs.storeUrl, stored })
  const onDay = (done: number) => {
    shown.onDay(done)
    inputs.onWarmup?.(done)
  }
  const onTrading = () => {
    shown.onTrading()
    inputs.onTrading?.()
  }
  const { port, host, portHint: flags, tokenFile } = inputs
  // Sessions stay in memory: they end with the demo, and a store that goes away takes none along.
  const { model } = shown
  const notified = notifyCounts(clock)
  const surface = await openSurface({
    ...{ model, host, port, flags, tokenFile, logsIn: true, clock, log: shown.log },
    samples: [notified.source],
  })
  const notifications = demoNotifications({
    ...{ channels: inputs.notify ?? [], model, compiled, raise: shown.raise, clock, log: shown.log },
    counts: notified.of,
    tradingFromMs: TRADING_FROM_MS,
  })
  try {
    inputs.onListening?.(surface.url)
    const mirrors = store && sep && isWhole(graph) ? [demoMirrors(store, sep, compiled, log)] : []
    const relayed = surface.relay.sinkOf(shown.model.frames, TRADING_FROM_MS)
    const slices = { seed, speed, days, world, clock, control: control.row, onDay, onTrading }
    const frames = (signal: AbortSignal) => demoFrames(slices, compiled.frame, signal)
    await run(compiled, frames, [...shown.sinks, relayed, ...mirrors, ...notifications.sinks], {
      signal: inputs.signal,
      clock,
    })
  } finally {
    await notifications.end()
    await surface.close()
    shown.end()
  }
}
