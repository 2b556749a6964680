/** Composition root of the demo: a synthetic market, a graph with the exchange engine in its slot, a page. */
import { demoApp } from '../api/demo-app.js'
import { paperBindings } from '../app/backtest/paper-bindings.js'
import type { GraphProgram } from '../app/config/graph-program.js'
import { DEFAULT_PAIRS } from '../app/config/topology.js'
import { demoControl } from '../app/demo/control.js'
import { demoFrames, demoWorld } from '../app/demo/market.js'
import { demoMirrors } from '../app/demo/mirrors.js'
import { isWhole } from '../app/demo/page-frame.js'
import { demoPage } from '../app/demo/page.js'
import { compile } from '../graph/engine/run/compile.js'
import { run } from '../graph/engine/run/rx.js'
import { type Clock, systemClock } from '../lib/clock.js'
import { listen } from '../lib/listen.js'
import type { Logger } from '../lib/logger.js'
import { KERNEL_VERSION } from '../native-rs/index.js'
import type { Store } from '../store/store.js'

export interface DemoInputs {
  readonly program: GraphProgram
  readonly seed: number
  /** Market minutes per minute of the clock. */
  readonly speed: number
  readonly port: number
  readonly host: string
  /** How the user chooses another port, for the error where it is in use. */
  readonly portHint?: string
  /** Days of history before trading starts. */
  readonly days: number
  readonly signal: AbortSignal
  readonly clock?: Clock
  /** Where other programs find candles, signals, gates and weights; without a store nothing is mirrored. */
  readonly store?: Store
  /** Reports when the store goes away and comes back. */
  readonly log?: Logger
  /** Called when the page can be opened. */
  readonly onListening?: (url: string) => void
  /** Called after each day of history. */
  readonly onWarmup?: (daysDone: number) => void
  /** Called when trading starts. */
  readonly onTrading?: () => void
}

const HOME = 'USD'

/** Runs until the signal aborts; then it finishes the current slice and closes the page. */
export const demo = async (inputs: DemoInputs): Promise<void> => {
  const { program, seed, speed, days, clock = systemClock, store, log = () => {} } = inputs
  const { graph, settings } = program
  const world = demoWorld(settings.run.pairs ?? DEFAULT_PAIRS, HOME, settings.run.instruments ?? undefined)
  const bindings = paperBindings(graph, settings)
  const compiled = compile(graph, world, { bindings, kernelVersion: KERNEL_VERSION })
  const control = demoControl(world)
  const page = demoPage(graph, compiled, control, { speed, seed, days, capital: settings.broker.capital, home: HOME })
  const onDay = (done: number) => {
    page.onDay(done)
    inputs.onWarmup?.(done)
  }
  const onTrading = () => {
    page.onTrading()
    inputs.onTrading?.()
  }
  const market = { seed, speed, days, world, clock, control: control.row, onDay, onTrading }
  const server = await listen(demoApp(page.ports), {
    port: inputs.port,
    host: inputs.host,
    ...(inputs.portHint === undefined ? {} : { flags: inputs.portHint }),
  })
  try {
    inputs.onListening?.(server.url)
    const mirrors = store && program.sep && isWhole(graph) ? [demoMirrors(store, program.sep, compiled, log)] : []
    const frames = (signal: AbortSignal) => demoFrames(market, compiled.frame, signal)
    await run(compiled, frames, [...page.sinks, ...mirrors], { signal: inputs.signal, clock })
  } finally {
    await server.close()
  }
}
