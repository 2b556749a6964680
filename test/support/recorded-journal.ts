/** Records a synthetic market as a live process would: resume, journal, graph, commit; can be stopped and restarted anywhere. */
import { brokerSlot } from '../../model/broker-slot.js'
import type { Clock } from '../../lib/clock.js'
import { testClock } from './test-clock.js'
import type { Compiled } from '../../graph/engine/run/compile.js'
import type { Graph } from '../../graph/engine/define/define.js'
import type { Frame } from '../../graph/engine/run/frame.js'
import { ColumnsDigest } from '../../graph/engine/hash/hash.js'
import { journalKeys } from '../../streams/journal/keys.js'
import type { ClosedBy } from '../../streams/journal/records.js'
import { bind } from '../../graph/engine/define/operator.js'
import type { Store } from '../../store/store.js'
import { run } from '../../graph/engine/run/rx.js'
import { sep } from '../../graph/sep.js'
import type { CandleSeries } from '../../model/candle-series.js'
import { sliceLayout } from '../../graph/engine/run/slice-layout.js'
import { createWorld } from '../../model/world.js'
import { KERNEL_VERSION } from '../../native-rs/index.js'
import { isFxWeekMinute } from '../../operators/calendar/new-york.js'
import { paperBroker } from '../../operators/paper-broker.js'
import { resume, type Resumed, type ResumeInputs } from '../../streams/journal/resume.js'
import type { Settings } from '../../app/config/settings.js'
import type { JournalWriter } from '../../streams/journal/writer.js'
import { commitSink } from '../../streams/journal/commit.js'
import { type ClosedSlice, writeAhead } from '../../streams/journal/write-ahead.js'
import type { CrashPoints } from '../../lib/crash-points.js'
import { snapshotWriter } from '../../streams/snapshot/writer.js'
import { loadInstruments } from '../../sources/instruments.js'
import { createSlicer, REPLAY_CONTROL, type Slicer } from '../../sources/slicer.js'
import { memoryStore } from '../../store/memory/store.js'
import { randomMarket } from './random-market.js'
import { eager } from './sep-run.js'
import type { World } from '../../model/world.js'
import { versions } from '../../app/config/versions.js'

export const ACCOUNT = '101-001-1-001'
export const graphOf = (_name: string, config: unknown): Graph<World> => sep(config as Settings)

/** A market, its slicer and a store; `live` is one life of the process. */
export interface Recording {
  readonly store: Store
  readonly series: readonly CandleSeries[]
  readonly slicer: Slicer
  /** Every column of every committed slice of all lives. */
  readonly digest: ColumnsDigest
  readonly sent: string[]
  /** The slicer repeats its last slice. */
  rewind(): void
  live(options?: LifeOptions): Promise<Life>
}
export interface LifeOptions {
  /** Slices of this life; default to the end of the data. */
  readonly slices?: number
  readonly settings?: Settings
  readonly resetNodes?: readonly string[]
  /** As if the graph came from a user's file. */
  readonly graphFile?: ResumeInputs['graphFile']
  /** No snapshot at the end, as after a kill. */
  readonly killed?: boolean
  readonly crash?: CrashPoints
  readonly everyMs?: number
  /** A step of the loop throws at this slice. */
  readonly breaking?: { readonly at: number }
  /** The store as this life sees it. */
  readonly store?: Store
  /** Interval between checkpoints, ms. */
  readonly checkpointEveryMs?: number
  /** Called for each snapshot with the tsMs of the older one, and where the journal ends. */
  readonly onMoved?: (olderTsMs: number, writer: JournalWriter) => void | Promise<void>
}
export interface Life {
  readonly resumed: Resumed
  readonly compiled: Compiled<World>
  readonly slices: number
}

export interface RecordingOptions {
  readonly seed?: number
  readonly minutes?: number
  readonly names?: readonly string[]
  /** The broker's margin rate of every instrument; default as packaged. */
  readonly marginRate?: number
  /** Default a store in memory. */
  readonly store?: Store
}

