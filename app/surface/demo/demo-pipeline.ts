/** What only the running demo knows: how far it is, whether a slice is late, its switches, its stages, its process. */
import type { FrameReads } from '../../../api/model/frame-reads.js'
import type { PipelineReads, PipelineState } from '../../../api/model/pipeline-reads.js'
import type { Compiled } from '../../../graph/engine/run/compile.js'
import type { FrameSink } from '../../../graph/engine/run/rx.js'
import type { Clock } from '../../../lib/clock.js'
import { isoTime } from '../../../lib/iso-time.js'
import { MINUTE_MS, SECOND_MS } from '../../../lib/time-units.js'
import type { ConditionCode } from '../../../model/ready-codes.js'
import type { World } from '../../../model/world.js'
import type { Store } from '../../../store/store.js'
import type { DemoControl } from '../../demo/control.js'
import { readiness } from '../../live/monitoring/readiness.js'
import type { ProcessWatch } from '../../live/status/process-facts.js'
import type { DemoAlarms } from './demo-alarms.js'

export interface DemoPipelineInputs {
  readonly compiled: Compiled<World>
  readonly frames: FrameReads
  readonly control: DemoControl
  readonly alarms: DemoAlarms
  readonly speed: number
  readonly days: number
  readonly clock: Clock
  readonly process: ProcessWatch
  /** Undefined: none. */
  readonly store?: Pick<Store, 'kind' | 'durability'> | undefined
}
export interface DemoPipeline extends FrameSink {
  readonly reads: PipelineReads
  readonly onDay: (done: number) => void
  readonly onTrading: () => void
}

/** A slice may come this much later than its minute: what the market catches up with, and a pause of the machine. */
const SLACK_MS = 3 * SECOND_MS

export const demoPipeline = (inputs: DemoPipelineInputs): DemoPipeline => {
  const { compiled, frames, control, speed, days, clock } = inputs
  const ready = readiness(() => {}, clock)
  const progress = { daysDone: 0, newestMs: Number.NaN }
  const onDay = (done: number): void => {
    progress.daysDone = done
    ready.enter('warming', `history: ${done} of ${days} days`)
  }
  onDay(0)
  const ageMs = () => clock.monotonicMs() - progress.newestMs
  const dueMs = (): number | null => {
    const newest = frames.tsMs()
    if (ready.phase() !== 'running' || newest === null) return null
    return newest + Math.max(0, Math.floor(((ageMs() - SLACK_MS) * speed) / MINUTE_MS)) * MINUTE_MS
  }
  const state = (): PipelineState => {
    for (const [code, text] of conditions(inputs)) ready.set(code, text)
    const stream = { connected: true, ageMs: Number.isNaN(progress.newestMs) ? null : Math.round(ageMs()) }
    const phase = ready.phase()
    return {
      environment: 'demo',
      answeredBy: { process: 'demo', name: 'demo', startedMs: inputs.process.facts().startedMs },
      version: inputs.process.facts().version,
      speed,
      phase,
      warmup: phase === 'running' ? null : { daysDone: progress.daysDone, days },
      ready: { ready: ready.reasons().length === 0, reasons: [...ready.reasons()], instruments: locked(inputs) },
      dueMs: dueMs(),
      silent: false,
      streams: { prices: stream, transactions: { connected: true, ageMs: null }, candles: stream },
      killSwitch: { on: control.killSwitch().on, global: false },
      paused: control.isPaused(),
      unknownOrders: [],
      frozen: [],
    }
  }
  return {
    write: () => {
      progress.newestMs = clock.monotonicMs()
    },
    onDay,
    onTrading: () => {
      compiled.resetStats()
      ready.enter('running')
    },
    reads: {
      nowMs: () => clock.nowMs(),
      state,
      alarms: inputs.alarms.shown,
      nodeStats: () => nodeStats(compiled, frames.tsMs()),
      prices: () => pricesOf(frames),
      openTrades: () => openTradesOf(frames),
      lastTransactionId: () => null,
      system: () => systemOf(inputs),
    },
  }
}

