/** A miniature live process: boot, slices, journal, snapshots, orders. Order protocol, runner and recovery are the real ones. */
import type { CrashPoints } from '../../lib/crash-points.js'
import type { BrokerClient } from '../../model/broker-client.js'
import type { Lease, Store } from '../../store/store.js'
import type { ExecutionRow } from '../../streams/execution/record.js'
import { orderKeys } from '../../sinks/execution/order-records.js'
import { reconcile, type Reconciled } from '../../sinks/execution/reconcile.js'
import type { OrderRunner } from '../../sinks/execution/runner.js'
import { createBrokerClock } from '../../oanda/client/broker-clock.js'
import { skewReason } from '../../app/live/monitoring/readiness.js'
import { type LeaseKeeper, takeLease } from '../../store/lease-keeper.js'
import type { ProtocolSettings, Switches } from '../../sinks/execution/protocol-types.js'
import type { BrokerNetwork } from './broker-network.js'
import type { Machine } from './machine.js'
import { createTrader, stepTrader, type Trader, traderText } from './policy.js'
import { type JournaledSlice, sliceOf, sliceText } from './journaled-slice.js'
import { moodAt } from './spans.js'

export const SLICE_MS = 20_000
export const LEASE_TTL_MS = 30_000
export const KEYS = {
  slices: 'sep:stream:{A}:slice',
  control: 'sep:stream:{A}:control',
  snapshot: 'sep:snapshot:{A}:0',
  killSwitch: 'ops:kill_switch',
} as const

/** Hooks at which a test plants a bug. */
export interface Bends {
  readonly store?: (store: Store) => Store
  readonly broker?: (broker: BrokerClient) => BrokerClient
  readonly rows?: (rows: readonly ExecutionRow[]) => readonly ExecutionRow[]
  readonly switches?: (read: () => Promise<Switches>) => () => Promise<Switches>
  /** A clock that is off stops nothing. */
  readonly ignoresSkew?: boolean
  /** False: the runner is not notified of a kill switch. */
  readonly notifiesRunner?: boolean
  readonly settings?: (settings: ProtocolSettings) => ProtocolSettings
  /** Changes the last transaction that the graph claims to have seen. */
  readonly known?: (transactionId: number) => number
}

export interface LiveRoot {
  readonly machine: Machine
  /** True once it owns the account and has reconciled. */
  ready(): boolean
  /** Resolves to true once the kill switch is durable and in effect. */
  kill(): Promise<boolean>
  release(): Promise<boolean>
  trader(): Trader
  runner(): OrderRunner | undefined
}

export interface RootWorld {
  readonly seed: number
  readonly network: BrokerNetwork
  readonly settings: ProtocolSettings
  readonly bends: Bends
  /** Submits the last slice's orders again after a replay: the store must detect the duplicates. */
  readonly resubmits: boolean
  readonly alarm: (text: string) => void
  readonly note: (text: string) => void
  readonly operatorMs: () => number
  /** A slice is in the journal. */
  readonly onSlice: (tsMs: number) => void
}

const utf8 = new TextDecoder()

const snapshot = async (crash: CrashPoints, store: Store, value: string): Promise<void> => {
  await crash.at('snapshot.begin')
  await store.write([{ op: 'set', key: KEYS.snapshot, value }]).catch(() => undefined)
  await crash.at('snapshot.renamed')
  await crash.at('checkpoint.moved')
}

