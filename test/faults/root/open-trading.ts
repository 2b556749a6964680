/** One session of a live process: lease, state, reconciliation, then slice after slice. All of it is the real code. */
import type { Compiled } from '../../../graph/engine/run/compile.js'
import { type FrameSink, run } from '../../../graph/engine/run/rx.js'
import type { World } from '../../../model/world.js'
import { orderKeys } from '../../../sinks/execution/order-records.js'
import { orderRows } from '../../../sinks/execution/order-rows.js'
import type { OrderRow } from '../../../sinks/execution/protocol-types.js'
import type { RunnerPorts } from '../../../sinks/execution/effects.js'
import type { OrderRunner } from '../../../sinks/execution/runner.js'
import { type Reconciled, reconcile } from '../../../sinks/execution/reconcile.js'
import { type LeaseKeeper, takeLease } from '../../../store/lease-keeper.js'
import { commitSink } from '../../../streams/journal/commit.js'
import { journalKeys } from '../../../streams/journal/keys.js'
import { type Resumed, resume } from '../../../streams/journal/resume.js'
import { writeAhead } from '../../../streams/journal/write-ahead.js'
import type { JournalWriter } from '../../../streams/journal/writer.js'
import { snapshotWriter } from '../../../streams/snapshot/writer.js'
import type { Machine } from '../machine.js'
import { dueSlices, SLICE_MS } from './due-slices.js'
import type { RootWorld } from './root-world.js'
import { TRADER_WORLD, traderGraph, traderOf } from './trader-graph.js'

export const LEASE_TTL_MS = 30_000

export interface TradingInputs {
  readonly machine: Machine
  readonly world: RootWorld
  /** All ports of the order protocol but its lease. */
  readonly ports: Omit<RunnerPorts, 'lease'>
  readonly signal: AbortSignal
  /** Brings the broker's transactions to the runner; rejects with what ends the process. */
  readonly follow: (runner: OrderRunner, signal: AbortSignal) => Promise<void>
}
export interface Trading {
  readonly compiled: Compiled<World>
  readonly reconciled: Reconciled
  readonly lease: LeaseKeeper
  /** Resolves once the account belongs to another process; rejects with what ends the process. */
  run(): Promise<void>
}

/** Null if another process owns the account; rejects if anything is unreachable. */
export const openTrading = async (inputs: TradingInputs): Promise<Trading | null> => {
  const { machine, world, ports, signal } = inputs
  const { store, clock } = ports
  const { account } = world.settings
  const lease = await takeLease({
    ...{ store, key: orderKeys(account).lease, owner: machine.name, ttlMs: LEASE_TTL_MS, clock, signal },
  })
  if (!lease) return null
  const last = { tsMs: 0, orders: [] as readonly OrderRow[] }
  const resumed = await resume({
    ...{ store, account, clock, signal, lease: lease.lease, graph: traderGraph(world.seed), world: TRADER_WORLD },
    ...{ bindings: [], kernelVersion: 'none', config: { seed: world.seed }, versions: {} },
    openTailSink: async () => async (frame) => {
      last.tsMs = frame.time.tsMs[0]!
      last.orders = orderRows(frame)
    },
  })
  const { compiled } = resumed
  const { lastTransactionId } = traderOf(compiled).account
  const known = world.bends.known ? world.bends.known(lastTransactionId) : lastTransactionId
  const reconciled = await reconcile({ ...ports, lease }, world.settings, known)
  const writer = await resumed.openWriter()
  return {
    ...{ compiled, reconciled, lease },
    run: async () => {
      const { runner } = reconciled
      const ends = Promise.all([runner.run(signal), inputs.follow(runner, signal)])
      if (world.resubmits && last.tsMs !== 0) runner.submit(last.tsMs, last.orders)
      const never = () => new Promise<never>(() => undefined)
      await Promise.race([ends.then(never), runSlices(inputs, resumed, reconciled, writer)])
    },
  }
}

const runSlices = async (
  { machine, world, ports, signal }: TradingInputs,
  { compiled, decisions, slots }: Resumed,
  { runner }: Reconciled,
  writer: JournalWriter,
): Promise<void> => {
  const { store, clock } = ports
  const { crash } = machine
  let isFolding = false
  const drain = () => {
    const drained = runner.drain()
    const rows = world.bends.rows ? world.bends.rows(drained) : drained
    isFolding = rows.length > 0
    return rows
  }
  const folded: FrameSink = {
    write: async () => {
      if (isFolding) await crash.at('position.folded')
    },
  }
  const journal: JournalWriter = {
    ...writer,
    slice: async (frame, s, ...more) => {
      await writer.slice(frame, s, ...more)
      world.onSlice(frame.time.tsMs[s]!)
    },
  }
  const sink = commitSink({
    ...{ compiled, decisions, clock, crash, place: journal.place, mirrors: [folded] },
    sendOrders: (frame) => {
      const [tsMs, rows] = [frame.time.tsMs[0]!, orderRows(frame)]
      world.note(`${machine.name} slice ${tsMs} orders ${rows.length}`)
      runner.submit(tsMs, rows)
    },
    snapshots: snapshotWriter({
      ...{ store, crash, slots: journalKeys(world.settings.account).snapshots, everyMs: 2 * SLICE_MS, ...slots },
    }),
    onError: (error) => world.note(`${machine.name} after the orders: ${String(error)}`),
  })
  const due = dueSlices({
    ...{ clock, drain, frame: compiled.frame, endMs: journal.endMs },
    isOver: () => runner.state().leaseUntilMs === Number.NEGATIVE_INFINITY,
    isConnected: () => (ports.outage?.() ?? null) === null,
  })
  await run(compiled, () => writeAhead(due, journal, { clock, crash, signal }), [sink], { clock, signal })
}