/** Null = it does not hold. */
const conditions = ({ control, frames }: DemoPipelineInputs): readonly (readonly [ConditionCode, string | null])[] => [
  ['kill_switch', control.killSwitch().on ? 'the kill switch is ON' : null],
  ['paused', control.isPaused() ? 'paused: no increases' : null],
  ...frames.latches().map(({ code, tripped }) => [code, tripped ? LATCHED[code] : null] as const),
]
const LATCHED = Object.freeze({
  drawdown: 'the drawdown limit is reached',
  daily_loss: 'the loss of the day has reached its limit: no increases until 17:00 New York',
  margin: 'too much margin is used: no increases until it is clearly less',
})

const locked = ({
  compiled: { world },
  control,
  frames,
}: DemoPipelineInputs): PipelineState['ready']['instruments'] => {
  const { lockUntilMs } = control.row()
  const newest = frames.tsMs() ?? 0
  return Object.fromEntries(
    world.instruments.flatMap(({ name }, k) => {
      const untilMs = lockUntilMs?.[k] ?? 0
      if (untilMs <= newest) return []
      return [[name, { blocked: [{ code: 'lock', text: `locked until ${isoTime(untilMs)}` }], notes: [] }]]
    }),
  )
}

const nodeStats = ({ graphHash, stats }: Compiled<World>, newestMs: number | null) => ({
  parts: { demo: graphHash },
  nodes: stats().flatMap(({ nodes, rows, rowsPerSec, p50Us, p99Us, lastTsMs }) =>
    nodes.map((node) => ({
      node,
      stage: [...nodes],
      rows,
      rowsPerSec: known(rowsPerSec),
      p50Us: known(p50Us),
      p99Us: known(p99Us),
      lastTsMs: known(lastTsMs),
      lagMs: newestMs === null ? null : known(newestMs - lastTsMs),
      rowsIn: null,
      rowsOut: null,
      errors: 0,
    })),
  ),
})

const pricesOf = (frames: FrameReads) => {
  const timeOf = new Map(frames.pairs().map(({ instrument, priceMs }) => [instrument, priceMs]))
  return frames.marketData().instruments.map(({ instrument, bid, ask, tradeable }) => ({
    ...{ instrument, bid, ask, tradeable },
    timeMs: timeOf.get(instrument) ?? null,
  }))
}

/** The simulated broker nets the trades of a pair: its position is the trade. */
const openTradesOf = (frames: FrameReads) =>
  frames.positions().map(({ instrument, units, entryPrice, openedMs, stopPrice, takePrice, openPnl, owner }) => ({
    ...{ id: `${instrument}-${openedMs ?? 0}`, instrument, units, openedMs, stopPrice, takePrice, owner },
    price: entryPrice,
    unrealizedPl: openPnl,
  }))

const systemOf = async ({ compiled, clock, process, store }: DemoPipelineInputs) => {
  const { startedMs, version, node, kernel, rssBytes, eventLoopLagP99Ms, log } = process.facts()
  const about = { startedMs, version, node, kernel, rssBytes, eventLoopLagP99Ms, graphHash: compiled.graphHash }
  return {
    process: { ...about, name: 'demo', kind: 'demo' as const, uptimeMs: Math.floor(clock.nowMs()) - startedMs },
    parts: [],
    store: store ? await storeOf(store) : NO_STORE,
    lease: null,
    streams: [],
    log: [...log],
  }
}
const NO_STORE = Object.freeze({ kind: 'none' as const, reachable: null, durable: null, text: 'in memory alone' })

const storeOf = async ({ kind, durability }: Pick<Store, 'kind' | 'durability'>) => {
  try {
    const { durable, reason } = await durability()
    return { kind, reachable: true, durable, text: reason }
  } catch (error) {
    return { kind, reachable: false, durable: null, text: (error as Error).message }
  }
}

const known = (value: number): number | null => (Number.isFinite(value) ? value : null)