export const startLiveRoot = (machine: Machine, world: RootWorld, connect: () => Store): LiveRoot => {
  const { network, bends, seed } = world
  const store = bends.store ? bends.store(connect()) : connect()
  const { crash } = machine
  // As for a real broker: the machine's time, whose error the broker's answers show.
  const clock = createBrokerClock({ base: machine.clock, follow: false })
  const client = network.connect(machine, clock.sampleDate)
  const broker = bends.broker ? bends.broker(client) : client
  const settings = bends.settings ? bends.settings(world.settings) : world.settings
  const count = settings.instruments.length
  let trader = createTrader(count)
  let seq = 0
  let lastTsMs = 0
  let lastOrders: ReturnType<typeof stepTrader> = []
  let previous = ''
  let recovered: Reconciled | undefined

  const outage = () => (bends.ignoresSkew || skewReason(clock) === null ? null : 'skew')
  const readSwitches = async (): Promise<Switches> => {
    const value = await store.get(KEYS.killSwitch)
    return { killSwitch: value === null || utf8.decode(value) !== 'off', paused: false }
  }

  /** Replays the journal from its start. */
  const replay = async (): Promise<number> => {
    trader = createTrader(count)
    seq = 0
    previous = ''
    lastTsMs = 0
    const entries = await store.range(KEYS.slices, '0')
    for (const { id, fields } of entries) {
      const slice = sliceOf(utf8.decode(fields['slice']))
      lastOrders = stepTrader(trader, seed, slice, moodAt(slice.tsMs))
      seq = slice.seq
      lastTsMs = slice.tsMs
      previous = id
    }
    const known = trader.account.lastTransactionId
    return bends.known ? bends.known(known) : known
  }

  /** Resolves to true once the slice is in the journal and on disk, to false if another process owns the account. */
  const journal = async (lease: Lease, slice: JournaledSlice): Promise<boolean> => {
    const id = `${slice.tsMs}-0`
    for (;;) {
      const after = slice.previous === '' ? null : slice.previous
      const entry = { stream: KEYS.slices, id, fields: { slice: sliceText(slice) }, after }
      const answer = await store.fencedAppend(lease, [entry]).catch(() => null)
      if (answer === 'stale-epoch') return false
      // `duplicate`: an earlier attempt had arrived.
      if ((answer === 'ok' || answer === 'duplicate') && (await store.flush(500).catch(() => false))) {
        // The server may have died in between: check that it still has the entry.
        if ((await store.lastId(KEYS.slices).catch(() => undefined)) === id) return true
      }
      await clock.sleep(1000)
    }
  }

  const runSlice = async (tsMs: number, { runner }: Reconciled, lease: Lease): Promise<boolean> => {
    await crash.at('slice.closed')
    const drained = runner.drain()
    const rows = bends.rows ? bends.rows(drained) : drained
    const slice = { seq: seq + 1, tsMs, previous, connected: outage() === null, rows }
    if (!(await journal(lease, slice))) return false
    world.onSlice(tsMs)
    await crash.at('slice.journaled')
    seq++
    previous = `${tsMs}-0`
    lastTsMs = tsMs
    lastOrders = stepTrader(trader, seed, slice, moodAt(tsMs))
    await crash.at('position.folded')
    if (lastOrders.length > 0) await crash.at('decision.made')
    world.note(`${machine.name} slice ${tsMs} rows ${rows.length} orders ${lastOrders.length}`)
    runner.submit(tsMs, lastOrders)
    if (seq % 2 === 0) await snapshot(crash, store, `${seq}|${traderText(trader)}`)
    return true
  }

  /** Lease, state, reconciliation. Null if another process owns the account; rejects if anything is unreachable. */
  const boot = async (signal: AbortSignal): Promise<[Reconciled, LeaseKeeper] | null> => {
    const { account } = settings
    const lease = await takeLease({
      ...{ store, key: orderKeys(account).lease, owner: machine.name, ttlMs: LEASE_TTL_MS, clock, signal },
    })
    if (!lease) return null
    const known = await replay()
    const ports = {
      store,
      broker,
      clock,
      crash,
      lease,
      readSwitches: bends.switches ? bends.switches(readSwitches) : readSwitches,
      market: () => ({ tradeable: true, priceAgeMs: 0 }),
      outage,
      alarm: world.alarm,
    }
    return [await reconcile(ports, settings, known), lease]
  }

  const life = async (): Promise<void> => {
    for (;;) {
      const running = new AbortController()
      const booted = await boot(running.signal).catch((error: Error) => {
        world.note(`${machine.name} boot failed: ${error.message}`)
        return null
      })
      if (booted) {
        const [reconciled, { lease }] = booted
        recovered = reconciled
        world.note(`${machine.name} ready, epoch ${lease.epoch}, ${reconciled.unknown} unknown`)
        void reconciled.runner.run(running.signal)
        if (world.resubmits && lastTsMs !== 0) reconciled.runner.submit(lastTsMs, lastOrders)
        await runSlices(reconciled, lease)
        recovered = undefined
        world.note(`${machine.name} is passive`)
      }
      running.abort()
      await clock.sleep(5000)
    }
  }

  const runSlices = async (reconciled: Reconciled, lease: Lease): Promise<void> => {
    for (;;) {
      const now = clock.nowMs()
      await clock.sleep(SLICE_MS - (now % SLICE_MS))
      const due = Math.floor(clock.nowMs() / SLICE_MS) * SLICE_MS
      if (reconciled.runner.state().leaseUntilMs === Number.NEGATIVE_INFINITY) return
      if (due > lastTsMs && !(await runSlice(due, reconciled, lease))) return
    }
  }

  network.stream(
    machine,
    (transaction) => recovered?.runner.onTransaction(transaction),
    (last) => recovered?.runner.onHeartbeat(last),
  )
  machine.after(0, () => void life())

  const setSwitch = async (value: 'on' | 'off'): Promise<boolean> => {
    const { runner } = recovered ?? {}
    if (!runner) return false
    // The operator's request comes from another machine.
    const id = `${world.operatorMs()}-0`
    await store.write([
      { op: 'append', key: KEYS.control, id, fields: { killSwitch: value } },
      { op: 'set', key: KEYS.killSwitch, value },
    ])
    if (!(await store.flush(500))) return false
    if (value === 'on') await crash.at('kill.journaled')
    if (bends.notifiesRunner !== false) await runner.setSwitches({ killSwitch: value === 'on', paused: false })
    return true
  }
  return {
    machine,
    ready: () => recovered !== undefined,
    kill: () => setSwitch('on').catch(() => false),
    release: () => setSwitch('off').catch(() => false),
    trader: () => trader,
    runner: () => recovered?.runner,
  }
}
