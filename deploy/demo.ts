/** Composition root of the demo: synthetic market, the graph, the exchange engine in its slot, a page. History first, then minute by minute. */
import { createServer, type Server } from 'node:http'
import { type Clock, systemClock } from '../graph/clock.js'
import { compile } from '../graph/compile.js'
import { brokerSlot } from '../graph/broker-slot.js'
import { SepError } from '../graph/errors.js'
import { explain, recordSlices } from '../graph/explain.js'
import type { Frame } from '../graph/frame.js'
import { bind } from '../graph/operator.js'
import { type FrameSink, run } from '../graph/rx.js'
import { sep } from '../graph/sep.js'
import { topology } from '../graph/topology.js'
import { createWorld } from '../graph/world.js'
import { KERNEL_VERSION } from '../native-rs/index.js'
import { isFxWeekMinute } from '../operators/calendar/new-york.js'
import { paperBroker } from '../operators/paper-broker.js'
import { demoApp, pageFolder } from '../api/demo-app.js'
import { collectLive } from '../sinks/live-view.js'
import { loadInstruments } from '../sources/instruments.js'
import { createSlicer, MINUTE_MS } from '../sources/slicer.js'
import { syntheticMarket } from '../sources/synthetic/market.js'
import { demoControl } from './demo-control.js'
import { packageRoot } from './root.js'
import type { Settings } from './settings.js'
import { DEFAULT_PAIRS } from './topology.js'

export interface DemoInputs {
  readonly settings: Settings
  readonly seed: number
  /** Minutes of the market a minute of the wall clock. */
  readonly speed: number
  readonly port: number
  readonly host: string
  /** Days of history before trading starts. */
  readonly days: number
  readonly signal: AbortSignal
  readonly clock?: Clock
  readonly say: (text: string) => void
  /** Called once the page can be opened. */
  readonly onListening?: (url: string) => void
}

/** The demo's market begins here, always: the same seed shows the same market. A Monday. */
const START_MS = Date.UTC(2024, 0, 1)
const BATCH_MINUTES = 7 * 1440

/** Runs until the signal aborts; then the server is closed and the frame at hand is finished. */
export const demo = async (inputs: DemoInputs): Promise<void> => {
  const { settings, clock = systemClock } = inputs
  const pairs = settings.run.pairs ?? DEFAULT_PAIRS
  const world = createWorld(loadInstruments(pairs, settings.run.instruments ?? undefined), 'USD')
  const graph = sep(settings)
  const compiled = compile(graph, world, {
    bindings: [bind(brokerSlot, paperBroker, settings.broker)],
    kernelVersion: KERNEL_VERSION,
  })
  const market = syntheticMarket({ seed: inputs.seed, pairs, startMs: START_MS })
  const control = demoControl(world)
  const slicer = createSlicer(world, { isWeekMinute: isFxWeekMinute, control: control.row })
  const live = collectLive(world)
  const recorder = recordSlices(graph)
  const liveFromMs = START_MS + inputs.days * 1440 * MINUTE_MS
  const afterWarmup = (sink: FrameSink): FrameSink => ({
    write: (frame) => ((frame.time.tsMs[0] as number) > liveFromMs ? sink.write(frame) : undefined),
  })

  const frames = async function* (signal: AbortSignal): AsyncGenerator<Frame> {
    let endMs = START_MS
    for (; endMs < liveFromMs; ) {
      const minutes = Math.min(BATCH_MINUTES, (liveFromMs - endMs) / MINUTE_MS)
      endMs += minutes * MINUTE_MS
      slicer.feed(market.next(minutes), endMs)
      while (slicer.fill(compiled.frame)) yield compiled.frame
    }
    inputs.say(`${inputs.days} days of history are in; trading starts, ${inputs.speed} market minutes a minute`)
    control.startTrading()
    for (let dueMs = clock.monotonicMs(); ; ) {
      endMs += MINUTE_MS
      slicer.feed(market.next(1), endMs)
      if (!slicer.fill(compiled.frame)) continue
      dueMs += MINUTE_MS / inputs.speed
      await clock.sleep(Math.max(0, dueMs - clock.monotonicMs()), signal)
      yield compiled.frame
    }
  }

  const app = demoApp({
    topology: topology(graph, world, KERNEL_VERSION),
    stats: compiled.stats,
    view: live.view,
    candles: live.candles,
    explain: (instrument, tsMs) => {
      const slice = tsMs === null ? recorder.last() : recorder.at(tsMs)
      return slice && world.instruments.some(({ name }) => name === instrument)
        ? explain(graph, world, slice, instrument)
        : null
    },
    killSwitch: control.killSwitch,
    setKillSwitch: control.setKillSwitch,
    page: pageFolder(packageRoot()),
  })
  const server = await listen(createServer(app), inputs.port, inputs.host)
  inputs.onListening?.(urlOf(server, inputs.host))
  try {
    await run(compiled, frames, [afterWarmup(live), afterWarmup(recorder)], { signal: inputs.signal, clock })
  } catch (error) {
    if (!inputs.signal.aborted) throw error
  } finally {
    server.closeAllConnections()
    await new Promise<void>((resolve) => server.close(() => resolve()))
  }
}

const listen = (server: Server, port: number, host: string): Promise<Server> =>
  new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const why = cause.code === 'EADDRINUSE' ? 'is in use' : `cannot be opened (${cause.code})`
      reject(new SepError('bad-argument', `port ${port} of ${host} ${why}; choose another with --port`, { cause }))
    })
    server.listen(port, host, () => resolve(server))
  })

const urlOf = (server: Server, host: string): string => {
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return `http://${host === '127.0.0.1' ? 'localhost' : host}:${port}`
}
