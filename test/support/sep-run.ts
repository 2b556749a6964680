/** Runs the whole graph over series in memory, cut and restored as a test wishes. */
import type { RunFiles } from '../../app/backtest/run-files.js'
import { brokerSlot } from '../../model/broker-slot.js'
import { compile, type Compiled } from '../../graph/engine/run/compile.js'
import type { Frame } from '../../graph/engine/run/frame.js'
import { ColumnsDigest } from '../../graph/engine/hash/hash.js'
import { bind } from '../../graph/engine/define/operator.js'
import { sep } from '../../graph/sep.js'
import type { CandleSeries } from '../../model/candle-series.js'
import { decodeSnapshot, encodeSnapshot } from '../../graph/engine/run/snapshot.js'
import { createWorld, type World } from '../../model/world.js'
import { KERNEL_VERSION } from '../../native-rs/index.js'
import { isFxWeekMinute } from '../../operators/calendar/new-york.js'
import { paperBroker } from '../../operators/paper-broker.js'
import { resolveSettings, type Settings } from '../../app/config/settings.js'
import { loadInstruments } from '../../sources/instruments.js'
import { type ControlRow, createSlicer, REPLAY_CONTROL } from '../../sources/slicer.js'

/** Settings under which a made-up market trades within minutes: every market guard wide open, no coherence bound. */
export const EAGER = ['guards.cMin=0', 'guards.maxEntropy=1', 'direction.thrBps=0.5', 'direction.minCoherenceDelta=-1']

export interface SepRunOptions {
  readonly settings?: Settings
  readonly control?: (tsMs: number) => ControlRow
  readonly home?: string
  /** Slices of each frame, in turn; default the engine's own frames. */
  readonly cuts?: readonly number[]
  /** Snapshot, encode, decode and start a new instance after every frame. */
  readonly restore?: boolean
  readonly look?: (frame: Frame, compiled: Compiled<World>) => void
}
export interface SepRun {
  readonly digest: ColumnsDigest
  readonly compiled: Compiled<World>
  readonly world: World
}

/** With `more`, which may replace those of EAGER. */
export const eager = (...more: readonly string[]): Settings => {
  const leaf = (setting: string) => setting.slice(0, setting.indexOf('='))
  const given = new Set(more.map(leaf))
  return resolveSettings({ set: [...EAGER.filter((setting) => !given.has(leaf(setting))), ...more] })
}

/** Digest of every column of every node. */
export const runSep = (series: readonly CandleSeries[], options: SepRunOptions = {}): SepRun => {
  const settings = options.settings ?? eager()
  const world = createWorld(loadInstruments(series.map(({ instrument }) => instrument)), options.home ?? 'USD')
  const graph = sep(settings)
  const compileOptions = {
    bindings: [bind(brokerSlot, paperBroker, settings.broker)],
    kernelVersion: KERNEL_VERSION,
    ...(options.cuts ? { capacity: Math.max(...options.cuts) } : {}),
  }
  let compiled = compile(graph, world, compileOptions)
  const digest = new ColumnsDigest(
    graph,
    graph.nodes.map((node) => node.id),
  )
  const slicer = createSlicer(world, {
    isWeekMinute: isFxWeekMinute,
    control: options.control ?? (() => REPLAY_CONTROL),
  })
  slicer.feed(series)
  for (let n = 0; ; n++) {
    // A frame of fewer slices than its capacity: the slicer sees a view that ends earlier.
    const wanted = options.cuts?.[n % options.cuts.length] ?? compiled.frame.capacity
    const view = Object.create(compiled.frame, { capacity: { value: wanted } }) as Frame
    if (!slicer.fill(view)) break
    compiled.frame.slices = view.slices
    compiled.begin()
    for (const stage of compiled.stages) stage.run(compiled.frame)
    options.look?.(compiled.frame, compiled)
    digest.add(compiled.frame)
    compiled.end()
    if (options.restore) {
      compiled = compile(graph, world, {
        ...compileOptions,
        snapshot: decodeSnapshot(encodeSnapshot(compiled.snapshot())),
      })
    }
  }
  return { digest, compiled, world }
}

/** The files of a run folder as whole texts. */
export const runTexts = (files: RunFiles): { readonly [name in keyof RunFiles]: string } =>
  Object.fromEntries(
    Object.entries(files).map(([name, content]) => [
      name,
      typeof content === 'string' || content instanceof Uint8Array
        ? content.toString()
        : Buffer.concat([...content.pieces()].map((piece) => Buffer.from(piece))).toString(),
    ]),
  ) as { readonly [name in keyof RunFiles]: string }
