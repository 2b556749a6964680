/**
 * A day of live slices, back to back, from the closed slice in the frame through journal, graph, order protocol and client to the order's
 * bytes. The broker replies at once within this process, so its work counts as well.
 * A store in memory causes no waits; with one on disk the waits (journal, claim, flush, switches) are reported separately.
 * On a real day the slices are a minute apart.
 */
import { orderRows } from '../../../sinks/execution/order-rows.js'
import { resume } from '../../../streams/journal/resume.js'
import { brokerSlot } from '../../../model/broker-slot.js'
import { systemClock } from '../../../lib/clock.js'
import { testClock } from '../../support/test-clock.js'
import { graphHash } from '../../../graph/engine/hash/hash.js'
import { bind } from '../../../graph/engine/define/operator.js'
import type { Store } from '../../../store/store.js'
import { run } from '../../../graph/engine/run/rx.js'
import { sep } from '../../../graph/sep.js'
import { createWorld } from '../../../model/world.js'
import { KERNEL_VERSION } from '../../../native-rs/index.js'
import { createOandaClient } from '../../../oanda/client/client.js'
import { oandaTarget } from '../../../oanda/client/target.js'
import { isFxWeekMinute } from '../../../operators/calendar/new-york.js'
import { liveBroker } from '../../../operators/live-broker.js'
import { lastTransactionOf } from '../../../operators/live/last-transaction.js'
import { DEFAULT_LIMITS } from '../../../sinks/execution/protocol-types.js'
import { reconcile } from '../../../sinks/execution/reconcile.js'
import { accountOwner } from '../../support/account-owner.js'
import { commitSink } from '../../../streams/journal/commit.js'
import { type ClosedSlice, writeAhead } from '../../../streams/journal/write-ahead.js'
import { snapshotWriter } from '../../../streams/snapshot/writer.js'
import { writeExecutionRows } from '../../../streams/execution/rows.js'
import { createSlicer, REPLAY_CONTROL } from '../../../sources/slicer.js'
import { journalKeys } from '../../../streams/journal/keys.js'
import { instrument } from '../../support/toy.js'
import { randomMarket } from '../../support/random-market.js'
import { eager } from '../../support/sep-run.js'
import { instantBroker } from '../instant-broker.js'
import { median } from '../measure.js'
import { versions } from '../../../app/config/versions.js'
import { MINUTE_MS } from '../../../lib/time-units.js'
import { alone, type DaySession, type Surroundings } from './surroundings.js'
import { lagMeter, percentile, queuedMs, waiting } from './meters.js'

const ACCOUNT = '101-001-1-001'
const WARM_SLICES = 400
/** Slices. */
const HOUR = 60
/** Memory samples. */
const SIX_HOURS = 6
const DAY_SLICES = 1440
const ANSWER_MS = 10_000
export type Figures = { readonly [name: string]: number }

/** Times of one slice with orders, ms. */
interface Sample {
  /** Until just before the first byte. */
  leaves: number
  /** Until the broker sees it. */
  arrives: number
  /** Part of `leaves`: until the slice was in the journal, and with any store call in flight. */
  waits: number
  /** Part of `leaves`: runnable while other programs had the cores. */
  queued: number
}

export interface DayInputs {
  readonly names: readonly string[]
  readonly store: Store
  /** A garbage collection slows the following slices: memory is sampled in a separate run, whose times do not count. */
  readonly looks?: boolean
  /** By default nothing: slices follow each other at once. */
  readonly around?: (session: DaySession) => Promise<Surroundings>
}

