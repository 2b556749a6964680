/** Runs one part of the graph over a synthetic market, as its own process would, and digests the outputs of its nodes. */
import { brokerSlot } from '../../model/broker-slot.js'
import type { Clock } from '../../lib/clock.js'
import type { Frame } from '../../graph/engine/run/frame.js'
import { ColumnsDigest } from '../../graph/engine/hash/hash.js'
import { bind } from '../../graph/engine/define/operator.js'
import type { Store } from '../../store/store.js'
import { sep } from '../../graph/sep.js'
import { createWorld, type World } from '../../model/world.js'
import { KERNEL_VERSION } from '../../native-rs/index.js'
import { isFxWeekMinute } from '../../operators/calendar/new-york.js'
import { paperBroker } from '../../operators/paper-broker.js'
import { type PartInputs, runPart } from '../../app/live/roles/part.js'
import { loadInstruments } from '../../sources/instruments.js'
import { createSlicer, REPLAY_CONTROL } from '../../sources/slicer.js'
import { edgeKeys } from '../../streams/edge/keys.js'
import { randomMarket } from './random-market.js'
import { eager } from './sep-run.js'

export const ACCOUNT = '101-001-1-001'
export const MINUTES = 300
export const series = randomMarket({ seed: 7, minutes: MINUTES, missingPerMille: 40 })
export const settings = eager()
export const graph = sep(settings)
export const worldOf = (names: readonly string[]): World => createWorld(loadInstruments(names), 'USD')
export const world = worldOf(series.map(({ instrument }) => instrument))
export const START_MS = series[0]?.tMs[0] as number
export const END_MS = START_MS + MINUTES * 60_000

export interface PartOptions {
  readonly store: Store
  readonly untilMs?: number
  readonly partition?: World
  readonly capacity?: number
  readonly clock: Clock
  readonly patienceMs?: number
  /** Gets each frame after it is written to the edge. */
  readonly look?: (frame: Frame) => void
}

/** Digests of the part's own nodes, by column. */
export const runOwnPart = async (nodes: string, options: PartOptions): Promise<ReadonlyMap<string, string>> => {
  const { store, untilMs = END_MS, clock, partition } = options
  const name = partition ? `${nodes}@${partition.instruments.map((one) => one.name).join('+')}` : nodes
  const lease = await store.acquireLease(edgeKeys(ACCOUNT, name).lease, name, 1e9)
  if (!lease) throw new Error('no lease')
  let digest: ColumnsDigest | undefined
  const slices: PartInputs['slices'] = function* (compiled, fromMs): Generator<Frame> {
    const slicer = createSlicer(world, { isWeekMinute: isFxWeekMinute, control: () => REPLAY_CONTROL })
    slicer.feed(series, untilMs)
    // The slices up to the snapshot are made again only for the slicer's own state.
    const one = Object.create(compiled.frame, { capacity: { value: 1 } }) as Frame
    while (slicer.fill(one)) {
      if (compiled.frame.time.tsMs[0]! <= fromMs) continue
      compiled.frame.slices = 1
      yield compiled.frame
    }
  }
  await runPart({
    store,
    lease,
    account: ACCOUNT,
    graph,
    world,
    nodes,
    bindings: [bind(brokerSlot, paperBroker, settings.broker)],
    kernelVersion: KERNEL_VERSION,
    slices,
    untilMs,
    clock,
    ...(partition ? { partition } : {}),
    ...(options.capacity ? { capacity: options.capacity } : {}),
    ...(options.patienceMs ? { patienceMs: options.patienceMs } : {}),
    sinks: (compiled) => {
      const own = compiled.graph.nodes.filter(({ role }) => role !== 'source').map(({ id }) => id)
      digest = new ColumnsDigest(compiled.graph, own)
      return [{ write: (frame) => digest?.add(frame) }, { write: (frame) => options.look?.(frame) }]
    },
  })
  return (digest as ColumnsDigest).columns()
}