export const recording = (options: RecordingOptions = {}): Recording => {
  const still = testClock(Date.UTC(2024, 2, 5))
  // Waiting takes no time here.
  const clock: Clock = { ...still, sleep: () => still.yield() }
  const shared = options.store ?? memoryStore({ clock: still })
  const series = randomMarket({
    seed: options.seed ?? 7,
    minutes: options.minutes ?? 600,
    missingPerMille: 40,
    ...(options.names ? { names: options.names } : {}),
  })
  const specifications = loadInstruments(series.map(({ instrument }) => instrument))
  const world = createWorld(
    specifications.map((one) => ({ ...one, marginRate: options.marginRate ?? one.marginRate })),
    'USD',
  )
  const slicer = createSlicer(world, { isWeekMinute: isFxWeekMinute, control: () => REPLAY_CONTROL })
  slicer.feed(series)
  const anyGraph = sep(eager())
  const digest = new ColumnsDigest(
    anyGraph,
    anyGraph.nodes.map((node) => node.id),
  )
  const sent: string[] = []
  const layout = sliceLayout(anyGraph, ['candle', 'quote', 'control', 'execution'])
  let made: { readonly tsMs: number; readonly columns: readonly unknown[] } = { tsMs: 0, columns: [] }
  let again = false
  const next = (frame: Frame): boolean => {
    if (again) {
      layout.put(frame, 0, made.columns)
      frame.time.tsMs[0] = frame.time.asOfMs[0] = made.tsMs
      frame.slices = 1
      again = false
      return true
    }
    if (!slicer.fill(frame)) return false
    made = { tsMs: frame.time.tsMs[0] as number, columns: layout.take(frame, 0) }
    return true
  }
  const rewind = () => {
    again = true
  }
  const live = async (life: LifeOptions = {}): Promise<Life> => {
    const settings = life.settings ?? eager()
    const store = life.store ?? shared
    const lease = await shared.acquireLease(journalKeys(ACCOUNT).lease, 'test', 60_000)
    if (!lease) throw new Error('no lease')
    const resumed = await resume({
      store,
      lease,
      account: ACCOUNT,
      graph: sep(settings),
      graphFile: life.graphFile,
      world,
      bindings: [bind(brokerSlot, paperBroker, settings.broker)],
      kernelVersion: KERNEL_VERSION,
      versions: versions(),
      config: settings,
      clock,
      ...(life.resetNodes ? { resetNodes: life.resetNodes } : {}),
      ...(life.checkpointEveryMs ? { checkpointEveryMs: life.checkpointEveryMs } : {}),
    })
    const { compiled } = resumed
    const stages = compiled.stages.map((stage, n) => ({
      ...stage,
      run: (frame: Frame) => {
        if (n === 6 && slices === life.breaking?.at) throw new Error('broken step')
        stage.run(frame)
      },
    }))
    const writer = await resumed.openWriter()
    const slots = journalKeys(ACCOUNT).snapshots
    let slices = 0
    const closed = function* (): Generator<ClosedSlice> {
      while (slices < (life.slices ?? Number.POSITIVE_INFINITY) && next(compiled.frame)) {
        slices++
        yield { frame: compiled.frame, closedBy: 'complete' as ClosedBy }
      }
      if (life.killed) throw new Error('killed')
    }
    const sink = commitSink({
      compiled,
      place: () => writer.place(),
      sendOrders: (frame: Frame) => {
        sent.push(`${frame.time.tsMs[0]}`)
      },
      decisions: resumed.decisions,
      snapshots: snapshotWriter({
        store,
        slots,
        ...resumed.slots,
        ...(life.everyMs ? { everyMs: life.everyMs } : {}),
        onSaved: (olderTsMs) => life.onMoved?.(olderTsMs, writer),
      }),
      mirrors: [{ write: (frame) => digest.add(frame) }],
      clock,
      ...(life.crash ? { crash: life.crash } : {}),
      onError: (error) => {
        throw error
      },
    })
    const muted = life.killed ? { write: (frame: Frame) => sink.write(frame) } : sink
    await run(
      { ...compiled, stages },
      () => writeAhead(closed(), writer, { clock, ...(life.crash ? { crash: life.crash } : {}) }),
      [muted],
      {
        clock,
      },
    ).catch((error: unknown) => {
      if (!life.killed || !(error instanceof Error) || error.message !== 'killed') throw error
    })
    return { resumed, compiled, slices }
  }
  return { store: shared, series, slicer, digest, sent, rewind, live }
}