export const liveDay = async ({ names, store: plain, looks = false, around = alone }: DayInputs): Promise<Figures> => {
  const sorted = [...names].sort()
  const minutes = WARM_SLICES + DAY_SLICES
  const series = randomMarket({ seed: 3, minutes, names: sorted, startMs: Date.UTC(2024, 2, 4, 22, 30) })
  const world = createWorld(sorted.map(instrument), 'USD')
  const clock = testClock(series[0]!.tMs[0]! + MINUTE_MS)
  const samples: Sample[] = []
  let closedMs = 0
  let closedQueuedMs = 0
  let current: Sample | null = null
  const wait = waiting()
  const store = wait.through(plain)
  const broker = await instantBroker(clock.nowMs, () => {
    if (current && Number.isNaN(current.arrives)) current.arrives = performance.now() - closedMs
  })
  const client = createOandaClient({
    target: oandaTarget({ environment: 'paper', accountId: ACCOUNT, restUrl: broker.url }),
    token: 'bench',
    // Slices follow each other at once, but the client's tokens refill as in a whole minute.
    clock: {
      ...systemClock,
      nowMs: () => clock.nowMs() + performance.now() - closedMs,
      monotonicMs: () => clock.monotonicMs() + performance.now() - closedMs,
    },
    random: () => 0.5,
  })
  const leaving = () => {
    if (current && Number.isNaN(current.leaves)) {
      current.leaves = performance.now() - closedMs
      current.waits = wait.ms()
      current.queued = queuedMs() - closedQueuedMs
    }
    return null
  }
  const settings = eager()
  const graph = sep(settings)
  const bindings = [bind(brokerSlot, liveBroker, { capital: 100_000 })]
  await store.write([
    { op: 'set', key: `ops:kill_switch:{${ACCOUNT}}`, value: 'off' },
    { op: 'set', key: `ops:trading_mode:{${ACCOUNT}}`, value: 'trading' },
  ])
  let alarms = 0
  const stop = new AbortController()
  const owner = await accountOwner({ store, account: ACCOUNT, clock, ttlMs: 1e10, signal: stop.signal })
  const resumed = await resume({
    store,
    lease: owner.lease.lease,
    account: ACCOUNT,
    graph,
    world,
    bindings,
    kernelVersion: KERNEL_VERSION,
    versions: versions(),
    config: settings,
  })
  const { runner } = await reconcile(
    {
      ...owner,
      broker: { send: (order) => client.send(order, { mayLeave: leaving }), ...broker.reads },
      readSwitches: async () => {
        const [, kill] = await store.values(['ops:kill_switch', `ops:kill_switch:{${ACCOUNT}}`])
        return { killSwitch: kill === null, paused: false }
      },
      market: () => ({ tradeable: true, priceAgeMs: 0 }),
      alarm: (text) => {
        if (alarms++ === 0) process.stderr.write(`bench live: ${text}\n`)
      },
    },
    {
      account: ACCOUNT,
      graphHash: graphHash(graph, world, KERNEL_VERSION),
      instruments: world.instruments,
      ...{ limits: DEFAULT_LIMITS, stopMaxPct: 3 },
    },
    lastTransactionOf(resumed.compiled.snapshot()),
  )
  const { compiled } = resumed
  const journal = await resumed.openWriter()
  const surroundings = await around({ account: ACCOUNT, graph, compiled, store: plain, clock })
  void runner.run(stop.signal)
  const slicer = createSlicer(world, { isWeekMinute: isFxWeekMinute, control: () => REPLAY_CONTROL })
  slicer.feed(series)
  const lag = lagMeter()
  /** Resident bytes of each hour, after a collection: two single samples would only show how full the heap's pages happened to be. */
  const rss: number[] = []
  let slices = 0

  const minutesOf = async function* (): AsyncGenerator<ClosedSlice> {
    const { frame } = compiled
    while (slices < minutes && slicer.fill(frame)) {
      if (slices === WARM_SLICES) {
        globalThis.gc?.()
        void lag.run(stop.signal)
      }
      if (looks && slices >= WARM_SLICES && slices % HOUR === 0) {
        globalThis.gc?.()
        rss.push(process.memoryUsage.rss())
      }
      const dueMs = (frame.time.tsMs[0] as number) + 300
      await clock.advance(dueMs - clock.nowMs())
      frame.time.asOfMs[0] = clock.nowMs()
      writeExecutionRows(frame, runner.drain())
      current = { leaves: Number.NaN, arrives: Number.NaN, waits: 0, queued: 0 }
      wait.reset()
      closedQueuedMs = queuedMs()
      closedMs = await surroundings.sliceMs(slices >= WARM_SLICES)
      yield { frame, closedBy: 'complete' }
      // The replies to the slice's orders, as they would have arrived within the minute.
      const sinceMs = performance.now()
      while (runner.state().decisions.size > 0) {
        if (performance.now() - sinceMs > ANSWER_MS) throw new Error('an order got no reply')
        await systemClock.yield()
      }
      if (slices++ >= WARM_SLICES && !Number.isNaN(current.leaves)) samples.push(current)
      current = null
      // A store in this process must not count as the pipeline's memory.
      if (plain.kind === 'memory' && slices % 10 === 0) await forget(plain, clock.nowMs() - 10 * MINUTE_MS)
    }
  }
  const sink = commitSink({
    compiled,
    place: journal.place,
    sendOrders: (frame) => {
      const rows = orderRows(frame)
      if (rows.length > 0) runner.submit(frame.time.tsMs[0] as number, rows)
    },
    decisions: resumed.decisions,
    snapshots: snapshotWriter({ store, slots: journalKeys(ACCOUNT).snapshots, ...resumed.slots }),
    mirrors: [],
    clock: systemClock,
    onError: (error) => process.stderr.write(`bench live: ${String(error)}\n`),
  })
  await run(compiled, () => writeAhead(minutesOf(), journal, { clock }), [sink, ...surroundings.sinks], {
    clock: systemClock,
  })
  const rssMb = (median(rss.slice(-SIX_HOURS)) - median(rss.slice(0, SIX_HOURS))) / 2 ** 20
  stop.abort()
  client.close()
  await broker.close()
  const more = await surroundings.close()
  return {
    instruments: sorted.length,
    slices: slices - WARM_SLICES,
    slicesWithOrders: samples.length,
    fills: broker.filled(),
    alarms,
    ...timesOf(samples),
    rssGrowthMb: rssMb,
    lagP99Ms: percentile(lag.lateMs, 0.99),
    lagMaxMs: Math.max(...lag.lateMs),
    ...more,
  }
}

const timesOf = (samples: readonly Sample[]): Figures => {
  const at = (of: (sample: Sample) => number, part: number) => percentile(samples.map(of), part)
  return {
    orderP50Ms: at(({ leaves }) => leaves, 0.5),
    orderP99Ms: at(({ leaves }) => leaves, 0.99),
    ownP50Ms: at(({ leaves, waits }) => leaves - waits, 0.5),
    ownP99Ms: at(({ leaves, waits }) => leaves - waits, 0.99),
    waitP50Ms: at(({ waits }) => waits, 0.5),
    waitP99Ms: at(({ waits }) => waits, 0.99),
    ranP50Ms: at(({ leaves, queued }) => leaves - queued, 0.5),
    ranP99Ms: at(({ leaves, queued }) => leaves - queued, 0.99),
    arrivalP99Ms: at(({ arrives }) => arrives, 0.99),
  }
}

/** Trims every stream of the account. */
const forget = async (store: Store, beforeMs: number): Promise<void> => {
  for (const key of await store.keys('sep:stream:*')) await store.trim(key, `${beforeMs}-0`)
}
