/** A live process in small: boot, slices, journal, snapshots, orders. The order protocol, its runner and its recovery are the real ones. */
import type { BrokerClient } from '../../model/broker-client.js'
import type { Lease, Store } from '../../store/store.js'
import { schemas } from '../../model/columns.js'
import type { ExecutionRow } from '../../sinks/execution/execution-row.js'
import type { Settings } from '../../sinks/execution/protocol-types.js'
import { recover, type Recovered } from '../../sinks/execution/recover.js'
import type { Switches } from '../../sinks/execution/runner.js'
import type { BrokerNetwork } from './broker-network.js'
import type { Machine } from './machine.js'
import { createTrader, stepTrader, type Trader, traderText } from './policy.js'
import { moodAt } from './spans.js'

export const SLICE_MS = 20_000
export const LEASE_TTL_MS = 30_000
export const KEYS = {
  slices: 'sep:stream:{A}:slice',
  control: 'sep:stream:{A}:control',
  snapshot: 'sep:snapshot:{A}:0',
  killSwitch: 'ops:kill_switch',
} as const

/** What a test may bend: the places where a bug is planted. */
export interface Bends {
  readonly store?: (store: Store) => Store
  readonly broker?: (broker: BrokerClient) => BrokerClient
  readonly rows?: (rows: readonly ExecutionRow[]) => readonly ExecutionRow[]
  readonly switches?: (read: () => Promise<Switches>) => () => Promise<Switches>
  /** False: the runner is not told of a kill switch. */
  readonly tellsRunner?: boolean
  readonly settings?: (settings: Settings) => Settings
  /** The graph tells of a later transaction than it has seen, or forgets. */
  readonly known?: (transactionId: number) => number
}

export interface LiveRoot {
  readonly machine: Machine
  /** Owns the account and has reconciled. */
  ready(): boolean
  /** Resolves true once a kill switch is durable and obeyed. */
  kill(): Promise<boolean>
  release(): Promise<boolean>
  trader(): Trader
  recovered(): Recovered | undefined
}

export interface RootWorld {
  readonly seed: number
  readonly network: BrokerNetwork
  readonly settings: Settings
  readonly bends: Bends
  /** The last slice's orders are submitted again after a replay: the store must see that they were made before. */
  readonly resubmits: boolean
  readonly alarm: (text: string) => void
  readonly note: (text: string) => void
}

interface JournaledSlice {
  readonly seq: number
  readonly tsMs: number
  readonly previous: string
  readonly rows: readonly ExecutionRow[]
}

const COLUMNS = Object.keys(schemas.execution) as (keyof ExecutionRow)[]

/** JSON has no NaN. */
const toText = (slice: JournaledSlice): string =>
  JSON.stringify({ ...slice, rows: slice.rows.map((row) => COLUMNS.map((column) => row[column])) })
export const sliceOf = (text: string): JournaledSlice => {
  const slice = JSON.parse(text) as Omit<JournaledSlice, 'rows'> & { readonly rows: readonly (number | null)[][] }
  return { ...slice, rows: slice.rows.map(rowOf) }
}
const rowOf = (values: readonly (number | null)[]): ExecutionRow => {
  const row: { [column: string]: number } = {}
  for (let i = 0; i < COLUMNS.length; i++) row[COLUMNS[i]!] = values[i] ?? Number.NaN
  return row as unknown as ExecutionRow
}
const utf8 = new TextDecoder()

