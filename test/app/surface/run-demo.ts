/** The demo's model over its real market and graph, on a clock that stands still until a test advances it. */
import { paperBindings } from '../../../app/backtest/paper-bindings.js'
import type { GraphProgram } from '../../../app/config/graph-program.js'
import { demoControl } from '../../../app/demo/control.js'
import { demoFrames, demoWorld } from '../../../app/demo/market.js'
import { type DemoModel, demoModel } from '../../../app/surface/demo/demo-model.js'
import { compile } from '../../../graph/engine/run/compile.js'
import type { Frame } from '../../../graph/engine/run/frame.js'
import { run } from '../../../graph/engine/run/rx.js'
import type { Clock } from '../../../lib/clock.js'
import { KERNEL_VERSION } from '../../../native-rs/index.js'
import { testClock } from '../../support/test-clock.js'

export interface DemoRun {
  readonly demo: DemoModel
  /** Minutes of the market, one by one, until `done`. */
  pass(minutes: number, done?: () => boolean): Promise<void>
  /** Time passes and no slice comes. */
  stall(ms: number): void
  /** Requests that changed the state. */
  readonly calls: readonly string[]
  end(): Promise<void>
}

/** Machine time of the start. */
export const STARTED_MS = Date.UTC(2026, 0, 5, 9)
const SPEED = 60

/** Resolves when trading starts. `onFrame` sees each frame after that. */
export const runDemo = async (
  { graph, settings, sep }: GraphProgram,
  { days = 2, onFrame = () => {} }: { readonly days?: number; readonly onFrame?: (frame: Frame) => void } = {},
): Promise<DemoRun> => {
  const world = demoWorld(settings.run.pairs ?? [], 'USD')
  const compiled = compile(graph, world, { bindings: paperBindings(graph, settings), kernelVersion: KERNEL_VERSION })
  const control = demoControl(world)
  const time = testClock(STARTED_MS)
  const stalled = { ms: 0 }
  const clock: Clock = {
    ...time,
    nowMs: () => time.nowMs() + stalled.ms,
    monotonicMs: () => time.monotonicMs() + stalled.ms,
  }
  const calls: string[] = []
  const demo = demoModel({
    ...{ graph, compiled, control, settings: sep, speed: SPEED, days, capital: settings.broker.capital, clock },
    log: () => {},
    stored: null,
    onCall: (by, kind, text) => calls.push(`${by} ${kind} ${text}`),
  })
  const abort = new AbortController()
  const progress = { trading: false, begin: () => {} }
  const trading = new Promise<void>((resolve) => {
    progress.begin = resolve
  })
  const onTrading = () => {
    demo.onTrading()
    progress.trading = true
    progress.begin()
  }
  const market = { seed: 1, speed: SPEED, days, world, clock: time, control: control.row, onDay: demo.onDay, onTrading }
  const frames = (signal: AbortSignal) => demoFrames(market, compiled.frame, signal)
  const seen = { write: (frame: Frame) => (progress.trading ? onFrame(frame) : undefined) }
  const ended = run(compiled, frames, [...demo.sinks, seen], { signal: abort.signal, clock: time })
  const failed = { error: null as unknown }
  ended.catch((error: unknown) => {
    failed.error = error
  })
  await Promise.race([trading, ended])
  return {
    demo,
    calls,
    pass: async (minutes, done = () => false) => {
      for (let minute = 0; minute < minutes && !done(); minute++) {
        const before = demo.model.frames.tsMs()
        await time.advance(1000)
        for (let turn = 0; demo.model.frames.tsMs() === before && turn < 100; turn++) {
          if (failed.error !== null) throw failed.error
          await time.yield()
          await time.advance(0)
        }
      }
    },
    stall: (ms) => {
      stalled.ms += ms
    },
    end: async () => {
      abort.abort()
      await time.advance(1000)
      await ended
      demo.end()
    },
  }
}
