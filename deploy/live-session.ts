/** One tenure of the account: lease, state, reconciliation, then slice after slice until it is stopped or a newer owner comes. */
import { brokerSlot } from '../graph/broker-slot.js'
import { systemClock } from '../graph/clock.js'
import { SepError } from '../graph/errors.js'
import type { Frame } from '../graph/frame.js'
import { graphHash } from '../graph/hash.js'
import { bind } from '../graph/operator.js'
import type { Lease } from '../graph/ports.js'
import { type FrameSink, run } from '../graph/rx.js'
import { sep } from '../graph/sep.js'
import type { CandleSeries } from '../graph/series.js'
import type { StageStats } from '../graph/telemetry.js'
import { reachingWithout } from '../graph/topology.js'
import type { World } from '../graph/world.js'
import { KERNEL_VERSION } from '../native-rs/index.js'
import type { OandaClient } from '../oanda/client.js'
import { pricingStream } from '../oanda/pricing-stream.js'
import { transactionStream } from '../oanda/transaction-stream.js'
import { nyHour } from '../operators/calendar/new-york.js'
import { lastTransactionOf } from '../operators/live/last-transaction.js'
import { liveBroker } from '../operators/live-broker.js'
import { recover } from '../sinks/broker/recover.js'
import type { OrderRunner } from '../sinks/broker/runner.js'
import { commitSink } from '../sinks/journal/commit-sink.js'
import { journaled } from '../sinks/journal/journaled.js'
import { snapshotWriter } from '../sinks/snapshots/snapshot-writer.js'
import { liveSlices } from '../sources/live/live-slices.js'
import { createCandleSource } from '../sources/oanda/candles.js'
import { createPriceBoard } from '../sources/oanda/prices.js'
import { bidAskOf, readSpreadModel } from '../sources/spread-model.js'
import { journalKeys } from '../store/journal-keys.js'
import type { LiveInputs } from './live.js'
import { statusOf } from './live-status.js'
import { inMachineTime } from './machine-time.js'
import { liveControl, readSwitches } from './live-control.js'
import { historyOf } from './live-history.js'
import { liveMirrors } from './live-mirrors.js'
import { causeOf, orderRows } from './live-orders.js'
import type { Readiness } from './live-readiness.js'
import { revisionWriter } from './live-revisions.js'
import { warmState } from './live-warmup.js'
import { liveWorld } from './live-world.js'
import { paceOf } from './pace.js'
import { type Resumed, resume } from './resume.js'
import { skewReason } from './skew-reason.js'

export interface SessionInputs extends LiveInputs {
  readonly client: OandaClient
  /** Name of this process, new at each start. */
  readonly owner: string
  readonly ready: Readiness
  /** Numbers in [0, 1), for the jitter of waits. */
  readonly random: () => number
}
export interface LiveSession {
  run(): Promise<void>
  readonly refusal: OrderRunner['refusal']
  status(): Readonly<Record<string, unknown>>
  stats(): readonly StageStats[]
}