export const startLiveRoot = (machine: Machine, world: RootWorld, connect: () => Store): LiveRoot => {
  const { network, bends, seed } = world
  const store = bends.store ? bends.store(connect()) : connect()
  const client = network.connect(machine)
  const broker = bends.broker ? bends.broker(client) : client
  const settings = bends.settings ? bends.settings(world.settings) : world.settings
  const count = settings.instruments.length
  const { crash, clock } = machine
  let trader = createTrader(count)
  let seq = 0
  let lastTsMs = 0
  let lastOrders: ReturnType<typeof stepTrader> = []
  let previous = ''
  let recovered: Recovered | undefined
  let running = new AbortController()

  const readSwitches = async (): Promise<Switches> => {
    const value = await store.get(KEYS.killSwitch)
    return { killSwitch: value === null || utf8.decode(value) !== 'off', paused: false }
  }

  /** Snapshot, then the journal's tail. */
  const replay = async (_lease: Lease): Promise<number> => {
    trader = createTrader(count)
    seq = 0
    previous = ''
    lastTsMs = 0
    const entries = await store.range(KEYS.slices, '0')
    for (const { id, fields } of entries) {
      const slice = sliceOf(utf8.decode(fields['slice']))
      lastOrders = stepTrader(trader, seed, slice.tsMs, slice.rows, moodAt(slice.tsMs))
      seq = slice.seq
      lastTsMs = slice.tsMs
      previous = id
    }
    const known = trader.account.lastTransactionId
    return bends.known ? bends.known(known) : known
  }

  /** True where the slice is in the journal and on disk, false where another owns it. */
  const journal = async (lease: Lease, slice: JournaledSlice): Promise<boolean> => {
    const id = `${slice.tsMs}-0`
    for (;;) {
      const after = slice.previous === '' ? null : slice.previous
      const entry = { stream: KEYS.slices, id, fields: { slice: toText(slice) }, after }
      const answer = await store.fencedAppend(lease, [entry]).catch(() => null)
      if (answer === 'stale-epoch') return false
      // `duplicate`: an earlier try had arrived.
      if ((answer === 'ok' || answer === 'duplicate') && (await store.flush(500).catch(() => false))) {
        // Whether a server that died in between still has it must be asked again.
        if ((await store.lastId(KEYS.slices).catch(() => undefined)) === id) return true
      }
      await clock.sleep(1000)
    }
  }

  const runSlice = async (tsMs: number, { runner, lease }: Recovered): Promise<boolean> => {
    await crash.at('slice.closed')
    const drained = runner.drain()
    const rows = bends.rows ? bends.rows(drained) : drained
    const slice = { seq: seq + 1, tsMs, previous, rows }
    if (!(await journal(lease, slice))) return false
    await crash.at('slice.journaled')
    seq++
    previous = `${tsMs}-0`
    lastTsMs = tsMs
    lastOrders = stepTrader(trader, seed, tsMs, rows, moodAt(tsMs))
    await crash.at('position.folded')
    if (lastOrders.length > 0) await crash.at('decision.made')
    world.note(`${machine.name} slice ${tsMs} rows ${rows.length} orders ${lastOrders.length}`)
    runner.submit(tsMs, lastOrders)
    if (seq % 2 === 0) await snapshot()
    return true
  }

  const snapshot = async (): Promise<void> => {
    await crash.at('snapshot.begin')
    await store.write([{ op: 'set', key: KEYS.snapshot, value: `${seq}|${traderText(trader)}` }]).catch(() => undefined)
    await crash.at('snapshot.renamed')
    await crash.at('checkpoint.moved')
  }

  const life = async (): Promise<void> => {
    for (;;) {
      const ports = {
        store,
        broker,
        clock,
        crash,
        owner: machine.name,
        leaseTtlMs: LEASE_TTL_MS,
        readSwitches: bends.switches ? bends.switches(readSwitches) : readSwitches,
        market: () => ({ tradeable: true, priceAgeMs: 0 }),
        alarm: world.alarm,
      }
      const boot = await recover(ports, settings, replay).catch((error: Error) => {
        world.note(`${machine.name} boot failed: ${error.message}`)
        return null
      })
      if (boot) {
        recovered = boot
        running = new AbortController()
        world.note(`${machine.name} ready, epoch ${boot.lease.epoch}, ${boot.unknown} unknown`)
        void boot.runner.run(running.signal)
        if (world.resubmits && lastTsMs !== 0) boot.runner.submit(lastTsMs, lastOrders)
        await runSlices(boot)
        running.abort()
        recovered = undefined
        world.note(`${machine.name} is passive`)
      }
      await clock.sleep(5000)
    }
  }

  const runSlices = async (boot: Recovered): Promise<void> => {
    for (;;) {
      const now = clock.nowMs()
      await clock.sleep(SLICE_MS - (now % SLICE_MS))
      const due = Math.floor(clock.nowMs() / SLICE_MS) * SLICE_MS
      if (boot.runner.state().leaseUntilMs === Number.NEGATIVE_INFINITY) return
      if (due > lastTsMs && !(await runSlice(due, boot))) return
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
    const id = `${clock.nowMs()}-0`
    await store.write([
      { op: 'append', key: KEYS.control, id, fields: { killSwitch: value } },
      { op: 'set', key: KEYS.killSwitch, value },
    ])
    if (!(await store.flush(500))) return false
    if (value === 'on') await crash.at('kill.journaled')
    if (bends.tellsRunner !== false) await runner.setSwitches({ killSwitch: value === 'on', paused: false })
    return true
  }
  return {
    machine,
    ready: () => recovered !== undefined,
    kill: () => setSwitch('on').catch(() => false),
    release: () => setSwitch('off').catch(() => false),
    trader: () => trader,
    recovered: () => recovered,
  }
}