/** Null where another instance holds the account. Rejects where broker or store are away, or the account cannot be traded. */
export const openSession = async (inputs: SessionInputs): Promise<LiveSession | null> => {
  const { client, target, ready, signal, say, crash } = inputs
  const { clock } = client
  const paper = target.environment === 'paper'
  const account = await client.account()
  const pace = paceOf(inputs.settings, inputs.speed, inputs.graceMs)
  const { settings } = pace
  const world = await liveWorld(client, settings.run.pairs, account.currency)
  const graph = sep(settings)
  const loose = reachingWithout(graph, 'broker', 'order', 'risk')
  if (loose.length > 0) throw new SepError('bad-graph', `the order port is reachable past risk: ${loose.join(', ')}`)
  // Nothing of the account's state: a later start must fit the snapshots of this one. The first slice brings the balance.
  const { conversionFee, accountMarginRate } = settings.broker
  const bindings = [bind(brokerSlot, liveBroker, { conversionFee, accountMarginRate })]
  if (Number(account.marginRate ?? 0) > accountMarginRate)
    say(
      `the account's margin rate is ${account.marginRate}: set broker.accountMarginRate to it, sizes are made with the larger of it and the instrument's`,
    )
  // The store's time is the machine's; the protocol counts in the broker's.
  const leaseTtlMs = inputs.leaseTtlMs * inputs.speed
  const store = inMachineTime(inputs.store, inputs.speed)
  const pausedAtFirst = target.environment === 'live'
  const candles = createCandleSource(client)
  const sides = sidesOf(world, settings.run.spreadModel ?? undefined)
  const board = createPriceBoard(
    world.instruments.map(({ name }) => name),
    clock,
  )
  let resumed: Resumed | undefined
  const ports = {
    store,
    broker: client,
    clock,
    crash,
    leaseTtlMs,
    owner: inputs.owner,
    readSwitches: () => readSwitches(store, pausedAtFirst),
    market: (k: number) => ({ tradeable: board.tradeable[k] === 1, priceAgeMs: board.ageMs(k) }),
    alarm: (text: string) => say(`ALARM ${text}`),
  }
  const history = () =>
    historyOf({ candles, clock, world, days: inputs.warmupDays, sides, say, signal }).then((series) =>
      warmState({ graph, world, bindings, kernelVersion: KERNEL_VERSION, series, signal }),
    )
  const replay = async (lease: Lease): Promise<number> => {
    resumed = await resume({
      store: inputs.store,
      lease,
      account: account.id,
      graph,
      world,
      bindings,
      kernelVersion: KERNEL_VERSION,
      config: settings,
      warm: history,
      ...(inputs.resetNodes.length > 0 ? { resetNodes: inputs.resetNodes } : {}),
    })
    for (const text of resumed.says) say(text)
    return lastTransactionOf(resumed.compiled.snapshot())
  }
  const recovered = await recover(
    ports,
    {
      account: account.id,
      graphHash: graphHash(graph, world, KERNEL_VERSION),
      instruments: world.instruments,
      limits: pace.limits,
    },
    replay,
  )
  if (!recovered || !resumed) {
    ready.set('start', `account ${account.id}: another instance holds the lease`)
    return null
  }
  const { runner, lease } = recovered
  const { compiled } = resumed
  const journal = await resumed.begin()
  const switches = await readSwitches(store, pausedAtFirst)
  await runner.setSwitches(switches)
  const control = liveControl({
    store: inputs.store,
    clock,
    account: account.id,
    world,
    fillTrades: settings.run.fillTrades ?? paper,
    switches,
    lockUntilMs: lockedUntil(resumed),
    heartbeatAgeMs: board.heartbeatAgeMs,
    // A clock that is off judges every age wrongly: the graph refuses increases then, before the order protocol would.
    connected: () => Number.isFinite(board.heartbeatAgeMs()) && skewReason(clock) === null,
    crash,
    onSwitches: runner.setSwitches,
    onReconcile: runner.compare,
    pausedAtFirst,
    report: say,
  })
  say(
    `account ${account.id}: epoch ${lease.epoch}, ${recovered.unknown} orders in doubt, ${recovered.adopted} trades adopted; ` +
      `kill switch ${switches.killSwitch ? 'ON' : 'off'}${switches.paused ? ', paused' : ''}`,
  )
  let last: Frame | null = null
  let folding = false
  /** What the account is told in the next slice. */
  const drain: typeof runner.drain = () => {
    const rows = runner.drain()
    folding ||= rows.length > 0
    return rows
  }

  const session = async (): Promise<void> => {
    const stop = new AbortController()
    const both = AbortSignal.any([signal, stop.signal])
    const follow = { random: inputs.random, signal: both, silenceMs: pace.silenceMs }
    const failed: unknown[] = []
    const background = [
      runner.run(both),
      control.run(both),
      each(
        pricingStream(
          client,
          world.instruments.map(({ name }) => name),
          follow,
        ),
        (event) => board.take(event),
      ),
      each(transactionStream(client, runner.state().view.lastTransactionId, follow), (event) => {
        if (event.kind === 'transaction') runner.onTransaction(event.transaction)
        else if (event.kind === 'heartbeat') runner.onHeartbeat(event.lastTransactionId)
        else if (event.kind === 'missing') runner.compare()
      }),
    ].map((work) =>
      work.catch((error: unknown) => {
        failed.push(error)
        stop.abort(new Error('a part of the pipeline failed'))
      }),
    )
    const slices = liveSlices({
      world,
      frame: compiled.frame,
      clock,
      candles,
      prices: board,
      sides,
      control: control.row,
      requested: control.requested,
      drain,
      afterMs: startOf(journal.place().tsMs, clock.nowMs()),
      graceMs: pace.graceMs,
      pollMs: pace.pollMs,
      lastPollMs: pace.lastPollMs,
      signal: both,
      onFault: (text) => say(`candles: ${text}`),
      onRevision: revisionWriter(inputs.store, lease, account.id, say),
    })
    const observe: FrameSink = {
      write: async (frame) => {
        last = frame
        ready.set('journal', null)
        control.settle(frame, (k) => [...runner.state().decisions.values()].some(({ instrument }) => instrument === k))
        if (folding) await crash.at('position.folded')
        folding = false
      },
    }
    const mirrors = liveMirrors({ store: inputs.store, settings: inputs.settings, compiled, report: say })
    const sink = commitSink({
      compiled,
      place: journal.place,
      sendOrders: (frame) => {
        const rows = orderRows(frame)
        if (rows.length > 0) runner.submit(frame.time.tsMs[0] as number, rows, causeOf(frame))
      },
      decisions: (resumed as Resumed).decisions,
      snapshots: snapshotWriter({
        store: inputs.store,
        slots: journalKeys(account.id).snapshots,
        ...(resumed as Resumed).slots,
        crash,
      }),
      mirrors: [observe, mirrors],
      clock,
      crash,
      report: (error) => say(`after the orders: ${String(error)}`),
    })
    ready.set('start', null)
    try {
      await run(
        compiled,
        () =>
          journaled(slices, journal, {
            // The store's troubles last as long as the machine's clock says.
            clock: inputs.clock ?? systemClock,
            crash,
            signal: both,
            onWaiting: (error) => ready.set('journal', `the journal waits for the store: ${error.message}`),
          }),
        [sink],
        { signal: both, clock },
      )
    } finally {
      stop.abort(new Error('the run has ended'))
      await Promise.all(background)
      await inputs.store.releaseLease(lease).catch(() => undefined)
    }
    if (failed.length > 0) throw failed[0]
  }

  return {
    run: session,
    refusal: runner.refusal,
    stats: compiled.stats,
    status: () => statusOf(recovered, last, world.instruments, control.switches()),
  }
}

/** A fresh graph begins at the minute that is running. */
const startOf = (lastTsMs: number, nowMs: number): number =>
  Number.isNaN(lastTsMs) ? Math.floor(nowMs / 60_000) * 60_000 : lastTsMs

const each = async <T>(events: AsyncIterable<T>, take: (event: T) => void): Promise<void> => {
  for await (const event of events) take(event)
}

const sidesOf = (world: World, file?: string): ((series: CandleSeries) => CandleSeries) => {
  const model = readSpreadModel(file)
  const byName = new Map(world.instruments.map((instrument) => [instrument.name, instrument]))
  return (series) => {
    const instrument = byName.get(series.instrument)
    return instrument ? bidAskOf(series, instrument, model, nyHour) : series
  }
}

/** Locks that were in force at the journal's end. */
const lockedUntil = ({ last, layout }: Resumed): Float64Array | null => {
  const at = layout.columns.findIndex(({ node, column }) => node === 'control' && column === 'lockUntilMs')
  return (last?.columns[at] as Float64Array | undefined) ?? null
}
